"""Mailing an issue by a campaign back end: one object there, found by its marker, told once to send.

The recipe of the copies, with one row an audience. The draft is invisible: it is looked for before it is made, so that
a lost answer makes no second one that anybody sees. The intent (`sending`) is committed before the one request that
mails; whatever goes wrong after it is `uncertain`, and is looked for at growing intervals. Found on its way, it is on
its way. Found as a draft, a person is asked: nothing is ever told to send a second time by itself.
"""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from publisher import workflow
from publisher.channels.errors import ChannelError, NeedsHuman, Refused, TryLater
from publisher.current_brand import brand
from publisher.mailers import Mailer
from publisher.mailers.values import Letter, Progress
from publisher.models import Campaign, Issue
from publisher.newsletter import sender
from publisher.newsletter.audience import exchange
from publisher.newsletter.backends import audiences, mailer, way_out
from publisher.newsletter.campaign_stands import Stands, stands
from publisher.newsletter.compile import Compiled
from publisher.newsletter.finished import finished
from publisher.rules.timing import growing

EARLIER = timedelta(hours=1)
"""So long before the issue a campaign of it may seem to have been made: clocks differ."""
LOOK = 60.0
GOES_ON = Q(issue__delivery__account__paused_at=None) & (
    Q(issue__delivery__account__probe=None) | Q(issue__delivery__account__probe=F("issue__delivery"))
)
"""The newsletter is not paused, and lets nothing else go first, alone."""


def write_down(issue: Issue) -> None:
    """A row an audience; what nobody has begun takes up the words, and so the marker, of now. Raises `NeedsHuman`."""
    for audience, language in audiences().items():
        spoken = language if language in issue.compiled else next(iter(issue.compiled))
        marker = _marker(issue, audience, Compiled.from_json(issue.compiled[spoken]))
        fields = {"language": spoken, "marker": marker}
        row, _ = Campaign.objects.get_or_create(issue=issue, audience=audience, defaults=fields)
        if row.state == "failed":
            workflow.move(row, "queued", reason="", next_at=None)
        if row.marker != marker:
            Campaign.objects.filter(pk=row.pk, state="queued").update(**fields, remote_id="")


def work(issue: Issue) -> Stands:
    """Brings each campaign of the issue as far as it goes now. To be called by the account's one writer.

    Raises `NeedsHuman` or `TryLater` for what stands in the way of all of them.
    """
    service = mailer()
    rows = list(issue.campaigns.order_by("id"))
    if any(row.state == "queued" for row in rows):
        _exchange(service)
    for row in rows:
        if row.state == "sending":  # whoever wrote this intent is gone: its lease was the account's
            _doubt(row, "The worker ended while it was being sent.")
        elif row.next_at is None or row.next_at <= timezone.now():
            _turn(service, row)
    return stands(issue)


def settle(row: Campaign, progress: Progress) -> None:
    """What the service says of one that is on its way or in doubt."""
    if progress.state == "sending" and row.state != "running":
        workflow.move(row, "running", next_at=_in(LOOK), **counts(progress))
    elif progress.state == "sending":
        Campaign.objects.filter(pk=row.pk, state="running").update(next_at=_in(LOOK), **counts(progress))
    elif progress.state == "sent":
        few = 0 <= progress.sent < progress.of
        reason = f"It mailed {progress.sent} of {progress.of}." if few else ""
        workflow.move(row, "sent", reason=reason, next_at=None, done_at=timezone.now(), **counts(progress))
    elif progress.state == "stopped":
        reason = f"It was stopped there at {max(progress.sent, 0)}."
        workflow.move(row, "sent", reason=reason, next_at=None, done_at=timezone.now(), **counts(progress))
    elif progress.state == "paused":
        if row.state == "uncertain":
            workflow.move(row, "running")
        later(
            row, f"It is paused there at {max(progress.sent, 0)}, and not from here. Let it go on there, or cancel it."
        )
    else:
        later(row, "It is still a draft there: that it was told to send left no trace.")


def _exchange(service: Mailer) -> None:
    try:
        exchange(service, audiences())
    except Refused as cause:
        raise NeedsHuman(cause.reason, "Check PUBLISHER_MAIL_AUDIENCE, then start the program again.") from cause


def _turn(service: Mailer, row: Campaign) -> None:
    try:
        if row.state == "queued":
            _send(service, row)
        elif row.state == "running":
            settle(row, service.progress(row.remote_id))
        elif row.state == "paused":
            _go_on(service, row)
        elif row.state == "uncertain":
            found = service.find(row.marker, row.issue.created_at - EARLIER)
            if found is None:
                later(row, "It is not found there any more.")
            else:
                settle(row, found.progress)
    except TryLater as cause:
        later(row, cause.reason, cause.after)
    except Refused as cause:
        if row.state == "queued":
            workflow.move(row, "failed", reason=cause.reason[:300], next_at=None)
        else:
            later(row, cause.reason)
    except workflow.Moved:
        return  # a person spoke of it in this moment


def _send(service: Mailer, row: Campaign) -> None:
    """From the draft, made if there is none, to the one request that mails."""
    letter = _letter(row)
    found = service.find(row.marker, row.issue.created_at - EARLIER)
    if found is not None and found.progress.state not in ("draft", "preparing"):
        # Somebody pressed the button there, or an intent of ours was lost with its database: it must not go out twice.
        workflow.move(row, "sending", remote_id=found.remote_id, sending_at=timezone.now())
        workflow.move(row, "uncertain", reason="It had been sent there already.", next_at=timezone.now())
        settle(row, found.progress)
        return
    remote_id = found.remote_id if found else service.create(letter)
    Campaign.objects.filter(pk=row.pk, state="queued").update(remote_id=remote_id)
    progress = service.progress(remote_id)
    if progress.state == "preparing":
        raise TryLater("It is still counting its recipients there.", timedelta(seconds=15))
    if progress.of == 0:
        raise Refused("Nobody is in that audience.")
    service.ready(remote_id, letter)
    workflow.move(
        row,
        "sending",
        guard=GOES_ON & Q(issue__state="sending"),
        remote_id=remote_id,
        sending_at=timezone.now(),
        reason="",
    )
    _told_to_send(service, row)


def _go_on(service: Mailer, row: Campaign) -> None:
    """What was paused there from here goes on from where it was; what says something else by now is ended instead."""
    words = Compiled.from_json(row.issue.compiled[row.language])
    if not Campaign.objects.filter(GOES_ON, pk=row.pk, state="paused", issue__state="sending").exists():
        return  # paused again in this moment
    with suppress(Refused):  # a lost answer: it goes on already; else its own state says why not
        if row.marker == _marker(row.issue, row.audience, words):
            service.go_on(row.remote_id)
        else:
            service.stop(row.remote_id)
    progress = service.progress(row.remote_id)
    if progress.state == "paused":
        later(row, "It does not go on there yet.")
    else:
        settle(row, progress)


def _told_to_send(service: Mailer, row: Campaign) -> None:
    try:
        service.send(row.remote_id)
    except TryLater as cause:
        workflow.move(row, "queued", reason=cause.reason[:300], sending_at=None, next_at=timezone.now() + cause.after)
    except (Refused, NeedsHuman) as cause:
        # A plain no; yet the service may have said so because it was told before. Its own state decides.
        _after_a_no(service, row, cause)
    except Exception as cause:  # noqa: BLE001 - after the intent every error is a doubt, whatever it says
        _doubt(row, str(cause) if isinstance(cause, ChannelError) else type(cause).__name__)
    else:
        workflow.move(row, "running", reason="", next_at=_in(LOOK / 4))


def _after_a_no(service: Mailer, row: Campaign, cause: Refused | NeedsHuman) -> None:
    try:
        progress = service.progress(row.remote_id)
    except ChannelError:
        _doubt(row, cause.reason)
        return
    if progress.state in ("draft", "preparing"):
        workflow.move(row, "failed", reason=cause.reason[:300], next_at=None)
    else:
        _doubt(row, cause.reason)
        settle(row, progress)


def _doubt(row: Campaign, reason: str) -> None:
    workflow.move(row, "uncertain", reason=reason[:300], next_at=timezone.now())


def later(row: Campaign, reason: str, after: timedelta | None = None) -> None:
    """It is looked at again, each time later, and says why."""
    wait = after or growing(LOOK, row.looks + 1)
    Campaign.objects.filter(pk=row.pk, state=row.state).update(
        reason=reason[:300], looks=row.looks + 1, next_at=timezone.now() + wait
    )


def _letter(row: Campaign) -> Letter:
    words = finished(Compiled.from_json(row.issue.compiled[row.language]), way_out())
    return Letter(
        marker=row.marker,
        audience=row.audience,
        subject=words.subject,
        html=words.html,
        text=words.text,
        sender_name=brand().coalition.mail_name,
        sender_address=sender.address(),
    )


def _marker(issue: Issue, audience: str, message: Compiled) -> str:
    """The issue's number and what it says. The domain keeps it apart from other installations' at one service."""
    content = f"{settings.MAIL_BACKEND} {audience} {message.sha256}"
    return f"{sender.domain()}-issue-{issue.pk}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def counts(progress: Progress) -> dict[str, Any]:
    """How far it is, as its row keeps it."""
    return {"mailed": progress.sent, "addressed": progress.of}


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)
