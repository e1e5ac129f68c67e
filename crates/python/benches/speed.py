"""How fast the package is: `python speed.py [RUN]`; the numbers stand in docs/experiments/python.md."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import holdem_solver as hs

TABLES = 4096
SECONDS = 4.0


def evaluating(workers: int) -> None:
    """Two million different hands of seven cards, four times over."""
    rng = np.random.default_rng(1)
    decks = rng.permuted(np.tile(np.arange(52, dtype=np.uint8), (500_000, 1)), axis=1)
    cards = np.ascontiguousarray(np.concatenate([decks[:, 7 * at : 7 * at + 7] for at in range(4)] * 4))
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        hs.evaluate(cards, workers=workers)
        times.append(time.perf_counter() - begun)
    print(f"evaluate, {workers} threads: {len(cards) / np.median(times) / 1e6:.0f} M hands/s")


def stepping(name: str, tables: hs.Tables) -> None:
    """Every action as likely as any other."""
    rng = np.random.default_rng(2)
    tables.reset(seed=1)
    hands, steps, begun = 0, 0, time.perf_counter()
    while time.perf_counter() - begun < SECONDS:
        view = tables.step(rng.integers(0, tables.num_actions, TABLES))
        hands, steps = hands + int(view.finished.sum()), steps + TABLES
    secs = time.perf_counter() - begun
    print(f"{name}: {hands / secs:,.0f} hands/s, {steps / secs:,.0f} steps/s")


def writing(run: str) -> None:
    """A strategy as a Parquet file."""
    strategy = hs.Strategy.open(run)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "strategy.parquet"
        begun = time.perf_counter()
        rows = strategy.to_parquet(path)
        secs = time.perf_counter() - begun
        print(f"Parquet: {rows:,} rows in {secs:.2f} s, {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    for workers in (1, 2):
        evaluating(workers)
    for workers in (1, 2):
        stepping(f"Tables, 2 seats, {workers} threads", hs.Tables(TABLES, seats=2, workers=workers))
    stepping("Tables, 6 seats, 2 threads", hs.Tables(TABLES, seats=6, workers=2))
    stepping("Tables against `call`, 2 threads", hs.Tables(TABLES, ["call"], workers=2))
    for run in sys.argv[1:]:
        writing(run)


if __name__ == "__main__":
    main()
