"""Who gets our mail: import, leaving, and the list of those who must never be mailed again."""

import csv
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from email_validator import EmailNotValidError, validate_email

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Subscriber, Suppression
from publisher.models.newsletter import RHYTHMS
from publisher.newsletter import headers
from publisher.rules.places import NAMES

COLUMNS = ("email", "language", "state", "rhythm")
LANGUAGES = ("en", "es")


@dataclass(slots=True)
class ImportReport:
    """What an import did. `refused` has each line that was not taken: its number in the file and why."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_csv(file: IO[str], *, source: str, default_rhythm: str = "") -> ImportReport:
    """Adds the addresses of a CSV (columns email, language, state, rhythm); `source` says where they consented.

    A known address gets the new language, state and rhythm; one that left or is suppressed is refused, never revived.
    Raises `Refusal` if the file has no `email` column, or no rhythm and no default.
    """
    reader = csv.DictReader(file)
    names = {name.strip().casefold(): name for name in reader.fieldnames or ()}
    if "email" not in names:
        raise Refusal(f"The file has no column `email`; its first line should be {','.join(COLUMNS)}.")
    if "rhythm" not in names and default_rhythm not in RHYTHMS:
        raise Refusal(f"The file has no column `rhythm`; say which with --rhythm: {', '.join(RHYTHMS)}.")
    report = ImportReport()
    with transaction.atomic():
        for row in reader:
            cells = {field: (row.get(names[field]) or "").strip() for field in COLUMNS if field in names}
            if not any(cells.values()):
                continue
            try:
                _take(cells, source, default_rhythm, report)
            except Refusal as cause:
                report.refused.append((reader.line_num, str(cause)))
    return report


def _take(cells: dict[str, str], source: str, default_rhythm: str, report: ImportReport) -> None:
    email = address(cells["email"])
    wanted = {
        "language": _one_of("language", cells.get("language", "") or "en", LANGUAGES),
        "us_state": _one_of("state", cells.get("state", "").upper(), ("", *NAMES["en"])),
        "rhythm": _one_of("rhythm", cells.get("rhythm", "") or default_rhythm, RHYTHMS),
    }
    if Suppression.objects.filter(address_hash=address_hash(email)).exists():
        raise Refusal("This address must not be mailed again; it is on the suppression list.")
    known = Subscriber.objects.filter(email__iexact=email).first()
    if known is None:
        Subscriber.objects.create(email=email, consent_source=source, consent_at=timezone.now(), **wanted)
        report.added += 1
    elif known.state != "active":
        raise Refusal("This address has left the newsletter; only its owner can come back.")
    elif any(getattr(known, name) != value for name, value in wanted.items()):
        Subscriber.objects.filter(pk=known.pk).update(**wanted)
        report.changed += 1
    else:
        report.same += 1


def address(text: str) -> str:
    """An address that a mail can be sent to, its domain in ASCII and small letters. Raises `Refusal`."""
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
        if not found.ascii_email:
            raise Refusal("Letters beyond ASCII before the @ cannot be mailed by every relay.")
        return headers.address(found.ascii_email)
    except (EmailNotValidError, headers.HeaderError) as cause:
        raise Refusal(f"{text!r} is no e-mail address: {cause}") from cause


def unsubscribe(token: str) -> bool:
    """Ends the subscription that this token belongs to; True also if it has ended before, False for no such token."""
    subscriber = Subscriber.objects.filter(token=token).first() if token else None
    if subscriber is None:
        return False
    if subscriber.state == "active":
        try:
            workflow.move(subscriber, "unsubscribed", ended_at=timezone.now())
        except workflow.Moved:
            return True  # the same click, twice at once
    return True


def suppress(email: str, reason: str) -> None:
    """Never mails this address again, whoever imports it."""
    with transaction.atomic():
        Suppression.objects.get_or_create(address_hash=address_hash(email), defaults={"reason": reason})
        for subscriber in Subscriber.objects.filter(email__iexact=email, state="active"):
            workflow.move(subscriber, "suppressed", ended_at=timezone.now())


def address_hash(email: str) -> str:
    """A keyed hash: without our secret the list of suppressed addresses cannot be guessed at."""
    return hmac.new(settings.SECRET_WORDS[-1].encode(), email.casefold().encode(), hashlib.sha256).hexdigest()


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Refusal(f"The {what} {value!r} is not known; write one of {', '.join(filter(None, known))}.")
    return value
