"""Setting up the database at the first use, safely when several commands start at once."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from publisher import paths
from publisher.errors import Refusal

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x7075626C  # "publ": our number among PostgreSQL's advisory locks of this database


def missing() -> set[str]:
    """Names of our migrations that this database has not seen: all of them if it is empty."""
    ours = {file.stem for file in MIGRATIONS.glob("[0-9]*.py")}
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return ours
    return ours - {name for app, name in recorder.applied_migrations() if app == "publisher"}


def set_up(*, upgrade: bool, say: Callable[[str], None]) -> None:
    """Makes the tables of an empty database; with `upgrade` brings an older one up to date too.

    Raises `Refusal` when the database is older than the program and `upgrade` is not given, and DatabaseError.
    """
    if not missing() and not upgrade:
        return
    with _alone():
        absent = missing()
        if len(absent) == len(list(MIGRATIONS.glob("[0-9]*.py"))):
            say("Setting up the database.")
        elif not upgrade and absent:
            raise Refusal(
                "The database is older than this program. Start `publisher up`, which brings it up to date.", "conflict"
            )
        with redirect_stdout(StringIO()):
            call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: of this database (PostgreSQL) or of this machine's home (SQLite)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        with (paths.home() / "set-up.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # released with the file, or by the kernel when we die
            yield
