"""Spots solved from Python."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import holdem_solver as hs
from holdem_solver.grids import class_name
from holdem_solver.progress import Progress

from spots import RIVER as SPOT


def test_a_spot_is_solved_and_asked(tmp_path: Path) -> None:
    heard: list[Progress] = []
    solution = hs.solve(SPOT, target=0.1, progress=heard.append)
    assert solution.exploitability_pct is not None and solution.exploitability_pct <= 0.1
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


def test_nothing_is_measured_before_it_is_solved() -> None:
    solution = hs.prepare({**SPOT, "name": "a river"})
    assert solution.exploitability_pct is None
    assert repr(solution) == 'Solution("a river", not solved yet)'
    pct = solution.solve(iterations=10)
    assert solution.exploitability_pct == pct > 0
    assert repr(solution) == f'Solution("a river", 10 iterations, {pct:.3f} % of the pot)'


class Stop(Exception):
    """Raised to end a solve."""


def test_a_solution_that_is_being_solved_tells_how_far_it_is_and_no_more(tmp_path: Path) -> None:
    solution = hs.prepare(SPOT)
    told: list[bool] = []
    refused: list[str] = []

    def look() -> None:
        asked: list[Callable[[], object]] = [
            lambda: solution.node(),
            lambda: solution.exploit(0),
            lambda: solution.save(tmp_path / "river.hdm"),
            lambda: solution.to_parquet(tmp_path / "river.parquet"),
            lambda: solution.solve(iterations=1),
        ]
        for ask in asked:
            with pytest.raises(hs.HoldemError, match="being solved"):
                ask()
            refused.append("")

    def stop(at: Progress) -> None:
        # What was told before it has stopped is heard afterwards.
        if told:
            return
        told.append(solution.iterations >= at["done"] and solution.memory_bytes > 0)
        told.append(solution.spot == spot and repr(solution).startswith("Solution("))
        look()
        other = threading.Thread(target=look)
        other.start()
        other.join()
        raise Stop

    spot = solution.spot
    # Long enough that nothing but the callback ends it.
    with pytest.raises(Stop):
        solution.solve(target=0, time=600, progress=stop)
    assert told == [True, True]
    assert len(refused) == 10
    assert solution.node().player == 0 and solution.iterations > 0


def test_weights_of_a_grid_are_means_over_the_hands_that_the_board_leaves() -> None:
    spot = {**SPOT, "oop_range": "AhKh,AQs:0.5,QQ,76s:0.25,33:0.5", "ip_range": "KK-JJ"}
    grid = hs.grid(hs.solve(spot, iterations=5).node())
    weights = {name: grid.weights[row, column] for row, column, name in classes()}
    # One of four hands; the queen and the three on the board leave three hands of each pair.
    assert weights["AKs"] == pytest.approx(0.25)
    assert weights["AQs"] == pytest.approx(0.5)
    assert weights["QQ"] == pytest.approx(1)
    assert weights["76s"] == pytest.approx(0.25)
    assert weights["33"] == pytest.approx(0.5)
    assert weights["AA"] == 0
    assert np.isnan(grid.frequencies[:, 0, 0]).all()
    # Pictures are to the scale of the largest weight.
    half = hs.grid(hs.solve({**spot, "oop_range": "AQs:0.5"}, iterations=5).node())
    assert half.weights.max() == pytest.approx(0.5)
    assert "bottom/100% 100% no-repeat" in half._repr_html_()  # pyright: ignore[reportPrivateUsage]


def classes() -> list[tuple[int, int, str]]:
    """Row, column and name of every hand class."""
    return [(row, column, class_name(row, column)) for row in range(13) for column in range(13)]


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
