from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.dates import read_date
from tests.tracker.conftest import TODAY

MARCH_12 = date(2026, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-12", "2026/03/12", "2026-03-12T21:00:00Z", "2026-03-12 21:00", "March 12, 2026", "Mar. 12, 2026",
        "march 12 2026", "March 12th, 2026", "12 March 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_listed_form(written: str) -> None:
    assert read_date(written, TODAY) == (MARCH_12, "day", "")


@pytest.mark.parametrize(
    ("written", "said", "precision"),
    [
        ("2026-03", date(2026, 3, 1), "month"),
        ("March 2026", date(2026, 3, 1), "month"),
        ("2026", date(2026, 1, 1), "year"),
        ("2/28/2026", date(2026, 2, 28), "day"),
        ("28/2/2026", date(2026, 2, 28), "day"),
        ("3/3/2026", date(2026, 3, 3), "day"),
        ("", None, "unknown"),
    ],
)
def test_the_precision_is_that_of_the_cell(written: str, said: date | None, precision: str) -> None:
    assert read_date(written, TODAY) == (said, precision, "")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("3/4/2026", "day or month first"),
        ("2026-03-17", "cannot be right"),
        ("0206-03-12", "cannot be right"),
        ("2026-02-30", "cannot be read"),
        ("13/13/2026", "cannot be read"),
        ("last Tuesday", "cannot be read"),
        ("46093", "cannot be read"),
    ],
)
def test_a_date_that_cannot_be_trusted_stays_unknown_with_a_note(written: str, why: str) -> None:
    said, precision, note = read_date(written, TODAY)
    assert (said, precision) == (None, "unknown")
    assert why in note


def test_tomorrow_is_believed_because_somewhere_it_has_begun() -> None:
    assert read_date("2026-03-16", TODAY)[1] == "day"


@given(st.text() | st.from_regex(r"\d{1,4}[-/ .]\d{1,4}[-/ .,]\d{1,5}", fullmatch=True))
def test_any_cell_is_a_day_not_after_tomorrow_or_unknown(written: str) -> None:
    said, precision, _ = read_date(written, TODAY)
    assert (said is None) == (precision == "unknown")
    assert said is None or said <= date(2026, 3, 16)
