"""Whose turn it is: finds everything that is due and asks for it. What no hint told of is found here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import notices, nudge, once
from publisher.accounts import ending, entering
from publisher.accounts.resuming import ask_again
from publisher.models import Delivery, Lease, Source
from publisher.newsletter import bouncing, confirming, pacing, signing_up, tally
from publisher.pipeline import (
    bounces,
    copies,
    digests,
    draft,
    evidence,
    listen,
    observe,
    overlooked,
    publish,
    readback,
    reconcile,
    signatories,
    submit,
    takedown,
    wait,
)
from publisher.quiet import opens
from publisher.sighting import unlooked
from publisher.standing import ACCOUNT, due_of, standing_of
from publisher.truth import captures, missing, to_follow

log = structlog.get_logger(__name__)

SWEEPER = "sweeper"
ADDRESSES = 100
"""Of evidence, asked for in one sweep: a tracker that was filled in at once must not crowd out what is due."""

A_LITTLE_WHILE = 5.0
"""Seconds that a command waits for other people's sites."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much a round took up by itself: what dead workers left, and waits that ended."""

    recovered: int
    copies: int
    promoted: int


@dataclass(frozen=True, slots=True)
class Swept(Kept):
    """How much was found in one sweep."""

    drafts: int
    accounts: int
    looks: int
    addresses: int


def sweep(now: datetime | None = None) -> Swept:
    """One round: recovers what dead workers left, ends waits, nudges what is due, tells of what is overdue.

    Two at once do no harm.
    """
    now = now or timezone.now()
    kept = _take_up(now)
    drafts, accounts, looks = submit.due_drafts(), due_accounts(now), reconcile.due_looks(now)
    again, addresses = copies.due_again(now), captures.due(now, ADDRESSES)
    due = (
        ("draft", drafts),
        ("take_down", takedown.due(now)),
        ("publish", accounts),
        ("look", looks),
        ("read_back", readback.due_readings(now)),
        ("drain", again),
        ("evidence", addresses),
        ("reread", listen.asked(now)),
    )
    for task, idents in due:
        for ident in idents:
            nudge.send(task, ident)
    if signatories.due(now):
        nudge.send("signatories")
    if bounces.due(now):
        nudge.send("bounces")
    _remind(now)
    if notices.waiting(now) or confirming.waiting(now):
        nudge.send("notify")
    _forget(now)
    return Swept(kept.recovered, kept.copies, kept.promoted, len(drafts), len(accounts), len(looks), len(addresses))


def _take_up(now: datetime) -> Kept:
    """What comes before anything that is due: recovers what dead workers left, drafts what is new, ends waits."""
    if not Lease.objects.filter(name=SWEEPER).update(beat_at=now):
        Lease.objects.update_or_create(name=SWEEPER, defaults={"beat_at": now})
    recovered, recovered_copies = reconcile.recover(now), copies.recover(now)
    draft.draft_new()
    digests.draft_due(now)
    ask_again()
    return Kept(recovered, recovered_copies, wait.promote(now))


def _forget(now: datetime) -> None:
    """Drops what is kept for some time only."""
    once.forget(now)
    entering.forget(now)
    listen.forget(now)
    signing_up.forget(now)
    tally.forget(now)
    pacing.forget(now)


def _remind(now: datetime) -> None:
    """Tells of what is overdue, and counts addresses that the relay refused.

    What fails here must not keep back what is due: it is logged, and tried again.
    """
    try:
        with transaction.atomic():
            to_follow.remind(now)
            missing.remind(now)
            ending.remind(now)
            bouncing.of_refusals(now)
            overlooked.remind()
    except Exception as cause:
        log.exception("reminding failed", exc_info=cause)


def due_accounts(now: datetime) -> list[int]:
    """Accounts that are free and have a delivery due, whose turn came first first; none in quiet hours.

    What a limit put off is asked for each time: whoever takes it up sees whether the limit still holds.
    """
    if opens(now) > now:
        return []
    free = Q(account__lease_until=None) | Q(account__lease_until__lt=now)
    wanted = Q(not_before__lte=now) | ~Q(limit="")
    due = Delivery.objects.filter(free, wanted, state="ready", account__paused_at=None)
    return list(dict.fromkeys(due.order_by("not_before").values_list("account_id", flat=True)))


def due_sources(seconds: float, now: datetime | None = None) -> list[int]:
    """Sources that were not read within the last `seconds`, nor within their own pace if that is slower.

    And those that a sender asked for meanwhile.
    """
    now = now or timezone.now()
    early = settings.WATCH_SECONDS - seconds  # so much before its time a source of the common pace is taken
    asked = set(listen.asked(now))
    sources = Source.objects.filter(paused_at=None).order_by(F("read_at").asc(nulls_first=True))
    return [
        pk
        for pk, read_at, every in sources.values_list("pk", "read_at", "every_seconds")
        if read_at is None or pk in asked or read_at + timedelta(seconds=max(seconds, every - early)) <= now
    ]


def watch(sources: list[int]) -> list[observe.PollReport]:
    """Reads these sources now, then drafts and renders what they brought, up to `in_review`, in this process.

    Evidence is opened after that, for a few seconds: what does not answer by then is looked at again later.
    """
    reports = [observe.poll(pk) for pk in sources]
    draft.draft_new()
    for pk in submit.due_drafts():
        submit.submit(pk)
    open_evidence()
    return reports


def open_evidence() -> int:
    """Looks at the evidence that is due, and at the pages of signatories; gives how many addresses that were."""
    return signatories.refresh_due(seconds=A_LITTLE_WHILE) + evidence.capture_due(seconds=A_LITTLE_WHILE)


def work_once() -> int:
    """Does one round of what is due in this process, and asks no worker for it; gives how many things it did."""
    now = timezone.now()
    kept = _take_up(now)
    _remind(now)
    _forget(now)
    done = kept.recovered + kept.copies + kept.promoted + notices.send_due() + confirming.send_due()
    for pk in submit.due_drafts():
        done += submit.submit(pk) is not None
    done += open_evidence()
    for pk in takedown.due():
        done += takedown.carry_out(pk) == "taken down"
    for pk in due_accounts(timezone.now()):
        done += publish.work_account(pk)
    done += bounces.collect_due()
    for pk in copies.due_again():
        done += copies.carry_on(pk)
    for pk in reconcile.due_looks():
        done += reconcile.look(pk) == "found"
    for pk in readback.due_readings():
        done += readback.read_back(pk) not in ("not now", "busy", "cannot tell")
    return done


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is not due yet: until when (None: for a person or the tracker) and why."""

    delivery: int
    announcement: int
    account: str
    state: str
    until: datetime | None
    reason: str


def what_waits() -> list[Waiting]:
    """Everything that will or should go out later, earliest first."""
    open_states = ("waiting", "ready", "publishing", "uncertain", "paused", "by_hand", "held", "failed")
    rows = Delivery.objects.filter(state__in=open_states).select_related(ACCOUNT).order_by("not_before", "id")
    return [
        Waiting(
            row.pk,
            row.announcement_id,
            str(row.account),
            row.state,
            _until(row),
            _why(row),
        )
        for row in rows
    ]


def _why(row: Delivery) -> str:
    standing = standing_of(row)
    waits = row.state == "waiting" and row.waits_for and not standing.stuck
    return row.waits_note if waits else standing.reason


def _until(row: Delivery) -> datetime | None:
    if row.state == "uncertain":
        return None if unlooked(row) else row.next_look_at
    held_up = row.account.paused_at or row.account.probe_id not in (None, row.pk)
    by_itself = row.state in ("waiting", "ready") and not row.waits_for and not held_up
    return due_of(row) if by_itself else None
