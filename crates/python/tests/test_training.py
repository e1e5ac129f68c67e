"""Runs and strategies from Python."""

from pathlib import Path

import numpy as np
import pytest

import holdem_solver as hs

LEDUC = {
    "game": {"kind": "leduc"},
    "num_iterations": 20_000,
    "batch_size": 1,
    "tensorboard": False,
    "eval": {"exploiter_seconds": 0.5},
}


@pytest.fixture(scope="module")
def leduc(tmp_path_factory: pytest.TempPathFactory) -> hs.Strategy:
    run = hs.train(LEDUC, logdir=tmp_path_factory.mktemp("runs") / "leduc")
    assert not run.interrupted
    assert run.report["iterations"] == 20_000
    return hs.Strategy.open(run.directory)


def test_a_strategy_answers(leduc: hs.Strategy) -> None:
    assert (leduc.game, leduc.num_players, leduc.num_hands) == ("leduc", 2, 6)
    line = leduc.actions("")[0].line
    board_line = next(line for line in leduc.lines() if "/" in line)
    assert leduc.player(line) == 1
    chances = leduc.probabilities("")
    assert np.allclose(chances.sum(axis=0), 1, atol=1e-5)
    board = leduc.hand_names[0]
    chances = leduc.probabilities(board_line, board)
    buckets = leduc.buckets(board)
    assert buckets[0] == -1
    assert np.allclose(chances.sum(axis=0), buckets >= 0, atol=1e-5)
    assert leduc.ranges(board_line, board).shape == (2, 6)
    values = leduc.values("", boards=None)
    assert sum(values.mean) == pytest.approx(0, abs=1e-6)
    costs, intervals = values.costs()
    assert np.allclose(costs.min(axis=0), 0, atol=1e-9)
    assert np.allclose(intervals, 0)


def test_rows_are_the_memory_of_the_file(leduc: hs.Strategy) -> None:
    rows = leduc.rows("")
    assert not rows.flags.owndata and not rows.flags.writeable
    assert np.array_equal(rows[leduc.buckets()].T, leduc.probabilities(""))
    with pytest.raises(ValueError):
        rows[0, 0] = 1


def test_measurements_are_those_of_the_program(leduc: hs.Strategy) -> None:
    found = hs.exploitability(leduc)
    assert found["exploitability"]["exact"]
    value = hs.game_value(leduc)["value"]["chips"]
    assert value == pytest.approx(-0.0856, abs=0.02)
    assert hs.versus(leduc, leduc)["gain"]["chips"] == pytest.approx(0, abs=1e-6)


def test_what_is_no_line_or_run_is_refused(leduc: hs.Strategy, tmp_path: Path) -> None:
    with pytest.raises(hs.HoldemError):
        leduc.actions("zz")
    with pytest.raises(hs.HoldemError):
        hs.Strategy.open(tmp_path)
    with pytest.raises(hs.HoldemError, match="gmae"):
        hs.train({"gmae": {}}, logdir=tmp_path / "run")


def test_nothing_is_measured_on_no_boards(leduc: hs.Strategy) -> None:
    with pytest.raises(hs.HoldemError, match="flops 0"):
        hs.exploitability(leduc, flops=0)
    with pytest.raises(hs.HoldemError, match="boards 0"):
        hs.game_value(leduc, boards=0)
    with pytest.raises(hs.HoldemError, match="boards 0"):
        hs.versus(leduc, leduc, boards=0)
