"""Hand histories and PokerKit itself.

Usage:
    pokerkit_phh.py read DIRECTORY
        prints {file: {"payoffs": [...], "over": bool}} of its .phh and .phhs files
    pokerkit_phh.py write DIRECTORY COUNT SEED
        writes COUNT random hands and expected.json, their payoffs by file
"""

import json
import random
import sys
import warnings
from decimal import Decimal
from pathlib import Path

from pokerkit import Automation, Deck, HandHistory, Mode, NoLimitTexasHoldem

# Automations of a hand in play: the script only deals, bets and shows.
AUTOMATIONS = (
    Automation.ANTE_POSTING,
    Automation.BET_COLLECTION,
    Automation.BLIND_OR_STRADDLE_POSTING,
    Automation.RUNOUT_COUNT_SELECTION,
    Automation.HAND_KILLING,
    Automation.CHIPS_PUSHING,
    Automation.CHIPS_PULLING,
)


def final_state(history):
    for state in history:
        pass
    return state


def outcome(history):
    state = final_state(history)
    if history.finishing_stacks is not None:
        assert list(state.stacks) == history.finishing_stacks, (state.stacks, history.finishing_stacks)
    return {"payoffs": [str(payoff) for payoff in state.payoffs], "over": not state.status}


def read(directory):
    outcomes = {}
    for path in sorted(directory.iterdir()):
        with path.open("rb") as file:
            if path.suffix == ".phh":
                outcomes[path.name] = outcome(HandHistory.load(file))
            elif path.suffix == ".phhs":
                for index, history in enumerate(HandHistory.load_all(file)):
                    outcomes[f"{path.name}[{index}]"] = outcome(history)
    json.dump(outcomes, sys.stdout)


def random_game(rng):
    """Blinds, antes and stacks, short ones among them."""
    players = rng.randint(2, 9)
    big = rng.choice([2, 10, 100, 400])
    # With two players and equal blinds PokerKit lets the big blind act first.
    small = rng.choice([big // 2, big // 2, 0, big // 2 if players == 2 else big])
    blinds = [small, big] + [0] * (players - 2)
    # Straddles from the seat after the big blind on, or one by the button.
    if players > 3 and rng.random() < 0.25:
        straddle = 2 * big
        if rng.random() < 0.3:
            blinds[-1] = straddle
        else:
            for seat in range(2, rng.randint(3, min(5, players))):
                blinds[seat] = straddle
                straddle *= 2
    antes = [0] * players
    trimming = False
    kind = rng.random()
    if kind < 0.3:
        antes = [rng.choice([1, big // 2, big])] * players
        trimming = rng.random() < 0.5
    elif kind < 0.45:
        antes[rng.choice([0, 1, players - 1])] = big
    largest = max(blinds)
    shortest = 1 if trimming or len(set(antes)) == 1 else max(antes) + 1
    # Who opens is the seat after the largest blind posted; where a stack leaves that in doubt PokerKit has
    # rules of its own.
    if largest > big or small == 0:
        shortest = max(antes) + largest
    stacks = [
        rng.randint(shortest, rng.choice([shortest + 3 * big, 20 * big, 100 * big])) for _ in range(players)
    ]
    return trimming, antes, blinds, big, stacks


def random_action(rng, state):
    lowest = state.min_completion_betting_or_raising_to_amount
    highest = state.max_completion_betting_or_raising_to_amount
    draw = rng.random()
    if draw < 0.2 and state.checking_or_calling_amount:
        state.fold()
    elif draw < 0.45 and state.can_complete_bet_or_raise_to():
        near = rng.random() < 0.8
        state.complete_bet_or_raise_to(rng.randint(lowest, min(highest, 3 * lowest) if near else highest))
    else:
        state.check_or_call()


def show_or_muck(rng, state):
    """Who is beaten may give up unseen."""
    if state.all_in_status or state.can_win_now(state.showdown_index) or rng.random() < 0.5:
        state.show_or_muck_hole_cards(True)
    else:
        state.show_or_muck_hole_cards(False)


def play(rng):
    trimming, antes, blinds, min_bet, stacks = random_game(rng)
    game = NoLimitTexasHoldem(AUTOMATIONS, trimming, antes, blinds, min_bet, mode=Mode.CASH_GAME)
    state = game(stacks, len(stacks))
    deck = list(Deck.STANDARD)
    rng.shuffle(deck)
    while state.status:
        if state.can_deal_hole():
            state.deal_hole([deck.pop(), deck.pop()])
        elif state.can_burn_card("??"):
            state.burn_card("??")
        elif state.can_deal_board():
            state.deal_board([deck.pop() for _ in range(state.board_dealing_count)])
        elif state.actor_index is not None:
            random_action(rng, state)
        elif state.showdown_index is not None:
            show_or_muck(rng, state)
        else:
            raise AssertionError(state)
    return game, state, antes, blinds, trimming


def history_of(rng, index):
    game, state, antes, blinds, trimming = play(rng)
    fields = {
        "ante_trimming_status": trimming,
        "antes": antes,
        "blinds_or_straddles": blinds,
        "finishing_stacks": list(state.stacks),
        "hand": index,
        "author": "It's PokerKit",
        "players": [f'Player "{seat}"' for seat in range(len(antes))],
        "user_defined_fields": {"_source": {"index": index, "seed words": [1, 2.5, True]}},
    }
    compressed = rng.random() < 0.7
    history = HandHistory.from_game_state(game, state, compressed, **fields)
    if rng.random() < 0.2 and odd_chips_cannot_arise(state):
        in_cents(history)
    return history, [int(payoff) for payoff in state.payoffs]


def odd_chips_cannot_arise(state):
    """Decimals are divided without limit: a pot that all but one seat have left stays in whole cents."""
    return sum(state.statuses) == 1


def in_cents(history):
    def cents(chips):
        return Decimal(chips) / 100

    for key in ("antes", "blinds_or_straddles", "starting_stacks", "finishing_stacks"):
        setattr(history, key, [cents(chips) for chips in getattr(history, key)])
    history.min_bet = cents(history.min_bet)
    for index, action in enumerate(history.actions):
        words = action.split()
        if words[1] == "cbr":
            history.actions[index] = f"{words[0]} cbr {cents(words[2])}"


def write(directory, count, seed):
    rng = random.Random(seed)
    expected = {}
    histories = []
    for index in range(count):
        history, payoffs = history_of(rng, index)
        name = f"pokerkit_{index:04}.phh"
        with (directory / name).open("wb") as file:
            history.dump(file)
        replayed = final_state(HandHistory.loads(history.dumps())).payoffs
        scale = 100 if isinstance(history.min_bet, Decimal) else 1
        assert [payoff * scale for payoff in replayed] == payoffs, (name, replayed, payoffs)
        expected[name] = payoffs
        histories.append(history)
    with (directory / "all.phhs").open("wb") as file:
        HandHistory.dump_all(histories, file)
    (directory / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    warnings.simplefilter("error")
    if sys.argv[1] == "read":
        read(Path(sys.argv[2]))
    else:
        write(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
