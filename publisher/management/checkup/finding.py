"""One finding of a check, and how a check that fails becomes one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and how it is. When it is not `ok`, `todo` says what to do; `essential`: nothing works so."""

    name: str
    ok: bool
    detail: str
    todo: str = ""
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at one thing. What `look` raises is a finding too: not ok, with the error and this `todo`."""

    name: str
    look: Callable[[], Iterator[Finding]]
    todo: str
    essential: bool = False


def examine(check: Check) -> list[Finding]:
    """The findings of one check; never raises."""
    try:
        return list(check.look())
    except Exception as cause:  # noqa: BLE001 - whatever is broken, the doctor goes on to the next
        detail = " ".join(str(cause).split()) or type(cause).__name__
        return [Finding(check.name, False, detail, check.todo, check.essential)]
