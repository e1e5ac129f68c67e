"""Texas Hold'em: train a blueprint, solve spots, measure and ask strategies.

Hands are numbers: in Hold'em the 1,326 pairs of cards in the order of `combo_names()`. Arrays that end in
`[hand]` follow this order. Cards are numbers from 0 (2c) to 51 (As): `4 * rank + suit`, suits in the order
c, d, h, s. Chips are the smallest unit of a game; `Strategy.unit` is the big blind in chips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _native
from ._native import (
    Action,
    Hand,
    HoldemError,
    Node,
    Range,
    Run,
    Searched,
    Solution,
    Strategy,
    Tables,
    Values,
    View,
    canonical_board,
    card_names,
    combo_names,
    exploitability,
    game_value,
    lbr,
    match_players,
    parse_cards,
    review,
    search,
    search_street,
    versus,
)
from .frames import columns, read_log, write_log
from .grids import Grid, grid
from .plots import plot_convergence, plot_equity
from .progress import Progress, bar

__all__ = [
    "Action",
    "Grid",
    "Hand",
    "HoldemError",
    "Node",
    "Progress",
    "Range",
    "Run",
    "Searched",
    "Solution",
    "Strategy",
    "Tables",
    "Values",
    "View",
    "bar",
    "canonical_board",
    "card_names",
    "columns",
    "combo_names",
    "equity",
    "evaluate",
    "exploitability",
    "game_value",
    "grid",
    "lbr",
    "match_players",
    "parse_cards",
    "plot_convergence",
    "plot_equity",
    "prepare",
    "read_log",
    "review",
    "search",
    "search_street",
    "solve",
    "solve_batch",
    "train",
    "versus",
    "write_log",
]

Cards = str | npt.ArrayLike


def evaluate(cards: Cards, *, workers: int = 1) -> npt.NDArray[np.uint16]:
    """Strengths of hands of five to seven cards: larger is stronger, equal is a tie.

    `cards`: text such as `"AsKsQsJsTs"`, or card numbers `[..., 5..7]`. Returns `[...]`: 1 is the worst high
    card, 7462 the royal flush. `workers` threads share large arrays; 0 is one for each core.

    >>> int(evaluate("AsKsQsJsTs"))
    7462
    """
    found = parse_cards(cards) if isinstance(cards, str) else np.asarray(cards)
    if not np.issubdtype(found.dtype, np.integer):
        raise HoldemError(f"cards of type {found.dtype}, expected integers from 0 to 51")
    if found.dtype != np.uint8:
        if found.size and (found.min() < 0 or found.max() > 51):
            raise HoldemError("cards are numbers from 0 to 51")
        found = found.astype(np.uint8)
    return _native.evaluate(found, workers=workers)


def equity(
    ranges: Sequence[Range | str],
    board: str = "",
    *,
    dead: str = "",
    samples: int | None = None,
    seed: int | None = None,
    workers: int = 0,
) -> dict[str, Any]:
    """All-in equities of two to nine ranges: exact where all deals can be counted, else from `samples` deals.

    Returns `deals`, `exact`, and `shares`: for each range `equity`, `win`, `tie` (0 to 1) and
    `standard_error`.

    >>> found = equity(["AA", "KK"])
    >>> round(found["shares"][0]["equity"], 4)
    0.8195
    """
    return _native.equity(list(ranges), board, dead=dead, samples=samples, seed=seed, workers=workers)


def _yaml(config: Mapping[str, Any]) -> str:
    # YAML reads JSON.
    import json

    return json.dumps(config)


def prepare(
    spot: str | PathLike[str] | Mapping[str, Any],
    *,
    storage: str = "f32",
    variant: str = "dcfr-fast",
    workers: int = 0,
) -> Solution:
    """Takes the memory for a spot, and solves nothing yet: `Solution.solve` goes on from where it stands.

    `spot`: a path of a spot file, its text, or its keys as a mapping. `storage`: `"f32"`, `"i16"` (half the
    memory) or `"auto"`.
    """
    return Solution(_text(spot), storage=storage, variant=variant, workers=workers)


def _text(given: str | PathLike[str] | Mapping[str, Any]) -> str:
    if isinstance(given, Mapping):
        return _yaml(given)
    if isinstance(given, str) and ("\n" in given or "{" in given):
        return given
    with open(given, encoding="utf-8") as file:
        return file.read()


def solve(
    spot: str | PathLike[str] | Mapping[str, Any],
    target: float | None = None,
    *,
    time: float | None = None,
    iterations: int | None = None,
    storage: str = "f32",
    variant: str = "dcfr-fast",
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> Solution:
    """Solves a spot exactly, to a target exploitability in percent of the pot (0.3 if nothing else ends it).

    `spot`: a path of a spot file, its text, or its keys as a mapping. `time` in seconds. `storage`: `"f32"`,
    `"i16"` (half the memory) or `"auto"`. Ctrl-C raises KeyboardInterrupt; to keep what there is by then, use
    `prepare`.
    """
    solution = prepare(spot, storage=storage, variant=variant, workers=workers)
    solution.solve(target, time=time, iterations=iterations, progress=progress)
    return solution


def solve_batch(
    spot: str | PathLike[str] | Mapping[str, Any],
    flops: int | str | Sequence[str],
    lines: Sequence[str] = (),
    *,
    target: float | None = None,
    time: float | None = None,
    iterations: int | None = None,
    directory: str | PathLike[str] | None = None,
    solutions: str | None = None,
    storage: str = "f32",
    variant: str = "dcfr-fast",
    workers: int = 0,
    progress: Callable[[Progress], object] | None = None,
) -> list[dict[str, Any]]:
    """One spot on many flops, as `holdem solve batch --format json` says it: a report for each line.

    `spot` as for `solve`; its board does not count. `flops`: `"all"` (1,755), a number of representative
    ones, or a list: `"QsJh2h"`, with a weight behind it if they do not weigh alike. `lines`: decisions to
    report, pooled over the cards that can come on the way; the root if there are none. `target`, `time` and
    `iterations` end each flop. `directory`: results are kept there, and taken from there where they are
    known; with `solutions="all"` or `"strategy"` the solutions as well.

    Returns for each line `line`, `flops` (for each `flop`, `weight`, `ev`, `equity`, `equity_realisation`,
    `actions`, `parts`, ...), `by_texture` (means over all flops and by texture) and `by_part` (both ranges by
    made hands, draws and equity). `holdem_solver.columns` makes tables of a report.
    """
    return _native.solve_batch(
        _text(spot),
        flops,
        list(lines),
        target=target,
        time=time,
        iterations=iterations,
        directory=directory,
        solutions=solutions,
        storage=storage,
        variant=variant,
        workers=workers,
        progress=progress,
    )


def train(
    config: str | PathLike[str] | Mapping[str, Any] | None = None,
    *,
    logdir: str | PathLike[str] | None = None,
    resume_from: str | PathLike[str] | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> Run:
    """Trains a strategy: builds the buckets if none are cached, trains, measures, writes the run directory.

    `config`: a path of a configuration, its text, or its keys as a mapping; none is the default, two minutes
    of heads-up no-limit hold'em. Ctrl-C ends the run with everything saved, then KeyboardInterrupt is raised;
    `resume_from` continues a run.
    """
    text = "" if config is None else _text(config)
    return _native.train(text, logdir=logdir, resume_from=resume_from, progress=progress)
