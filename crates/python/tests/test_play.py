"""Matches, search, hands, tables, and the environments made of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import holdem_solver as hs
from holdem_solver.progress import Progress

POT = {"sizes": [["100%"]], "max_raises": 1}
SMALL = {
    "game": {
        "stack": 10,
        "menu": {"preflop": POT, "limped": None, "flop": POT, "turn": POT, "river": POT},
    },
    "buckets": {"family": "coarse", "flop": 4, "turn": 4, "river": 4},
    "num_iterations": 400,
    "tensorboard": False,
    "eval": {"exploitability": False, "exploiter_seconds": 0, "boards": 10},
}


@pytest.fixture(scope="module")
def strategy(tmp_path_factory: pytest.TempPathFactory) -> hs.Strategy:
    run = hs.train(SMALL, logdir=tmp_path_factory.mktemp("runs") / "small")
    return hs.Strategy.open(run.directory)


def test_a_match_is_the_same_for_any_number_of_workers(strategy: hs.Strategy, tmp_path: Path) -> None:
    def play(workers: int) -> dict[str, Any]:
        return hs.match_players([strategy, "call"], hands=400, seed=3, workers=workers)

    found = play(1)
    assert found == play(2)
    first, second = found["players"]
    assert first["won"]["chips"] == pytest.approx(-second["won"]["chips"])
    assert first["aivat"]["deviation_mbb"] < first["deviation_mbb"]
    table = hs.columns(found)
    assert table["player"][1] == "call" and len(table["aivat_mbb"]) == 2
    hands = tmp_path / "hands.phhs"
    hs.match_players(["call", "uniform", "fold"], hands=30, aivat=False, phh=hands)
    assert hands.read_text().count("variant = ") == 30


def test_players_that_cannot_meet_are_refused(strategy: hs.Strategy) -> None:
    with pytest.raises(hs.HoldemError, match="nobody"):
        hs.match_players(["call", "nobody"])
    with pytest.raises(hs.HoldemError, match="seats"):
        hs.match_players([strategy, "call"], seats=3)
    with pytest.raises(hs.HoldemError):
        hs.match_players(["call", "call"], hands=0)


def test_a_decision_is_searched_and_explained(strategy: hs.Strategy) -> None:
    found = hs.search(strategy, "r4c/kk/kk", "AhKd7c2s9h", iterations=400)
    assert found.refused is None and (found.player, found.street, found.pot) == (1, 3, 8)
    chances = found.probabilities
    assert chances.shape == (len(found.moves), 1326) and found.moves[0] == "k"
    held = chances.sum(axis=0) > 0.5
    assert held.sum() > 500 and np.allclose(chances[:, held].sum(axis=0), 1, atol=1e-4)
    assert found.move_values is not None and found.move_values.shape == chances.shape
    assert found.found is not None and found.found["iterations"] == 400
    again = hs.search(strategy, "r4c/kk/kk", "AhKd7c2s9h", iterations=400, workers=1)
    assert np.array_equal(chances, again.probabilities)
    early = hs.search(strategy, "", "", iterations=20)
    assert early.refused is not None and early.blueprint_moves == early.moves
    with pytest.raises(hs.HoldemError):
        hs.search(strategy, "zz", "", iterations=1)
    with pytest.raises(hs.HoldemError):
        hs.search(strategy, "", "", iterations=1, think=1)


def test_a_search_is_watched_and_stopped(strategy: hs.Strategy) -> None:
    heard: list[Progress] = []
    found = hs.search(strategy, "r4c/kk", "AhKd7c2s", iterations=80, progress=heard.append)
    assert found.found is not None and found.found["iterations"] == 80
    assert heard[-1]["phase"] == "search" and heard[-1]["done"] == 80

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hs.search(strategy, "r4c/kk", "AhKd7c2s", iterations=1_000_000_000, progress=stop)


def test_a_hand_is_played_by_the_rules_and_goes_to_phh_and_back() -> None:
    hand = hs.Hand([200, 200])
    hand.deal_hole(0, "AsAd")
    hand.deal_hole(1, "KsKd")
    assert (hand.to_act, hand.raise_to, hand.menu([1.0])) == (1, (4, 200), ["f", "c", "r6", "r200"])
    hand.act("r6")
    hand.act("c")
    with pytest.raises(hs.HoldemError, match="missing"):
        hand.act("k")
    hand.deal_board("QsJsTd")
    hand.act("k")
    hand.act("a")
    hand.act("c")
    assert hand.is_over and hand.missing_board == 2
    with pytest.raises(hs.HoldemError, match="AsAd|As"):
        hand.deal_board("As2c")
    hand.deal_board("2c3h")
    assert hand.line == "r6c/kb194c" and hand.payoffs() == [200, -200]
    again = hs.Hand.from_phh(hand.to_phh(["Ann", "Bob"]))
    assert (again.line, again.board, again.holes) == (hand.line, hand.board, hand.holes)
    assert again.payoffs() == hand.payoffs()


def test_hands_go_to_pokerkit_and_back() -> None:
    pytest.importorskip("pokerkit")
    from holdem_solver.pokerkit import from_state, to_state

    rng = np.random.default_rng(5)
    for number in range(40):
        seats = 2 + number % 5
        hand = hs.Hand([int(chips) for chips in rng.integers(20, 200, seats)])
        cards = rng.permutation(52).astype(np.uint8)
        for seat in range(seats):
            hand.deal_hole(seat, "".join(hs.card_names(cards[2 * seat : 2 * seat + 2])))
        while True:
            if hand.missing_board:
                at = 2 * seats + len(hand.board) // 2
                hand.deal_board("".join(hs.card_names(cards[at : at + hand.missing_board])))
            state = to_state(hand)
            assert state.actor_index == hand.to_act
            back = from_state(state)
            assert (back.line, back.holes, back.stacks) == (hand.line, hand.holes, hand.stacks)
            if hand.is_over:
                pairs = zip(state.stacks, state.starting_stacks, strict=True)
                won = [int(chips) - int(begin) for chips, begin in pairs]
                assert won == hand.payoffs()
                break
            legal = [action for action in hand.menu([0.5, 1.0]) if action is not None]
            hand.act(legal[int(rng.integers(len(legal)))])


def test_tables_are_stepped_together_and_chips_only_change_hands() -> None:
    tables = hs.Tables(300, ["call"], seats=3, agents=1, stack=20, seed=4)
    assert (tables.num_seats, tables.num_agents, tables.num_actions) == (3, 1, 5)
    rng = np.random.default_rng(1)
    view, finished, seats = tables.reset(), 0, set[int]()
    for _ in range(40):
        assert (view.player == 0).all()
        seats.update(view.seat.tolist())
        mask = view.mask
        actions = np.where(mask, rng.random(mask.shape), -1).argmax(axis=1)
        view = tables.step(actions)
        assert (view.won.sum(axis=1) == 0).all()
        finished += int(view.finished.sum())
    assert finished > 1000 and seats == {0, 1, 2}
    assert view.cards.shape == (300, 7) and view.chips.shape == (300, 13)
    first = tables.reset(9)
    assert np.array_equal(first.cards, tables.reset(9).cards)
    assert not np.array_equal(first.cards, tables.reset(10).cards)
    with pytest.raises(hs.HoldemError):
        tables.step(np.full(300, 5))
    with pytest.raises(hs.HoldemError):
        tables.step(np.zeros(2, dtype=np.int64))


def test_a_strategy_plays_at_tables(strategy: hs.Strategy) -> None:
    tables = hs.Tables(64, [strategy], workers=2)
    view = tables.reset()
    for _ in range(20):
        view = tables.step(np.ones(64, dtype=np.int64))
    assert (tables.num_seats, tables.big_blind) == (2, 2) and (view.won.sum(axis=1) == 0).all()
    with pytest.raises(hs.HoldemError, match="seats"):
        hs.Tables(4, [strategy], seats=6)


@pytest.mark.parametrize("seats", [2, 6])
def test_pettingzoo_finds_nothing_wrong(seats: int) -> None:
    pytest.importorskip("pettingzoo")
    from pettingzoo.test import api_test, seed_test

    from holdem_solver.pettingzoo import env

    api_test(env(seats=seats, render_mode="ansi"), num_cycles=200, verbose_progress=False)
    seed_test(lambda: env(seats=seats), num_cycles=50)
