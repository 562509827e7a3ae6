"""What this installation holds: staff, accounts, sources, the trail."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from publisher.accounts.asking import AtWork, check
from publisher.accounts.opening import BY_HAND, NEWSLETTER
from publisher.channels.errors import NeedsHuman
from publisher.management.accounts import as_json, counts
from publisher.management.checkup.finding import Check, Finding
from publisher.models import Account, Event, Lease, Poll, Role, Seal, Source, User
from publisher.newsletter import confirming
from publisher.trail import LEASE

LATE_SEAL = timedelta(minutes=10)
LATE_READS = 5


def _staff() -> Iterator[Finding]:
    approvers = User.objects.filter(is_active=True, role__in=[Role.APPROVER, Role.ADMIN]).count()
    todo = "Nobody can approve. Run: publisher user add EMAIL --role approver"
    yield Finding("staff", approvers > 0, f"{approvers} may approve", todo)


def _accounts() -> Iterator[Finding]:
    accounts = list(Account.objects.filter(retired_at=None).exclude(channel=NEWSLETTER).order_by("id"))
    if not accounts:
        by_hand = BY_HAND in settings.CHANNELS
        detail = "none is connected" + (": what is approved waits for a person to post it" if by_hand else "")
        todo = "Connect one on the page Places, or run: publisher account connect CHANNEL --name N"
        yield Finding("accounts", by_hand, detail, todo)
    for account in accounts:
        try:
            yield _account(account)
        except NeedsHuman as cause:
            yield Finding(f"account {account}", False, cause.reason, cause.todo)
        except Exception as cause:  # noqa: BLE001 - one account in trouble must not hide the others
            todo = "Connect it again on its page, under Places, or with `publisher account connect`."
            yield Finding(f"account {account}", False, " ".join(str(cause).split()), todo)


def _account(account: Account) -> Finding:
    name = f"account {account}"
    row = as_json(account)
    if account.paused_at:
        steps = " ".join(f"{number}. {step}" for number, step in enumerate(row["steps"], 1))
        until = f" Blocked until {row['blocked_until']}." if row["blocked_until"] else ""
        refused = f" Refused in a row: {row['refusals']}." if row["refusals"] else ""
        todo = f"{steps} Then: publisher account resume {account}"
        return Finding(name, False, f"paused: {account.pause_reason}{until}{refused}", todo)
    try:
        health = check(account)
    except AtWork as busy:
        return Finding(name, True, f"{busy} Nothing was asked.")
    # What can publish now and has something to do, such as a token that ends soon, is a finding too.
    detail = f"{health.reason or 'can publish'}; {counts(as_json(account))}"
    return Finding(name, health.ok and not health.todo, detail, health.todo)


def _sources() -> Iterator[Finding]:
    sources = list(Source.objects.order_by("name"))
    if not sources:
        yield Finding("sources", False, "no tracker is watched", "Run: publisher source add NAME LOCATION")
    for source in sources:
        yield _source(source)


def _source(source: Source) -> Finding:
    name = f"source {source.name}"
    if source.paused_at:
        return Finding(name, False, "paused: it is not read", "Resume it on its page when it may be read again.")
    bad = Poll.objects.filter(source=source, state="quarantined").order_by("-id").first()
    if bad:
        todo = f"`publisher source check {source.name}` reads it again and says what is wrong."
        return Finding(name, False, f"quarantined: {bad.reason}", todo)
    if source.read_at is None:
        return Finding(name, False, "never read", "Run: publisher watch --once, or start `publisher up`.")
    age = timezone.now() - source.read_at
    fresh = age < timedelta(seconds=LATE_READS * max(settings.WATCH_SECONDS, source.every_seconds))
    return Finding(name, fresh, f"read {int(age.total_seconds())} s ago", "Start `publisher up`, which reads it.")


def _sign_ups() -> Iterator[Finding]:
    """Silent while nobody signs up."""
    stand = confirming.status()
    if not any(stand.values()):
        return
    wrong = stand["refused"] + stand["in_doubt"]
    late = confirming.late()
    detail = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in stand.items() if number)
    todo = (
        "Start `publisher up`, and check EMAIL_URL." if late else "Ask whoever runs the mail relay; they may ask again."
    )
    yield Finding("sign-ups", not wrong and not late, detail, f"{confirming.latest_trouble()} {todo}".strip())


def _trail() -> Iterator[Finding]:
    kept = Lease.objects.filter(name=LEASE).first()
    last = Seal.objects.order_by("-seq").first()
    head = (kept.head if kept else {}) or {"seq": 0, "hash": ""}
    if (last.seq if last else 0, last.hash if last else "") != (head["seq"], head["hash"]):
        todo = "The end of the trail is not what was sealed. Run `publisher audit verify` and keep a copy as evidence."
        yield Finding("trail", False, "its end and its head differ", todo, essential=True)
        return
    waiting = Event.objects.filter(seal=None, pk__gt=head.get("event", 0)).order_by("pk")
    oldest = waiting.first()
    late = oldest is not None and timezone.now() - oldest.at > LATE_SEAL
    detail = f"{head['seq']} events sealed, {waiting.count()} wait"
    yield Finding("trail", not late, detail, "Start `publisher up`, whose worker seals it each minute.")


CHECKS = (
    Check("staff", _staff, "See the database above."),
    Check("accounts", _accounts, "See the database above."),
    Check("sources", _sources, "See the database above."),
    Check("sign-ups", _sign_ups, "See the database above."),
    Check("trail", _trail, "See the database above."),
)
