"""Curves: what is drawn is what was measured."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import holdem_solver as hs
from holdem_solver.progress import Progress

from spots import RIVER as SPOT

matplotlib: Any = pytest.importorskip("matplotlib")
matplotlib.use("Agg")


def lines_of(ax: Any) -> dict[str, tuple[list[float], list[float]]]:
    """Lines of axes by their labels."""
    return {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines}


def test_equity_curves_rise_over_the_whole_range_to_its_mean() -> None:
    node = hs.solve(SPOT, iterations=30).node("x")
    ax = hs.plot_equity(node)
    drawn = lines_of(ax)
    assert list(drawn) == ["oop", "ip"]
    for player, (x, y) in enumerate(drawn.values()):
        assert x[0] == 0 and x[-1] == pytest.approx(100)
        assert np.all(np.diff(x) >= 0) and np.all(np.diff(y) >= 0)
        assert len(x) == np.count_nonzero(node.weights[player]) + 1
        mean = np.sum(np.diff(x) * np.array(y[:-1])) / 100
        assert mean == pytest.approx(100 * node.equity[player], abs=1e-6)
    assert hs.plot_equity(node, ax) is ax and len(ax.lines) == 4


def test_a_solve_is_drawn_against_its_seconds() -> None:
    heard: list[Progress] = []
    solution = hs.solve(SPOT, target=0.05, progress=heard.append)
    ax = hs.plot_convergence(heard)
    [line] = ax.lines
    secs, exploitabilities = line.get_xdata(), line.get_ydata()
    assert exploitabilities[-1] == pytest.approx(solution.exploitability_pct)
    assert np.all(np.diff(secs) >= 0) and secs[0] > 0
    assert ax.get_yscale() == "log"
    with pytest.raises(ValueError, match="no exploitability"):
        hs.plot_convergence([])


def scalar(tag: str, step: int, value: float | None) -> str:
    event = {"elapsed_secs": float(step), "event": "scalar", "tag": tag, "step": step, "value": value}
    return json.dumps(event) + "\n"


def test_exploitability_of_a_run_is_drawn_where_it_was_measured_again_and_again(tmp_path: Path) -> None:
    tag = "Convergence/Exploitability"
    points = [(10, 90.0), (20, 60.0), (30, 50.0), (20, 61.0), (40, 40.0)]
    held_out = scalar(tag + "HeldOut", 10, 70.0) + scalar(tag + "HeldOut", 40, None)
    regrets = scalar("avg_regret_norm/preflop", 10, 5.0)
    log = tmp_path / "log.jsonl"
    log.write_text("".join(scalar(tag, *point) for point in points) + held_out + regrets)
    drawn = lines_of(hs.plot_convergence(tmp_path))
    # The session that was begun again at 20 replaces what came behind.
    assert drawn == {
        "exploitability": ([10, 20, 40], [90, 61, 40]),
        "exploitability, from below": ([10], [70]),
    }
    log.write_text(scalar(tag, 10, 90.0))
    with pytest.raises(ValueError, match="no points"):
        hs.plot_convergence(log)


def test_regrets_of_a_run_are_drawn_by_street_where_nothing_else_was_measured(tmp_path: Path) -> None:
    steps = {"num_iterations": 4_000, "batch_size": 1, "tensorboard": False}
    unmeasured = {"exploitability": False, "exploiter_seconds": 0}
    config = {"game": {"kind": "leduc"}, "eval": unmeasured, "tensorboard_log_interval": 0.05, **steps}
    run = hs.train(config, logdir=tmp_path / "run")
    ax = hs.plot_convergence(run)
    log = hs.read_log(run)
    for street in ("first", "second"):
        tag = f"avg_regret_norm/{street}"
        points = [value for name, value in zip(log["tag"], log["value"], strict=True) if name == tag]
        assert lines_of(ax)[street][1] == points
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
