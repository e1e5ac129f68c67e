"""Results as tables: columns that pandas, polars and pyarrow read.

`pandas.DataFrame(columns(found))`, `polars.DataFrame(columns(found))`, `pyarrow.table(columns(found))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def columns(found: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Columns of a match (a row for each player) or of a review (a row for each action of each decision).

    `found`: what `match_players` or `review` returned. Chips are thousandths of a big blind per hand in
    columns that end in `_mbb`, big blinds in those that end in `_bb`; None stands where nothing was measured.
    """
    if "decisions" in found:
        return _transposed(_of_review(found))
    return _transposed(_of_match(found))


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
