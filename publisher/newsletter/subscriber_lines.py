"""The lines of a file of subscribers: each is understood, or refused with its number and the reason."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from email_validator import EmailNotValidError, validate_email

from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models.newsletter import RHYTHMS
from publisher.newsletter import headers
from publisher.newsletter.cells import meant
from publisher.rules.letters import unwanted
from publisher.rules.places import NAMES

COLUMNS = ("email", "language", "state", "own_state_only", "rhythm", "consent_source", "consent_at")
"""What a file may say; only `email` has to be there. An export has all of them."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0")

LONGEST_SOURCE = 200
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nobody agreed to get mail before: an earlier time is a mistake of a spreadsheet."""

CUT_OFF = "The file cannot be read from here on"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file. `said` are the subscriber's fields that it fills; with a `refusal` there are none.

    `consent` is where and when they agreed, if the file says it; both or neither.
    """

    number: int
    email: str = ""
    said: tuple[tuple[str, str | bool], ...] = ()
    consent: tuple[str, datetime] | None = None
    refusal: str = ""


def read(file: IO[str]) -> Iterator[Line]:
    """Every line that says anything, in order. Raises `Refusal` if the file has no header with `email`."""
    try:
        reader = csv.DictReader(file, restval="", strict=True)
        names = {name.strip("\ufeff ").casefold(): name for name in reader.fieldnames or ()}
    except (csv.Error, UnicodeDecodeError) as cause:
        raise Refusal(f"The file is no CSV in UTF-8 ({cause}). Save it as one.") from cause
    if "email" not in names:
        raise Refusal(f"The file has no column `email`; its first line should be {','.join(COLUMNS[:5])}.")
    languages = brand().languages
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as cause:
            yield Line(reader.line_num + 1, refusal=f"{CUT_OFF} ({cause}). Mend this line.")
            return
        cells = {column: meant(row[names[column]].strip()).strip() for column in COLUMNS if column in names}
        if any(cells.values()) or None in row:
            yield _understood(reader.line_num, cells, languages, too_many=None in row)


def _understood(number: int, cells: dict[str, str], languages: tuple[str, ...], *, too_many: bool) -> Line:
    try:
        if too_many:
            raise Refusal("There are more cells than in the header; put quotes around a cell that holds a comma.")
        known = (
            ("language", "language", cells.get("language", "").lower(), languages),
            ("us_state", "state", cells.get("state", "").upper(), tuple(NAMES["en"])),
            ("rhythm", "rhythm", cells.get("rhythm", "").lower(), RHYTHMS),
        )
        said: list[tuple[str, str | bool]] = [
            (name, _one_of(column, value, words)) for name, column, value, words in known if value
        ]
        if own := cells.get("own_state_only", "").lower():
            said.append(("own_state_only", _one_of("own_state_only", own, YES + NO) in YES))
        return Line(number, address(cells["email"]), tuple(said), _consent(cells))
    except Refusal as cause:
        return Line(number, refusal=str(cause))


def address(text: str) -> str:
    """An address that a mail can be sent to, its domain in ASCII and small letters. Raises `Refusal`."""
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
        if not found.ascii_email:
            raise Refusal("Letters beyond ASCII before the @ cannot be mailed by every relay; ask for another address.")
        return headers.address(found.ascii_email)
    except (EmailNotValidError, headers.HeaderError) as cause:
        raise Refusal(f"{text[:80]!r} is no e-mail address: {cause}") from cause


def _consent(cells: Mapping[str, str]) -> tuple[str, datetime] | None:
    """Where and when they agreed. Raises `Refusal` for half of it, or for a time that cannot have been."""
    source, at = cells.get("consent_source", ""), cells.get("consent_at", "")
    if not source and not at:
        return None
    try:
        when = datetime.fromisoformat(at)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        if not source or len(source) > LONGEST_SOURCE or unwanted(source) or not FIRST < when <= datetime.now(UTC):
            raise ValueError
    except (ValueError, OverflowError):
        raise Refusal(
            f"Write where they agreed in at most {LONGEST_SOURCE} letters, and when, like 2026-03-12T09:30:00+00:00; "
            "or leave both empty."
        ) from None
    return source, when


def _one_of(column: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Refusal(f"The {column} {value[:40]!r} is not known; write one of {', '.join(known)}.")
    return value
