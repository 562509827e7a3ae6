"""Who gets our mail: taking addresses over from a file, and leaving."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Subscriber
from publisher.models.newsletter import RHYTHMS
from publisher.newsletter import subscriber_lines
from publisher.newsletter.subscriber_lines import LONGEST_SOURCE, Line
from publisher.newsletter.suppression import suppressed
from publisher.rules.letters import unwanted

AT_ONCE = 500
"""Lines a transaction: a long file must not keep everybody else from writing (SQLite has one writer)."""


@dataclass(slots=True)
class ImportReport:
    """What an import did. `refused` has each line that was not taken: its number in the file and why."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_csv(file: IO[str], *, source: str, default_rhythm: str = "") -> ImportReport:
    """Adds the addresses of a CSV (`subscriber_lines.COLUMNS`); `source` says where they consented.

    What a line says of its own consent comes first: an export keeps where and when everybody agreed. A known address is
    changed only where its line says something; one that left or is suppressed is refused, never revived. Importing a
    file again is harmless. Raises `Refusal` if nothing of it can be read.
    """
    source = source.strip()
    if not source or len(source) > LONGEST_SOURCE or unwanted(source):
        raise Refusal("Say in at most 200 letters where these people agreed to get mail; it is kept with each of them.")
    if default_rhythm and default_rhythm not in RHYTHMS:
        raise Refusal(f"There is no rhythm {default_rhythm!r}; there are {', '.join(RHYTHMS)}.")
    report = ImportReport()
    lines = subscriber_lines.read(file)
    while some := list(islice(lines, AT_ONCE)):
        with transaction.atomic():
            _take(some, source, default_rhythm, report)
    return report


def _take(lines: list[Line], source: str, default_rhythm: str, report: ImportReport) -> None:
    """Stores what some lines say; what they say may concern the same address twice."""
    emails = {line.email.lower() for line in lines if line.email}
    barred = suppressed(emails)
    known = _by_address(emails)
    added: list[Subscriber] = []
    changed: list[Subscriber] = []
    for line in lines:
        person = known.get(line.email.lower())
        refusal = line.refusal or _refusal(line, person, barred, default_rhythm)
        if refusal:
            report.refused.append((line.number, refusal))
        elif person is None:
            agreed, at = line.consent or (source, timezone.now())
            fields: dict[str, Any] = {"rhythm": default_rhythm, **dict(line.said)}
            person = Subscriber(email=line.email, consent_source=agreed, consent_at=at, **fields)
            known[line.email.lower()] = person
            added.append(person)
            report.added += 1
        elif _change(person, line.said):
            changed.append(person)
            report.changed += 1
        else:
            report.same += 1
    Subscriber.objects.bulk_create(added)
    Subscriber.objects.bulk_update(changed, ["language", "us_state", "own_state_only", "rhythm"])


def _by_address(emails: Iterable[str]) -> dict[str, Subscriber]:
    found = Subscriber.objects.annotate(address=Lower("email")).filter(address__in=emails)
    return {person.email.lower(): person for person in found}


def _refusal(line: Line, person: Subscriber | None, barred: set[str], default_rhythm: str) -> str:
    if line.email.lower() in barred:
        return "This address must not be mailed again; it is on the suppression list."
    if person is not None and person.state != "active":
        return "This address has left the newsletter; only its owner can come back."
    said = dict(line.said)
    if person is None and not default_rhythm and "rhythm" not in said:
        return f"The line has no rhythm and there is no default; write one of {', '.join(RHYTHMS)}."
    state, own = (said.get(name, getattr(person, name, "")) for name in ("us_state", "own_state_only"))
    if own and not state:
        return "It says that they want to hear of their own state only, and not which; name the state too."
    return ""


def _change(person: Subscriber, said: Iterable[tuple[str, str | bool]]) -> bool:
    """Sets what is said; True if any of it is new."""
    news = [(name, value) for name, value in said if getattr(person, name) != value]
    for name, value in news:
        setattr(person, name, value)
    return bool(news)
