"""OpenSpiel measures the same strategies and finds the same numbers."""

from pathlib import Path

import pytest

import holdem_solver as hs

pyspiel = pytest.importorskip("pyspiel")

MINI = {
    "game": {
        "kind": "mini-holdem",
        "ranks": 3,
        "suits": 2,
        "hole_cards": 1,
        "board_cards": [1],
        "stack": 6,
    }
}
UNIVERSAL = (
    "universal_poker(betting=nolimit,numPlayers=2,numRounds=2,blind=2 1,firstPlayer=2 1,numSuits=2,"
    "numRanks=3,numHoleCards=1,numBoardCards=0 1,stack=12 12,bettingAbstraction=fcpa)"
)


def trained(config: dict[str, object], directory: Path) -> hs.Strategy:
    unmeasured = {"exploitability": False, "exploiter_seconds": 0}
    fixed = {"num_iterations": 3_000, "batch_size": 1, "tensorboard": False, "eval": unmeasured}
    return hs.Strategy.open(hs.train({**config, **fixed}, logdir=directory).directory)


@pytest.mark.parametrize("kind", ["kuhn", "leduc"])
def test_exploitability_is_the_same(kind: str, tmp_path: Path) -> None:
    from open_spiel.python.algorithms.exploitability import exploitability

    from holdem_solver.open_spiel import tabular_policy

    strategy = trained({"game": {"kind": kind}}, tmp_path / kind)
    game = pyspiel.load_game(f"{kind}_poker")
    ours = hs.exploitability(strategy)["exploitability"]["chips"]
    theirs = exploitability(game, tabular_policy(strategy, game))
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_a_small_no_limit_game_is_measured_the_same(tmp_path: Path) -> None:
    from open_spiel.python.algorithms.exploitability import exploitability

    from holdem_solver.open_spiel import tabular_policy

    menu = {"sizes": [["100%", "all-in"]], "max_raises": 4}
    game = {**MINI["game"], "menu": {"preflop": menu, "flop": menu, "limped": None, "all_in_threshold": 0.0}}
    strategy = trained({"game": game, "hands_per_board": "all"}, tmp_path / "mini")
    universal = pyspiel.load_game(UNIVERSAL)
    ours = hs.exploitability(strategy)["exploitability"]["chips"]
    theirs = exploitability(universal, tabular_policy(strategy, universal))
    assert ours == pytest.approx(theirs, abs=1e-6)
