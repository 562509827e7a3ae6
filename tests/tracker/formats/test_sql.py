"""Queries on a real SQLite file and a real PostgreSQL server."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.tracker.formats import Asked, Limits, Unreachable, load
from publisher.tracker.formats.sql_query import one_select
from publisher.tracker.values import Quarantine, Reading, Rule, SourceSpec
from tests.tracker.formats.conftest import PEOPLE, TABLE, cells, read, rows

COLUMNS = {"name": "Name", "district": "district", "status": "answer"}
QUERY = 'SELECT id, name AS "Name", district, answer FROM candidates ORDER BY id'
Query = Callable[..., SourceSpec]


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "tracker.sqlite3") as connection:
        connection.execute(TABLE)
        connection.executemany("INSERT INTO candidates VALUES (?, ?, ?, ?)", PEOPLE)
    connection.close()
    return f"sqlite:///{tmp_path}/tracker.sqlite3"


@pytest.fixture(params=["postgres", "sqlite"])
def query(request: pytest.FixtureRequest) -> Query:
    """A source that asks one of the two databases."""
    address: str = request.getfixturevalue(request.param)

    def make(text: str = QUERY, columns: dict[str, str] = COLUMNS) -> SourceSpec:
        return SourceSpec("demo", address, "sql", columns, options={"query": text})

    return make


def count(spec: SourceSpec) -> int:
    asking = SourceSpec("demo", spec.location, "sql", options={"query": "SELECT count(*) AS n FROM candidates"})
    return int(rows(read(asking), asking)[0]["n"])


def test_rows_come_as_texts(query: Query) -> None:
    reading = read(query())
    assert cells(reading, query()) == [("Lee Sample", "3", "signed"), ("Zoë Příklad", "", "pending")]
    assert rows(reading, query())[0] == {"id": "1", "Name": "Lee Sample", "district": "3", "answer": "signed"}


def test_the_same_answer_is_unchanged(query: Query) -> None:
    first = read(query())
    again = read(query(), sha256=first.sha256)
    assert (again.unchanged, again.pages, again.sha256) == (True, (), first.sha256)
    assert not read(query("SELECT 1 AS one"), sha256=first.sha256).unchanged


def test_a_big_answer_comes_in_pieces(query: Query) -> None:
    many = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) SELECT i AS "Name" FROM n'
    spec = query(many, {"name": "Name"})
    reading = read(spec)
    assert [cell for line in cells(reading, spec) if line for cell in line] == [str(n) for n in range(1, 2501)]
    assert len(reading.pages) == 4


def test_percent_signs_and_colons_are_letters(query: Query) -> None:
    spec = query(
        """SELECT name AS "Name", '50 % :x' AS note FROM candidates WHERE name LIKE 'Lee%'""", {"name": "Name"}
    )
    assert rows(read(spec), spec) == [{"Name": "Lee Sample", "note": "50 % :x"}]


@pytest.mark.parametrize(
    "writing",
    [
        "WITH gone AS (DELETE FROM candidates RETURNING id) SELECT id FROM gone",
        "WITH new AS (INSERT INTO candidates VALUES (3) RETURNING id) SELECT id FROM new",
        "SELECT id INTO copied FROM candidates",
        "WITH x AS (SELECT 1) DELETE FROM candidates",
        "WITH x AS (SELECT 1) UPDATE candidates SET answer = 'signed'",
    ],
)
def test_a_select_that_writes_is_refused_by_the_database(query: Query, writing: str) -> None:
    with pytest.raises(Unreachable, match="did not answer the query"):
        read(query(writing))
    assert count(query()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "", ";", "DELETE FROM candidates", "SELECT 1; DELETE FROM candidates", "-- SELECT\nDROP TABLE candidates",
        "/* SELECT */ DROP TABLE candidates", "COMMIT; SELECT 1", "SELECT ';'", "SET x = off",
        "SELECT * FROM c INTO  OUTFILE '/tmp/x'", "explain select 1", "/*!50000 DROP */ SELECT 1", "SELECTED",
    ],
)  # fmt: skip
def test_what_is_not_one_select_is_never_asked(text: str) -> None:
    with pytest.raises(ValueError, match="quer"):
        one_select(text)


@pytest.mark.parametrize(
    "text", ["SELECT 1;", " select 1 ; ", "-- all of them\nSELECT 1", "/* a */ WITH x AS (SELECT 1) SELECT 1"]
)
def test_one_select_passes(text: str) -> None:
    assert one_select(text) == text.strip().removesuffix(";").strip()


def test_a_query_that_takes_too_long_is_ended(query: Query) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n"
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in the time allowed"):
        read(query(slow), limits=Limits(seconds=0.6))
    assert time.monotonic() - started < 3


def test_too_many_bytes_are_not_kept(query: Query) -> None:
    with pytest.raises(Unreachable, match="more than 50 bytes"):
        read(query(), limits=Limits(max_bytes=50))


def test_a_wrong_query_is_told_with_the_databases_words(query: Query) -> None:
    with pytest.raises(Unreachable, match="candidate_list"):
        read(query("SELECT name FROM candidate_list"))


def test_columns_are_checked_as_in_a_file(query: Query) -> None:
    twice = query("SELECT name, name FROM candidates", {})
    lost = query("SELECT name FROM candidates")
    for spec in (twice, lost):
        with pytest.raises(Quarantine) as caught:
            rows(read(spec), spec)
        assert caught.value.rule is Rule.COLUMNS


def test_without_permission_no_database_of_this_machine_is_asked(postgres: str) -> None:
    for address in (
        postgres,
        "postgresql://u@127.0.0.1/x",
        "mysql+pymysql://u@127.0.0.1/x",
        "host=localhost dbname=x",
        "dbname=x",
    ):
        spec = SourceSpec("demo", address, "sql", options={"query": "SELECT 1"})
        with pytest.raises(Unreachable, match="not a public address"):
            load("sql").read(spec, Asked())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://db.example/x?hostaddr=10.0.0.1", "gives hostaddr"),
        ("service=tracker", "gives service"),
        ("mysql+pymysql://u@db.example/x?unix_socket=/tmp/x", "gives unix_socket"),
        ("postgresql://db.example:port/x", "cannot be understood|port"),
        ("nosuchdb://u@127.0.0.1/x", "No such database|not public|known"),
    ],
)
def test_an_address_that_hides_where_it_leads_is_refused(address: str, why: str) -> None:
    with pytest.raises(Unreachable, match=why):
        read(SourceSpec("demo", address, "sql", options={"query": "SELECT 1"}))


def test_a_driver_that_is_missing_is_named() -> None:
    spec = SourceSpec("demo", "mysql+pymysql://u@127.0.0.1/x", "sql", options={"query": "SELECT 1"})
    with pytest.raises(Unreachable, match="The driver pymysql is not installed"):
        read(spec)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    spec = SourceSpec("demo", f"sqlite:///{tmp_path}/none.sqlite3", "sql", options={"query": "SELECT 1"})
    with pytest.raises(Unreachable, match="no file"):
        read(spec)
    assert list(tmp_path.iterdir()) == []


def test_a_reading_of_no_rows_is_a_table_with_columns(query: Query) -> None:
    spec = query(QUERY.replace("ORDER", "WHERE id < 0 ORDER"))
    reading: Reading = read(spec)
    assert (load("sql").table(reading, spec).columns, cells(reading, spec)) == (
        ("id", "Name", "district", "answer"),
        [],
    )
