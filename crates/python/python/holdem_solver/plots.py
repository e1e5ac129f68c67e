"""Curves drawn with matplotlib: equities of ranges, and how training and solving converge.

matplotlib is only imported when something is drawn: `pip install holdem-solver[plots]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt

from ._native import Node, Run
from .frames import read_log
from .progress import Progress

_PLAYERS = ("oop", "ip")
_EXPLOITABILITY = {"Convergence/Exploitability": "exploitability"}
_HELD_OUT = {"Convergence/ExploitabilityHeldOut": "exploitability, from below"}
_REGRET = "avg_regret_norm/"


def plot_equity(node: Node, ax: Any = None) -> Any:
    """Draws the equity curves of both ranges at a node of a solution; returns the axes.

    x: share of the range from its weakest hand on, 0 to 100 %, each hand by how often it is here
    (`Node.weights`). y: its equity, 0 to 100 %. The mean height of a curve is the player's `Node.equity`.
    A line for each player, `oop` and `ip`, drawn on the given axes or new ones.
    """
    ax = _axes(ax)
    for player, name in enumerate(_PLAYERS):
        shares, equities = _equity_curve(node.weights[player], node.hand_equity[player])
        ax.plot(shares, equities, drawstyle="steps-post", label=name)
    ax.set(xlim=(0, 100), ylim=(0, 100), xlabel="share of the range, %", ylabel="equity, %")
    ax.set_title(f"{node.board} {node.line}".strip())
    ax.legend()
    return ax


def _equity_curve(
    weights: npt.NDArray[np.float64], equities: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Corners of the curve, in percent: where each hand begins and its equity, and the end of the last."""
    here = np.flatnonzero(weights > 0)
    if here.size == 0:
        return np.empty(0), np.empty(0)
    order = here[np.argsort(equities[here], kind="stable")]
    ends = np.cumsum(weights[order])
    shares = np.concatenate(([0.0], 100 * ends / ends[-1]))
    sorted_equities = 100 * equities[order]
    return shares, np.concatenate((sorted_equities, sorted_equities[-1:]))


def plot_convergence(source: Run | str | PathLike[str] | Sequence[Progress], ax: Any = None) -> Any:
    """Draws how a run or a solve converges, on the given axes or new ones, which are returned.

    Of a run (`Run`, its directory, or its `log.jsonl`), against iterations, both axes logarithmic:
    exploitability in mbb per hand if it was measured more than once (`eval.every`), else the mean norm of the
    positive regrets (`avg_regret_norm`), a line for each street, in mbb. Points that a session has trained
    again after a kill replace those before.

    Of the records that a `progress` callback of `solve` was given (`progress=records.append`): exploitability
    in percent of the pot against seconds, on a logarithmic axis.

    Raises ValueError where there is nothing of this.
    """
    if isinstance(source, (str, PathLike, Run)):
        return _plot_run(source, ax)
    return _plot_solve(source, ax)


def _plot_solve(records: Sequence[Progress], ax: Any) -> Any:
    points = [
        (record["elapsed_secs"], record["exploitability_pct"])
        for record in records
        if "elapsed_secs" in record and "exploitability_pct" in record
    ]
    if not points:
        raise ValueError("no exploitability among the records; those of a callback of solve have it")
    ax = _axes(ax)
    secs, exploitabilities = zip(*points, strict=True)
    ax.plot(secs, exploitabilities, marker=".")
    ax.set(xlabel="seconds", ylabel="exploitability, % of the pot")
    ax.set_yscale("log", nonpositive="mask")
    return ax


def _plot_run(source: Run | str | PathLike[str], ax: Any) -> Any:
    curves = _curves(read_log(source))
    found = {label: curves[tag] for tag, label in _EXPLOITABILITY.items() if len(curves.get(tag, ())) > 1}
    ylabel = "exploitability, mbb per hand"
    if found:
        found |= {label: curves[tag] for tag, label in _HELD_OUT.items() if tag in curves}
    else:
        streets = (tag for tag in curves if tag.startswith(_REGRET))
        found = {tag.removeprefix(_REGRET): curves[tag] for tag in streets}
        ylabel = "mean norm of positive regrets, mbb"
    if not found:
        raise ValueError("the log has no points of exploitability or of regrets")
    ax = _axes(ax)
    for label, points in found.items():
        steps, values = zip(*points, strict=True)
        ax.plot(steps, values, marker=".", label=label)
    ax.set(xlabel="iterations", ylabel=ylabel)
    ax.set_xscale("log", nonpositive="mask")
    ax.set_yscale("log", nonpositive="mask")
    ax.legend()
    return ax


def _curves(log: dict[str, Any]) -> dict[str, list[tuple[int, float]]]:
    """`[tag]`: steps and finite values; steps rise: a session that goes back replaces what it repeats."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for tag, step, value in zip(log["tag"], log["step"].tolist(), log["value"].tolist(), strict=True):
        points = curves.setdefault(tag, [])
        while points and points[-1][0] >= step:
            points.pop()
        if np.isfinite(value):
            points.append((step, value))
    return {tag: points for tag, points in curves.items() if points}


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    import matplotlib.pyplot as pyplot

    figure: Any = pyplot.figure(figsize=(6.5, 4.5))  # pyright: ignore[reportUnknownMemberType]
    return figure.add_subplot()
