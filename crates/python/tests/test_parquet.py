"""Tables that other programs read."""

from pathlib import Path
from typing import Any

import pytest

import holdem_solver as hs


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[hs.Strategy, Path, int]:
    folder = tmp_path_factory.mktemp("parquet")
    unmeasured = {"exploitability": False, "exploiter_seconds": 0}
    steps = {"num_iterations": 500, "batch_size": 1, "tensorboard": False}
    config = {"game": {"kind": "leduc"}, "eval": unmeasured, **steps}
    strategy = hs.Strategy.open(hs.train(config, logdir=folder / "run").directory)
    rows = strategy.to_parquet(folder / "strategy.parquet")
    return strategy, folder / "strategy.parquet", rows


def test_pyarrow_reads_what_the_strategy_says(table: tuple[hs.Strategy, Path, int]) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    strategy, path, rows = table
    read = parquet.read_table(path)
    assert read.num_rows == rows
    assert read.column_names[:2] == ["history", "street"]
    first = [row for row in read.to_pylist() if row["history"] == "" and row["bucket"] == 2]
    assert [row["action"] for row in first] == [action.token for action in strategy.actions("")]
    assert [row["to"] for row in first] == [action.to for action in strategy.actions("")]
    assert [row["probability"] for row in first] == strategy.rows("")[2].tolist()
    assert {row["hand"] for row in first} == {"K"}


def test_duckdb_and_polars_agree_that_probabilities_sum_to_one(table: tuple[hs.Strategy, Path, int]) -> None:
    duckdb: Any = pytest.importorskip("duckdb")
    polars: Any = pytest.importorskip("polars")
    _, path, rows = table
    query = f"select sum(probability), count(*) from '{path}' group by history, bucket"
    sums = duckdb.sql(query).fetchall()
    assert all(total == pytest.approx(1, abs=1e-5) for total, _ in sums)
    assert sum(count for _, count in sums) == rows
    by_set = polars.read_parquet(path).group_by("history", "bucket").agg(polars.col("probability").sum())
    assert len(by_set) == len(sums)


def test_nothing_is_replaced_unasked(table: tuple[hs.Strategy, Path, int]) -> None:
    strategy, path, rows = table
    with pytest.raises(hs.HoldemError):
        strategy.to_parquet(path)
    assert strategy.to_parquet(path, force=True, last_street=0) < rows
