"""Progress of long work, and a bar for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict


class _Always(TypedDict):
    phase: str
    done: int
    total: int | None
    unit: str


class Progress(_Always, total=False):
    """What a progress callback is given. What is not known is absent.

    Of a solve: `elapsed_secs`, the seconds of this call; and when exploitability was computed,
    `exploitability_pct` (percent of the pot), `ev_oop` and `ev_ip` (chips).
    """

    iterations_per_sec: float
    nodes_per_sec: float
    remaining_secs: float
    elapsed_secs: float
    exploitability_pct: float
    ev_oop: float
    ev_ip: float


def bar() -> Callable[[Progress], None]:
    """A progress callback that draws a bar with tqdm, in terminals and notebooks alike.

    Needs `pip install holdem-solver[progress]`.
    """
    from tqdm.auto import tqdm

    current: dict[str, Any] = {}

    def show(progress: Progress) -> None:
        key = (progress["phase"], progress["unit"])
        if current.get("key") != key:
            if "bar" in current:
                current["bar"].close()
            phase, unit = progress["phase"], " " + progress["unit"]
            current["bar"] = tqdm(desc=phase, unit=unit, total=progress["total"])
            current["key"] = key
        drawn = current["bar"]
        drawn.total = progress["total"]
        if "exploitability_pct" in progress:
            drawn.set_postfix_str(f"{progress['exploitability_pct']:.3f} % of the pot", refresh=False)
        drawn.update(progress["done"] - drawn.n)

    return show
