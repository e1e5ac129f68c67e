"""Tables that other programs read."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import holdem_solver as hs


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> hs.Run:
    unmeasured = {"exploitability": False, "exploiter_seconds": 0}
    steps = {"num_iterations": 500, "batch_size": 1, "tensorboard": False}
    config = {"game": {"kind": "leduc"}, "eval": unmeasured, **steps}
    return hs.train(config, logdir=tmp_path_factory.mktemp("parquet") / "run")


@pytest.fixture(scope="module")
def table(run: hs.Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[hs.Strategy, Path, int]:
    path = tmp_path_factory.mktemp("parquet") / "strategy.parquet"
    strategy = hs.Strategy.open(run.directory)
    return strategy, path, strategy.to_parquet(path)


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


def by_every_reader(path: Path) -> list[list[tuple[Any, ...]]]:
    """The rows of a table as pandas, pyarrow, duckdb and polars read it; None where nothing stands."""
    pandas: Any = pytest.importorskip("pandas")
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    duckdb: Any = pytest.importorskip("duckdb")
    polars: Any = pytest.importorskip("polars")
    frame = pandas.read_parquet(path, dtype_backend="pyarrow").astype(object)
    return [
        list(frame.where(frame.notna(), None).itertuples(index=False, name=None)),
        [tuple(row.values()) for row in parquet.read_table(path).to_pylist()],
        duckdb.sql(f"select * from '{path}'").fetchall(),
        polars.read_parquet(path).rows(),
    ]


SPOT = {
    "board": "Qs Jh 2h 8c",
    "oop_range": "AA,QQ:0.5,76s",
    "ip_range": "KK-JJ,AQ",
    "pot": 100,
    "effective_stack": 200,
    "turn": {"bet": "50%"},
    "river": {"bet": "50%"},
}


@pytest.fixture(scope="module")
def solution() -> hs.Solution:
    return hs.solve(SPOT, iterations=20)


def test_every_reader_finds_the_decisions_of_a_solution(solution: hs.Solution, tmp_path: Path) -> None:
    path = tmp_path / "turn.parquet"
    rows = solution.to_parquet(path)
    tables = by_every_reader(path)
    assert all(table == tables[0] for table in tables) and len(tables[0]) == rows
    names = hs.combo_names()
    lines = {row[0] for row in tables[0]}
    assert lines == {"", "x", "b50", "x b50"}
    for line in lines:
        node = solution.node(line)
        here = [row for row in tables[0] if row[0] == line]
        held = np.flatnonzero(node.ranges[node.player])
        assert len(here) == len(held) * len(node.actions)
        for _, board, street, player, name, weight, equity, ev, token, to, chance, action_ev in here:
            hand = names.index(name)
            at = [action.token for action in node.actions].index(token)
            assert (board, street, player) == ("Qs Jh 2h 8c", "turn", ("oop", "ip")[node.player])
            assert weight == node.ranges[node.player, hand]
            assert to == node.actions[at].to
            assert chance == pytest.approx(node.probabilities[at, hand], abs=1e-7)
            if node.weights[node.player, hand] > 0:
                assert equity == pytest.approx(node.hand_equity[node.player, hand], abs=1e-9)
                assert ev == pytest.approx(node.hand_ev[node.player, hand], abs=1e-6)
                assert action_ev is not None
            else:
                assert (equity, ev, action_ev) == (None, None, None)


def test_a_solution_is_written_from_a_line_to_a_street(solution: hs.Solution, tmp_path: Path) -> None:
    polars: Any = pytest.importorskip("polars")

    def written(name: str, **options: Any) -> Any:
        solution.to_parquet(tmp_path / name, **options)
        return polars.read_parquet(tmp_path / name)

    river = written("river.parquet", line="x x")
    assert set(river["street"]) == {"river"} and river["board"].n_unique() == 48
    assert set(written("card.parquet", line="x x Kd")["board"]) == {"Qs Jh 2h 8c Kd"}
    everything = written("all.parquet", last_street=3)
    assert set(everything["street"]) == {"turn", "river"}
    assert len(everything.filter(polars.col("line").str.starts_with("x x "))) == len(river)
    chance, worth = polars.col("probability"), polars.col("action_ev")
    sums = [chance.sum(), (chance * worth).sum().alias("sum"), polars.col("ev").first()]
    by_hand = everything.group_by("line", "hand").agg(sums)
    assert by_hand["probability"].to_numpy() == pytest.approx(1, abs=1e-5)
    known = by_hand.drop_nulls()
    assert len(known) > 0 and known["sum"].to_numpy() == pytest.approx(known["ev"].to_numpy(), abs=1e-3)
    unknown: list[dict[str, Any]] = [{"line": "x q"}, {"line": "b50 f"}, {"last_street": 4}]
    for options in (*unknown, {"line": "x x Kd", "last_street": 2}):
        with pytest.raises(hs.HoldemError):
            solution.to_parquet(tmp_path / "none.parquet", **options)
    assert not (tmp_path / "none.parquet").exists()


@pytest.mark.parametrize("players", [["call", "random"], ["call", "random", "tight"]])
def test_every_reader_finds_the_deals_of_a_match(run: hs.Run, players: list[str], tmp_path: Path) -> None:
    path = tmp_path / "deals.parquet"
    found = hs.match_players(players, hands=600, table=path, workers=2)
    tables = by_every_reader(path)
    assert all(table == tables[0] for table in tables)
    assert len(tables[0]) == found["deals"] * len(players)
    for number, score in enumerate(found["players"]):
        mine = [row for row in tables[0] if row[1] == number]
        assert [row[0] for row in mine] == list(range(found["deals"]))
        assert {(row[2], row[3], row[5]) for row in mine} == {(score["player"], len(players), None)}
        chips = np.mean([row[4] / row[3] for row in mine])
        assert chips == pytest.approx(score["won"]["chips"], abs=1e-9)
    again = tmp_path / "again.parquet"
    assert hs.match_players(players, hands=600, table=again, workers=1) == found
    assert again.read_bytes() == path.read_bytes()
    with pytest.raises(hs.HoldemError, match="already there"):
        hs.match_players(players, hands=6, table=path)
    with pytest.raises(hs.HoldemError, match="ends in"):
        hs.match_players(players, hands=6, table=tmp_path / "deals.txt")


def test_deals_have_results_without_luck_where_the_match_has(run: hs.Run, tmp_path: Path) -> None:
    polars: Any = pytest.importorskip("polars")
    path = tmp_path / "deals.csv"
    strategy = hs.Strategy.open(run.directory)
    found = hs.match_players([strategy, "uniform"], hands=400, table=path)
    deals = polars.read_csv(path).filter(number=0)
    mean = (deals["aivat"] / deals["hands"]).mean()
    assert mean == pytest.approx(found["players"][0]["aivat"]["won"]["chips"], abs=1e-9)
    assert deals["aivat"].std() < deals["won"].std()


def test_every_reader_finds_the_points_of_a_log(run: hs.Run, tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    columns = hs.read_log(run)
    rows = hs.write_log(run, path)
    assert rows == len(columns["tag"]) > 0
    assert (columns["elapsed_secs"].dtype, columns["step"].dtype) == (np.float64, np.int64)
    expected = list(zip(*(list(columns[name]) for name in columns), strict=True))
    finite = [row for row in expected if np.isfinite(row[3])]
    for table in by_every_reader(path):
        assert [row for row in table if row[3] is not None and np.isfinite(row[3])] == finite
        assert len(table) == rows
    with pytest.raises(hs.HoldemError, match="already there"):
        hs.write_log(run, path)
    log = Path(run.directory) / "log.jsonl"
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(log.read_bytes()[:-9])
    assert hs.read_log(cut)["tag"] == columns["tag"]
    cut.write_text("no log\n" + log.read_text() + "\n{}\n{}\n")
    with pytest.raises(hs.HoldemError, match="no event"):
        hs.read_log(cut)
    with pytest.raises(hs.HoldemError, match="not found"):
        hs.read_log(tmp_path)
