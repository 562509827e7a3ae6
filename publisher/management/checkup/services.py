"""The services: database, broker, worker and beat, mail relay, our own address."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from publisher import broker, database
from publisher.channels.errors import ChannelError, NeedsHuman, TryLater
from publisher.management.checkup.finding import Check, Finding
from publisher.models import Lease
from publisher.newsletter import backends, returns

SMTP_SECONDS = 10
BROKER_SECONDS = 3
LATE_SWEEPS = 4
"""So many turns without a sign of life, and the sweeper counts as away."""


def _database() -> Iterator[Finding]:
    database.set_up(upgrade=False, say=lambda _: None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    where = connection.settings_dict["NAME"] if connection.vendor == "sqlite" else connection.settings_dict["HOST"]
    yield Finding("database", True, f"{connection.vendor} at {where}", essential=True)


def _broker() -> Iterator[Finding]:
    if not broker.broker_at_hand():
        todo = "`publisher up` starts the bundled one. Without a broker, `publisher work` does what is due."
        yield Finding("broker", False, "none is running and REDIS_URL is not set", todo)
        return
    broker.ask(BROKER_SECONDS)
    yield Finding("broker", True, "REDIS_URL answers" if settings.REDIS_URL else "the bundled one answers")


def _sweeper() -> Iterator[Finding]:
    beat = Lease.objects.filter(name="sweeper").values_list("beat_at", flat=True).first()
    if beat is None:
        yield Finding("worker and beat", False, "the sweeper has never run", "Start `publisher up`.")
        return
    age = timezone.now() - beat
    alive = age < timedelta(seconds=LATE_SWEEPS * settings.SWEEP_SECONDS)
    detail = f"the sweeper was last seen {int(age.total_seconds())} s ago"
    yield Finding("worker and beat", alive, detail, "Start `publisher up`, or look why its worker stands still.")


def _mail() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding("mail", True, settings.EMAIL_BACKEND)
        return
    with get_connection(timeout=SMTP_SECONDS):
        yield Finding("mail", True, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")


def _newsletter() -> Iterator[Finding]:
    """What carries the newsletter, where that is not the relay of staff mail."""
    name = settings.MAIL_BACKEND
    if name == backends.SMTP:
        return
    try:
        if backends.shape(name) == "copies":
            backends.try_provider()
            yield Finding("newsletter", True, f"{name} has its settings")
            return
        backends.way_out()
        if backends.shape(name) == "by_hand":
            yield Finding("newsletter", True, "a person mails it by hand")
            return
        yield Finding("newsletter", True, f"{name}: {backends.mailer().check(backends.audiences())}")
    except ChannelError as cause:
        todo = cause.todo if isinstance(cause, NeedsHuman) else ""
        reason = cause.reason if isinstance(cause, NeedsHuman) else str(cause)
        yield Finding("newsletter", False, reason, todo or "Check PUBLISHER_MAIL_API, _KEY and _AUDIENCE.")


def _bounces() -> Iterator[Finding]:
    """The mailbox that mail comes back to."""
    if not settings.BOUNCE_MAILBOX:
        return
    try:
        with returns.opened() as box:
            waiting = sum(1 for _ in box.unread())
        yield Finding("bounces", True, f"their mailbox opens, {waiting} unread")
    except (NeedsHuman, TryLater) as cause:
        yield Finding("bounces", False, cause.reason, cause.todo if isinstance(cause, NeedsHuman) else returns.TODO)


def _address() -> Iterator[Finding]:
    parts = urlsplit(settings.BASE_URL)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path
    if not sound:
        todo = "Set PUBLISHER_BASE_URL to scheme and host, such as https://publisher.example."
        yield Finding("address", False, settings.BASE_URL, todo, essential=True)
    elif local:
        todo = "Links in posts lead to this machine alone. Set PUBLISHER_BASE_URL before you publish."
        yield Finding("address", False, settings.BASE_URL, todo)
    else:
        todo = "Log-ins would travel in the open. Serve it over https and set PUBLISHER_BASE_URL so."
        yield Finding("address", parts.scheme == "https", settings.BASE_URL, todo)


CHECKS = (
    Check("database", _database, "Check DATABASE_URL, and that the server runs.", essential=True),
    Check("broker", _broker, "Check REDIS_URL, or start `publisher up`."),
    Check("worker and beat", _sweeper, "Start `publisher up`."),
    Check("mail", _mail, "Set EMAIL_URL to your relay, such as submission://user:password@relay.example:587."),
    Check("newsletter", _newsletter, "Check PUBLISHER_MAIL_BACKEND and what it needs, see docs/operators.md."),
    Check("bounces", _bounces, "Check PUBLISHER_BOUNCE_MAILBOX: imaps://user:password@host/INBOX, or file:///folder."),
    Check("address", _address, "Set PUBLISHER_BASE_URL.", essential=True),
)
