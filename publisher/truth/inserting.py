"""Many new rows of a table in few statements: for a roll of 100,000 the ORM takes ten times as long."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import chain
from typing import Any

from django.db import connection, models
from pydantic_core import to_json

from publisher.truth.chunks import chunks

PARAMETERS = 9000
"""Values in one statement: below every limit of SQLite and PostgreSQL."""


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """Inserts rows of `fields`, given as the driver takes them (JSON as text); gives their primary keys in order.

    As with Django's own `bulk_create`, the database gives the keys back in the order of the values.
    """
    columns = [str(model._meta.get_field(name).column) for name in fields]  # type: ignore[union-attr]
    quote = connection.ops.quote_name
    # Names of our own tables and columns, never of anything that came from outside.
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608
    mark = "?" if connection.vendor == "sqlite" else "%s"
    one = f"({', '.join([mark] * len(columns))})"
    made: list[int] = []
    connection.ensure_connection()
    # The driver's own cursor: Django's rewrites each of the 9,000 marks of each statement, a tenth of the whole time.
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        for chunk in chunks(rows, PARAMETERS // len(columns)):
            statement = head + ", ".join([one] * len(chunk)) + " RETURNING id"
            cursor.execute(statement, list(chain.from_iterable(chunk)))
            made += [pk for (pk,) in cursor.fetchall()]
    return made


def as_text(value: Any) -> str:
    """JSON as a column holds it; a third of the time that `json` takes."""
    return to_json(value).decode()


def moment(value: Any) -> Any:
    """A point in time as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(value)
