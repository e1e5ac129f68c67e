"""Hands to and from PokerKit's states.

Needs `pip install pokerkit`. Only no-limit hold'em is known on both sides. A state goes over by what happened
in it: hole cards, public cards and moves, in their order. What PokerKit keeps beside that (burned cards,
chips on the way to a winner, mucked hands) does not come over, and is left to its automations on the way
back.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ._native import Hand, HoldemError


def from_state(state: Any) -> Hand:
    """The hand of a `pokerkit.State`, up to its last operation."""
    antes = [int(ante) for ante in state.antes]
    blinds = [int(blind) for blind in state.blinds_or_straddles]
    if len(set(antes)) > 1 or any(blinds[2:]):
        raise HoldemError(f"antes {antes} and blinds {blinds}: expected one ante for all, and two blinds")
    stacks = [int(stack) for stack in state.starting_stacks]
    hand = Hand(stacks, small_blind=blinds[0], big_blind=blinds[1], ante=antes[0])
    for operation in state.operations:
        _take(hand, operation)
    return hand


def _take(hand: Hand, operation: Any) -> None:
    kind = type(operation).__name__
    if kind == "HoleDealing":
        cards = _text(operation.cards)
        if "?" not in cards:
            hand.deal_hole(operation.player_index, cards)
    elif kind == "BoardDealing":
        hand.deal_board(_text(operation.cards))
    elif kind == "Folding":
        hand.act("f")
    elif kind == "CheckingOrCalling":
        hand.act("c" if hand.to_call else "k")
    elif kind == "CompletionBettingOrRaisingTo":
        hand.act(f"r{int(operation.amount)}")


def _text(cards: Any) -> str:
    return "".join(f"{card.rank.value}{card.suit.value}" for card in cards)


def to_state(hand: Hand) -> Any:
    """A `pokerkit.State` in which the same has happened; unknown hole cards are dealt face down."""
    kit: Any = import_module("pokerkit")
    automation = kit.Automation
    state = kit.NoLimitTexasHoldem.create_state(
        (
            automation.ANTE_POSTING,
            automation.BET_COLLECTION,
            automation.BLIND_OR_STRADDLE_POSTING,
            automation.HOLE_CARDS_SHOWING_OR_MUCKING,
            automation.HAND_KILLING,
            automation.CHIPS_PUSHING,
            automation.CHIPS_PULLING,
        ),
        True,
        tuple(hand.antes),
        tuple(hand.blinds),
        hand.min_bet,
        tuple(hand.starting_stacks),
        hand.num_seats,
    )
    for hole in hand.holes:
        state.deal_hole(hole or "????")
    for seat, event in hand.events:
        if seat is None:
            state.burn_card("??")
            state.deal_board(event)
        elif event == "f":
            state.fold()
        elif event in ("k", "c"):
            state.check_or_call()
        else:
            state.complete_bet_or_raise_to(int(event[1:]))
    return state
