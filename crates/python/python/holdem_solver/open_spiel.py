"""Strategies as policies of OpenSpiel, so that its own measurements can be made on them.

Needs `pip install open_spiel`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from ._native import Action, HoldemError, Strategy

_FOLD, _CALL = 0, 1


def tabular_policy(strategy: Strategy, game: Any) -> Any:
    """A strategy as a `TabularPolicy` of the same game.

    `game`: `kuhn_poker`, `leduc_poker`, or a `universal_poker` of the same betting and cards, whose bets are
    among those of the strategy. Every information state of the game is looked up once.
    """
    policy: Any = import_module("open_spiel.python.policy").TabularPolicy(game)
    walk = _WALKS.get(game.get_type().short_name)
    if walk is None:
        raise HoldemError(f"no bridge to `{game.get_type().short_name}`")
    reader = walk(strategy)
    for state, at in zip(policy.states, map(reader.at, policy.states), strict=True):
        row = np.zeros(game.num_distinct_actions())
        for action, chance in reader.chances(state, at):
            row[action] += chance
        key = policy.state_lookup[state.information_state_string()]
        policy.action_probability_array[key] = row / row.sum()
    return policy


class _Reader:
    """Reads a state of OpenSpiel as a line, a hand and a board of a strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self.hands = {name: hand for hand, name in enumerate(strategy.hand_names)}
        self._rows: dict[tuple[str, str], Any] = {}

    def rows(self, line: str, board: str) -> Any:
        key = (line, board)
        if key not in self._rows:
            self._rows[key] = self.strategy.probabilities(line, board)
        return self._rows[key]

    def at(self, state: Any) -> tuple[str, int, str]:
        raise NotImplementedError

    def action_of(self, state: Any, action: int, choices: list[Action]) -> Action:
        raise NotImplementedError

    def chances(self, state: Any, at: tuple[str, int, str]) -> Iterator[tuple[int, float]]:
        line, hand, board = at
        choices, rows = self.strategy.actions(line), self.rows(line, board)
        for action in state.legal_actions():
            choice = self.action_of(state, action, choices)
            yield action, float(rows[choices.index(choice), hand])

    def moves(self, state: Any) -> tuple[list[int], str]:
        """What chance dealt, in order, and the line."""
        dealt: list[int] = []
        line = ""
        past = state.get_game().new_initial_state()
        for action in state.history():
            if past.is_chance_node():
                dealt.append(action)
            else:
                line = self.action_of(past, action, self.strategy.actions(line)).line
            past.apply_action(action)
        return dealt, line


def _one(choices: list[Action], *kinds: str) -> Action:
    for choice in choices:
        if choice.kind in kinds:
            return choice
    raise HoldemError(f"no {' or '.join(kinds)} among {choices}")


class _Kuhn(_Reader):
    def at(self, state: Any) -> tuple[str, int, str]:
        dealt, line = self.moves(state)
        player: int = state.current_player()
        return line, dealt[player], ""

    def action_of(self, state: Any, action: int, choices: list[Action]) -> Action:
        faces_bet = any(choice.kind == "fold" for choice in choices)
        if action == 0:
            return _one(choices, "fold" if faces_bet else "check")
        return _one(choices, "call") if faces_bet else _one(choices, "raise", "all-in")


class _Leduc(_Reader):
    def at(self, state: Any) -> tuple[str, int, str]:
        dealt, line = self.moves(state)
        board = self.strategy.hand_names[dealt[2]] if len(dealt) > 2 else ""
        player: int = state.current_player()
        return line, dealt[player], board

    def action_of(self, state: Any, action: int, choices: list[Action]) -> Action:
        kinds = {_FOLD: ("fold",), _CALL: ("check", "call")}.get(action, ("raise", "all-in"))
        return _one(choices, *kinds)


class _Universal(_Reader):
    def at(self, state: Any) -> tuple[str, int, str]:
        _, line = self.moves(state)
        text = str(state)
        player = state.current_player()
        cards = re.search(rf"^P{player} Cards: (\S*)", text, re.M)
        board = re.search(r"^BoardCards ?(\S*)", text, re.M)
        if cards is None or board is None:
            raise HoldemError(f"cannot read the cards of {text}")
        return line, self._hand(cards[1]), board[1]

    def _hand(self, cards: str) -> int:
        pairs = [cards[at : at + 2] for at in range(0, len(cards), 2)]
        for name in ("".join(pairs), "".join(reversed(pairs))):
            if name in self.hands:
                return self.hands[name]
        raise HoldemError(f"no hand `{cards}` in the strategy")

    def action_of(self, state: Any, action: int, choices: list[Action]) -> Action:
        if action == _FOLD:
            return _one(choices, "fold")
        if action == _CALL:
            return _one(choices, "check", "call")
        after = state.child(action)
        spent = {int(p): int(c) for p, c in re.findall(r"P(\d+): (\d+)", _line_of(str(after), "Spent"))}
        put_in = spent[state.current_player()]
        before = self._before_street(state)
        for choice in choices:
            if choice.to is not None and choice.to == put_in - before:
                return choice
        raise HoldemError(f"the strategy has no bet to {put_in - before} among {choices}")

    def _before_street(self, state: Any) -> int:
        """Chips that each player put in on earlier streets."""
        level, past = 0, state.get_game().new_initial_state()
        street = 0
        for action in state.history():
            past.apply_action(action)
            text = str(past)
            found = re.search(r"^Round: (\d+)", text, re.M)
            if found is not None and int(found[1]) != street:
                street = int(found[1])
                level = max(int(c) for c in re.findall(r"P\d+: (\d+)", _line_of(text, "Spent")))
        return level


def _line_of(text: str, head: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(head)), "")


_WALKS: dict[str, type[_Reader]] = {
    "kuhn_poker": _Kuhn,
    "leduc_poker": _Leduc,
    "universal_poker": _Universal,
}
