"""Small shared pieces of the tables."""

from typing import Any, ClassVar

from django.db import models


def choices(values: Any) -> list[tuple[str, str]]:
    """States as form choices; kept out of migrations by not being given to the column."""
    return [(value, value.replace("_", " ")) for value in values]


class StateField(models.CharField):  # type: ignore[type-arg]
    """A `state` column: 24 characters, indexed unless told otherwise.

    Written by `publisher.workflow` alone (a test looks).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """With `db_index` in any case: Django leaves out a False, which would be True again here."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"db_index": bool(self.__dict__["db_index"])}


class Stateful(models.Model):
    """A table whose rows move between states by the rules of `MOVES`."""

    MOVES: ClassVar[dict[str, frozenset[str]]]
    state: Any

    class Meta:
        abstract = True


def one_of(field: str, values: Any, name: str) -> models.CheckConstraint:
    """The column holds one of `values`: a closed vocabulary that the database itself keeps."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": sorted(values)}), name=name)
