"""Triggers that keep the trail append-only, whoever holds the connection."""

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = ("publisher_event", "publisher_seal")

_FUNCTION = """
CREATE OR REPLACE FUNCTION publisher_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The trail is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes the database refuse UPDATE and DELETE of events and seals. May run twice."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in KEPT:
            for act in ("UPDATE", "DELETE"):
                body = (
                    "FOR EACH ROW EXECUTE FUNCTION publisher_append_only()"
                    if connection.vendor == "postgresql"
                    else f"BEGIN SELECT RAISE(ABORT, 'The trail is append-only: {act} of {table} is refused.'); END"
                )
                cursor.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {body}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away: for tests that empty their tables, and for nothing else."""
    with connection.cursor() as cursor:
        for table in KEPT:
            for act in ("update", "delete"):
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{where}")
