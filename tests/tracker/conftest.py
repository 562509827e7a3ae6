"""A small tracker of plainly fictional people."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from publisher.tracker.understand import understand
from publisher.tracker.understood import Understood
from publisher.tracker.values import HeldRow, Row, SourceSpec
from tests.tracker.at_hand import Rows

TODAY = date(2026, 3, 15)
COLUMNS = {
    "id": "ID", "name": "Name", "office": "Office", "state": "State", "district": "District", "party": "Party",
    "status": "Status", "date": "Date", "evidence": "Evidence", "handle": "Handle",
}  # fmt: skip
SPEC = SourceSpec("demo", "tracker.csv", columns=COLUMNS)
LEE = {
    "ID": "lee", "Name": "Lee Placeholder", "Office": "House", "State": "OH", "District": "3", "Party": "Independent",
    "Status": "pending", "Date": "", "Evidence": "", "Handle": "",
}  # fmt: skip


def candidate(**cells: str) -> dict[str, str]:
    return LEE | cells


@dataclass(frozen=True, slots=True)
class Seen:
    """What was understood, in lists."""

    whole: Understood
    rows: tuple[Row, ...]
    held: tuple[HeldRow, ...]
    blank: int
    repeated: int
    failing: int


def seen(whole: Understood) -> Seen:
    return Seen(whole, tuple(whole.rows), tuple(whole.held), whole.blank, whole.repeated, whole.failing)


Read = Callable[..., Seen]


@pytest.fixture
def read() -> Read:
    """Understands rows with the small tracker's map; keyword arguments change the source."""

    def run(*rows: dict[str, str], **changes: object) -> Seen:
        spec = replace(SPEC, **changes)
        return seen(understand(Rows(rows, spec.columns), spec, today=TODAY))

    return run


def without_id() -> dict[str, str]:
    return {field: column for field, column in COLUMNS.items() if field != "id"}
