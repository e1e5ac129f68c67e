"""Results as tables: columns that pandas, polars and pyarrow read.

`pandas.DataFrame(columns(found))`, `polars.DataFrame(columns(found))`, `pyarrow.table(columns(found))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from ._native import Run
from ._native import read_log as read_scalars
from ._native import write_log as write_scalars


def columns(found: Mapping[str, Any], rows: str = "flops") -> dict[str, list[Any]]:
    """Columns of a match (a row for each player), of a review (a row for each action of each decision), or of
    a report over flops.

    `found`: what `match_players` or `review` returned, or a report of `solve_batch`; of that, `rows` are
    `"flops"`, `"textures"` (means over flops), or `"parts"` (flop by flop, both players' made hands, draws
    and equities). Chips are thousandths of a big blind per hand in columns that end in `_mbb`, big blinds in
    those that end in `_bb`; None stands where nothing was measured.
    """
    if "by_texture" in found:
        return _transposed(_OF_BATCH[rows](found))
    if "decisions" in found:
        return _transposed(_of_review(found))
    return _transposed(_of_match(found))


def read_log(source: Run | str | PathLike[str]) -> dict[str, Any]:
    """The points of all charts in the log of a run, in the order in which they were written, as columns.

    `source`: a `Run`, its directory, or its `log.jsonl`, also while it is being trained. Each column is
    `[point]`: `elapsed_secs` (float64, seconds of all sessions until then), `step` (int64, iterations), `tag`
    (texts, the chart: `"Convergence/Exploitability"`), `value` (float64, NaN where it is not finite).

    `pandas.DataFrame(read_log(run))`; docs/formats.md lists the charts and their units.
    """
    return read_scalars(_of_run(source))


def write_log(source: Run | str | PathLike[str], to: str | PathLike[str], *, force: bool = False) -> int:
    """Writes the columns of `read_log` as a table; returns its rows.

    `to`: a file whose name ends in `.csv`, `.json` or `.parquet`. One that is there is only replaced with
    `force`.
    """
    return write_scalars(_of_run(source), to, force=force)


def _of_run(source: Run | str | PathLike[str]) -> str | PathLike[str]:
    return source.directory if isinstance(source, Run) else source


def _transposed(rows: Iterable[dict[str, Any]]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            table.setdefault(name, []).append(value)
    return table


def _value(name: str, won: Mapping[str, Any] | None) -> dict[str, Any]:
    low, high = (won and won["interval95_mbb"]) or (None, None)
    return {
        f"{name}_mbb": won and won["mbb"],
        f"{name}_low_mbb": low,
        f"{name}_high_mbb": high,
    }


def _of_match(found: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for score in found["players"]:
        corrected = score["aivat"]
        yield {
            "player": score["player"],
            "hands": found["hands"],
            "seed": found["seed"],
            **_value("raw", score["won"]),
            "raw_deviation_mbb": score["deviation_mbb"],
            **_value("aivat", corrected and corrected["won"]),
            "aivat_deviation_mbb": corrected and corrected["deviation_mbb"],
        }


_OF_ACTIONS = ("actions", "taken", "translated")


def _of_review(found: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for decision in found["decisions"]:
        same = {name: value for name, value in decision.items() if name not in _OF_ACTIONS}
        for at, action in enumerate(decision["actions"]):
            yield {
                **same,
                "action": action["label"],
                "taken": decision["taken"] == at,
                "chance": action["chance"],
                "value_bb": action["value_bb"],
            }


_PLAYERS = ("oop", "ip")


def _shares(actions: Iterable[tuple[str, float | None]]) -> dict[str, float | None]:
    return {f"freq_{name}": share for name, share in actions}


def _by_player(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}_{player}": values[player] for player in _PLAYERS}


def _of_flops(report: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for flop in report["flops"]:
        yield {
            **{name: flop[name] for name in ("flop", "weight", "line", "boards", "iterations")},
            "exploitability_pct_of_pot": flop["exploitability_pct_of_pot"],
            **_by_player("ev", flop["ev"]),
            **_by_player("equity", flop["equity"]),
            **_by_player("realisation", flop["equity_realisation"]),
            **_shares(flop["actions"]),
        }


def _of_textures(report: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for mean in report["by_texture"]:
        yield {
            **{name: mean[name] for name in ("by", "texture", "flops", "weight")},
            **_by_player("ev", mean["ev"]),
            **_by_player("equity", mean["equity"]),
            **_shares(mean["actions"]),
        }


def _of_parts(report: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for flop in report["flops"]:
        names = [name for name, _ in flop["actions"]]
        for player in _PLAYERS:
            for part in flop["parts"][player]:
                # Who does not act has no frequencies.
                shares = part["frequencies"] or [None] * len(names)
                yield {
                    **{name: flop[name] for name in ("flop", "weight", "line")},
                    "player": player,
                    **{name: part[name] for name in ("by", "name", "combos", "share", "ev", "equity")},
                    **_shares(zip(names, shares, strict=True)),
                }


_OF_BATCH = {"flops": _of_flops, "textures": _of_textures, "parts": _of_parts}
