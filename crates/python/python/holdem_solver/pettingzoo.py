"""No-limit hold'em as an environment of PettingZoo (AEC), for two to nine seats.

Needs `pip install holdem-solver[pettingzoo]`. One hand is one episode, and an agent is a seat. For many hands
a second step `holdem_solver.Tables` instead: it plays thousands of hands side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from ._native import Hand, card_names

_zoo: Any = import_module("pettingzoo")
_spaces: Any = import_module("gymnasium.spaces")
_seeding: Any = import_module("gymnasium.utils.seeding")
_Base: Any = _zoo.AECEnv

_NO_CARD = 52
_RAISES = (0.5, 1.0)


def env(**options: Any) -> Any:
    """The environment with PettingZoo's checks of the order of calls around it."""
    wrappers: Any = import_module("pettingzoo.utils.wrappers")
    return wrappers.OrderEnforcingWrapper(HoldemEnv(**options))


class HoldemEnv(_Base):  # type: ignore[misc]
    """One hand of no-limit hold'em.

    Actions: 0 folds, 1 checks or calls, then raises of `sizes` (shares of the pot after a call), the last one
    is all-in. An observation has `action_mask` `[action]`, `cards` `[7]` (own cards, then public ones: 0 to
    51, or 52 where none lies) and `chips` `[3 + 3 * seats]` in big blinds: pot, to call, street, then for all
    seats, one's own first: chips behind, chips put in on this street, whether it has not folded. Rewards are
    big blinds, at the end.
    """

    agents: list[str]
    possible_agents: list[str]
    agent_selection: str
    rewards: dict[str, float]
    terminations: dict[str, bool]
    truncations: dict[str, bool]
    infos: dict[str, dict[str, Any]]
    metadata = {"name": "holdem_v0", "render_modes": ["ansi"], "is_parallelizable": False}

    def __init__(
        self,
        seats: int = 2,
        *,
        stacks: Sequence[int] | None = None,
        small_blind: int = 1,
        big_blind: int = 2,
        ante: int = 0,
        sizes: Sequence[float] = _RAISES,
        render_mode: str | None = None,
    ) -> None:
        _Base.__init__(self)
        self.stacks = list(stacks) if stacks is not None else [100 * big_blind] * seats
        self.blinds = {"small_blind": small_blind, "big_blind": big_blind, "ante": ante}
        self.sizes = list(sizes)
        self.render_mode = render_mode
        Hand(self.stacks, **self.blinds)  # refuses what makes no game
        self.possible_agents = [f"seat_{seat}" for seat in range(len(self.stacks))]
        actions, numbers = len(self.sizes) + 3, 3 + 3 * len(self.stacks)
        box, high = _spaces.Box, float(sum(self.stacks)) / big_blind
        observed = _spaces.Dict(
            {
                "cards": box(0, _NO_CARD, (7,), np.int8),
                "chips": box(0.0, max(high, 3.0), (numbers,), np.float32),
                "action_mask": box(0, 1, (actions,), np.int8),
            }
        )
        self.observation_spaces = {agent: observed for agent in self.possible_agents}
        self.action_spaces = {agent: _spaces.Discrete(actions) for agent in self.possible_agents}
        self._random: np.random.Generator = _seeding.np_random(None)[0]
        self.reset()

    def observation_space(self, agent: str) -> Any:
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Any:
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Deals a hand."""
        if seed is not None:
            self._random = _seeding.np_random(seed)[0]
        self.agents = self.possible_agents[:]
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self._cumulative_rewards: dict[str, float] = dict.fromkeys(self.agents, 0.0)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos = {agent: {} for agent in self.agents}
        self.hand = Hand(self.stacks, **self.blinds)
        self._cards = self._random.permutation(52)[: 2 * len(self.stacks) + 5].astype(np.uint8)
        for seat in range(len(self.stacks)):
            self.hand.deal_hole(seat, "".join(card_names(self._cards[2 * seat : 2 * seat + 2])))
        self._go_on()

    def observe(self, agent: str) -> dict[str, npt.NDArray[Any]]:
        """What an agent sees; actions are legal for the agent in turn only."""
        seat = self.possible_agents.index(agent)
        dealt = len(self.hand.board) // 2
        cards = np.full(7, _NO_CARD, dtype=np.int8)
        cards[:2] = self._cards[2 * seat : 2 * seat + 2]
        cards[2 : 2 + dealt] = self._cards[2 * len(self.stacks) :][:dealt]
        mask = np.zeros(len(self.sizes) + 3, dtype=np.int8)
        if self.hand.to_act == seat and not self.terminations[agent]:
            mask[:] = [action is not None for action in self.hand.menu(self.sizes)]
        return {"cards": cards, "chips": self._chips(seat), "action_mask": mask}

    def _chips(self, seat: int) -> npt.NDArray[np.float32]:
        hand, big = self.hand, self.blinds["big_blind"]
        order = [(seat + at) % hand.num_seats for at in range(hand.num_seats)]
        to_call = hand.to_call if hand.to_act == seat else 0
        stacks, bets, folded = hand.stacks, hand.bets, hand.folded
        numbers = [hand.pot / big, to_call / big, hand.street]
        numbers += [stacks[seat] / big for seat in order]
        numbers += [bets[seat] / big for seat in order]
        numbers += [float(not folded[seat]) for seat in order]
        return np.array(numbers, dtype=np.float32)

    def step(self, action: int | None) -> None:
        """Makes the move of the agent in turn; one that is not legal checks, or folds facing a bet."""
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self._was_dead_step(action)
            return
        self._cumulative_rewards[agent] = 0.0
        menu = self.hand.menu(self.sizes)
        found = menu[int(action)] if action is not None else None
        self.hand.act(found or ("f" if self.hand.may_fold else "k"))
        self._clear_rewards()
        self._go_on()
        self._accumulate_rewards()

    def _go_on(self) -> None:
        """Deals the public cards that are due, and finds who is in turn, or what everybody has won."""
        missing = self.hand.missing_board
        if missing:
            at = 2 * len(self.stacks) + len(self.hand.board) // 2
            self.hand.deal_board("".join(card_names(self._cards[at : at + missing])))
        seat = self.hand.to_act
        if seat is not None:
            self.agent_selection = self.possible_agents[seat]
            return
        for agent, payoff in zip(self.possible_agents, self.hand.payoffs(), strict=True):
            self.rewards[agent] = payoff / self.blinds["big_blind"]
            self.terminations[agent] = True
        self.agent_selection = self.agents[0]

    def render(self) -> str | None:
        """The hand in a line, with `render_mode="ansi"`."""
        if self.render_mode is None:
            return None
        return f"{self.hand.line or '-'}  board {self.hand.board or '-'}  pot {self.hand.pot}"

    def close(self) -> None:
        """Nothing is held that would have to be closed."""
