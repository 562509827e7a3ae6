"""The tests' databases are copies of one that the program's first command set up: migrations run once in a run."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

PREPARED = "publisher_prepared"


def _set_up(home: Path, url: str) -> None:
    env = {**os.environ, "PUBLISHER_HOME": str(home), "DATABASE_URL": url}
    subprocess.run([sys.executable, "-m", "publisher", "user", "list"], env=env, check=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process of the run at a time."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "first"
    home.mkdir(exist_ok=True)
    return home


@pytest.fixture(scope="session")
def database_file(first_home: Path) -> Path:
    """A SQLite file as the program's first command leaves it, to be copied: made once for all processes of a run."""
    made = first_home / "p.sqlite3"
    with _alone(first_home):
        if not made.exists():
            _set_up(first_home, f"sqlite:///{made}")
    return made


@pytest.fixture(scope="session")
def prepared_database(request: pytest.FixtureRequest, django_db_modify_db_settings: None, first_home: Path) -> None:
    """This process's own copy, under the name where Django looks for the database of the tests."""
    name = str(connection.settings_dict["TEST"]["NAME"])
    if connection.vendor == "sqlite":
        shutil.copy(request.getfixturevalue("database_file"), name)
        return
    server = os.environ["PUBLISHER_TEST_DATABASE_URL"]
    with _alone(first_home), psycopg.connect(server, autocommit=True) as maker:
        if not maker.execute("SELECT 1 FROM pg_database WHERE datname = %s", [PREPARED]).fetchone():
            maker.execute(f"CREATE DATABASE {PREPARED}")
            _set_up(first_home, server.rpartition("/")[0] + f"/{PREPARED}")
        maker.execute(f"CREATE DATABASE {name} TEMPLATE {PREPARED}")


@pytest.fixture(scope="session")
def django_db_keepdb(prepared_database: Any) -> bool:
    """Django takes the copy as it is; it goes with the run's home, or with its PostgreSQL server."""
    return True


def empty_by_delete() -> None:
    """On PostgreSQL, tables are emptied by DELETE: TRUNCATE makes new files for each of them, however few its rows.

    Without the checks of foreign keys, which need an order: all are emptied in one transaction.
    """
    if connection.vendor != "postgresql":
        return
    truncate = connection.ops.sql_flush

    def sql_flush(style: Any, tables: list[str], **how: bool) -> list[str]:
        if how.get("reset_sequences"):
            return list(truncate(style, tables, **how))
        deletes = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]
        return ["; ".join(["SET LOCAL session_replication_role = replica", *deletes])] if tables else []

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]
