"""Spots solved from Python."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import holdem_solver as hs
from holdem_solver.progress import Progress

from spots import RIVER as SPOT


def test_a_spot_is_solved_and_asked(tmp_path: Path) -> None:
    heard: list[Progress] = []
    solution = hs.solve(SPOT, target=0.1, progress=heard.append)
    assert solution.exploitability_pct <= 0.1
    root = solution.node()
    assert sum(root.ev) == pytest.approx(100, abs=0.2)
    held = root.ranges[root.player] > 0
    assert np.allclose(root.probabilities[:, held].sum(axis=0), 1, atol=1e-5)
    assert np.isnan(root.hand_ev[0][~held]).all()
    mean = np.nansum(root.hand_equity[0] * root.ranges[0]) / root.ranges[0].sum()
    assert 0 < mean < 1
    path = tmp_path / "river.hdm"
    solution.save(path)
    again = hs.Solution.open(path)
    assert np.array_equal(again.node().probabilities, root.probabilities)
    child = again.node(root.actions[0].line)
    assert child.player == 1
    assert heard[-1]["phase"] == "solve"


def test_more_iterations_go_on_from_where_it_stands() -> None:
    solution = hs.prepare(SPOT)
    solution.solve(iterations=10)
    solution.solve(iterations=20)
    assert solution.iterations == 20
    whole = hs.solve(SPOT, iterations=20)
    assert np.array_equal(solution.node().probabilities, whole.node().probabilities)


def test_a_best_response_gains_nothing_negative() -> None:
    gains = hs.solve(SPOT, iterations=5).exploit(0)
    assert np.nanmin(gains) >= -1e-3
    assert np.nanmax(gains) > 0


@pytest.mark.parametrize("change", [{"pot": 0}, {"board": "Qs Qs 2h"}, {"unknown": 1}, {"oop_range": ""}])
def test_what_is_no_spot_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(hs.HoldemError):
        hs.solve({**SPOT, **change})


def test_a_callback_that_raises_stops_the_work() -> None:
    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    solution = hs.prepare(SPOT)
    with pytest.raises(KeyboardInterrupt):
        solution.solve(time=60, progress=stop)
    assert solution.iterations > 0


FLOP = {
    "board": "Qs Jh 2h",
    "oop_range": "AA,T9s",
    "ip_range": "KK,AJs",
    "pot": 100,
    "effective_stack": 100,
    "flop": {"bet": "50%"},
    "turn": {"bet": "50%"},
}


def test_a_batch_is_a_table_of_flops(tmp_path: Path) -> None:
    heard: list[Progress] = []
    flops = ["QsJh2h 2", "8c5c2c"]
    lines = ["", "x x"]
    reports = hs.solve_batch(
        FLOP, flops, lines, iterations=10, directory=tmp_path, solutions="strategy", progress=heard.append
    )
    assert [report["line"] for report in reports] == lines
    frame = pl.DataFrame(hs.columns(reports[0]))
    assert frame["flop"].to_list() == ["QsJh2h", "8c5c2c"]
    assert np.allclose(frame.select(pl.sum_horizontal(pl.col("^freq_.*$"))), 1, atol=1e-5)
    textures = pl.DataFrame(hs.columns(reports[0], rows="textures"))
    mean = np.average(frame["ev_oop"], weights=frame["weight"])
    assert textures.filter(by="all")["ev_oop"].item() == pytest.approx(mean, abs=1e-9)
    parts = pl.DataFrame(hs.columns(reports[0], rows="parts"))
    sums = parts.group_by("flop", "player", "by").agg(pl.col("share").sum())
    assert len(sums) == 12
    assert np.allclose(sums["share"], 1, atol=1e-9)
    assert reports[1]["flops"][0]["boards"] == 49
    solution = hs.Solution.open(tmp_path / "QsJh2h.hdm")
    # A kept strategy is rounded once more than the one that was reported: a few bits of f32.
    assert solution.node().ev[0] == pytest.approx(frame["ev_oop"][0], rel=1e-5)
    assert heard[0]["total"] == 2
    again = hs.solve_batch(FLOP, flops, lines, iterations=10, directory=tmp_path)
    assert again == reports
    with pytest.raises(hs.HoldemError, match="another spot"):
        hs.solve_batch({**FLOP, "pot": 90}, flops, lines, iterations=10, directory=tmp_path)


@pytest.mark.parametrize("flops", [0, "some", ["AsAs2c"], []])
def test_what_are_no_flops_is_refused(flops: int | str | list[str]) -> None:
    with pytest.raises(hs.HoldemError):
        hs.solve_batch(FLOP, flops, iterations=1)
