"""A condition "one of these", as one value, however many they are: what is prepared for a sub-batch stays short."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func


class Among(Func):
    """`filter(Among("pk", ids))`: numbers, or words of letters and digits alone."""

    output_field = BooleanField()

    def __init__(self, name: str, values: Iterable[int | str]) -> None:
        super().__init__(F(name))
        self._values = list(values)

    def as_sql(self, compiler: Any, *_args: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The condition in SQL."""
        column, params = compiler.compile(self.source_expressions[0])
        condition, value = one_of(self._values)
        return f"{column} {condition}", [*params, value]


def one_of(values: Iterable[int | str]) -> tuple[str, str]:
    """What stands behind a column in SQL, and the one value for it."""
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    wanted = list(values)
    kind = "text" if wanted and isinstance(wanted[0], str) else "bigint"
    return f"= ANY(%s::{kind}[])", f"{{{','.join(map(str, wanted))}}}"  # an array tells the planner how many they are
