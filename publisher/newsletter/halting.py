"""Stopping at a campaign back end what was stopped here: for good, or until the newsletter goes on."""

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher import nudge, workflow
from publisher.channels.errors import NeedsHuman, Refused, TryLater
from publisher.mailers import MAILERS, Mailer
from publisher.mailers.values import Progress
from publisher.models import Account, Campaign, Issue
from publisher.newsletter.backends import label, mailer
from publisher.newsletter.campaigns import counts, later, settle

ALONE = Q(issue__state="paused", issue__delivery__state="paused")
"""A mailing that a person paused by itself; one that is held pauses too, and goes on with other words, if at all."""
ENDED = Q(state__in=("running", "paused"), issue__state__in=("paused", "cancelled")) & ~ALONE
ASKED = Q(state="paused", next_at__isnull=False)
"""What was asked to pause, without its service having said yet that it did."""
RESTS = (Q(state__in=("running", "uncertain")) | ASKED) & (
    ALONE
    | Q(issue__delivery__account__paused_at__isnull=False)
    | (Q(issue__delivery__account__probe__isnull=False) & ~Q(issue__delivery__account__probe=F("issue__delivery")))
)
HALTED = ENDED | RESTS
"""What its service may mail still although a person, or the tracker, has stopped it here, or the newsletter rests."""


def halt(issue: Issue) -> int:
    """Asks the service to stop what was stopped here, or to pause what rests; gives how many have ended by that."""
    ended = 0
    for row in issue.campaigns.filter(HALTED, Q(next_at=None) | Q(next_at__lte=timezone.now())):
        try:
            if issue.backend != settings.MAIL_BACKEND:
                raise NeedsHuman(f"{label(issue.backend)} mails it.", f"Set PUBLISHER_MAIL_BACKEND={issue.backend}.")
            _halt(mailer(), row, for_good=issue.campaigns.filter(ENDED, pk=row.pk).exists())
        except (TryLater, Refused) as cause:
            later(row, cause.reason)
        except NeedsHuman as cause:
            later(row, f"{cause.reason} {cause.todo}")
        except workflow.Moved:
            continue  # the account's writer saw something else in this moment
        ended += row.state == "sent"
    return ended


def _halt(service: Mailer, row: Campaign, *, for_good: bool) -> None:
    if service.pauses and not for_good:
        _pause(service, row)
        return
    why = ""
    try:
        service.stop(row.remote_id)
    except Refused as cause:  # it is over already, or the plan has no such button
        why = cause.reason
    _goes_on_there(service, row, service.progress(row.remote_id), why)


def _pause(service: Mailer, row: Campaign) -> None:
    """The intent is stored first: what is paused there after it is so from here, whatever became of the answer."""
    progress, why = service.progress(row.remote_id), ""
    if progress.state == "sending":
        if row.state == "uncertain":
            workflow.move(row, "running", reason="")
        if row.state == "running":
            workflow.move(row, "paused", reason="It is asked to pause there.", next_at=timezone.now())
        try:
            service.pause(row.remote_id)
        except Refused as cause:
            why = cause.reason
        progress = service.progress(row.remote_id)
    if progress.state == "paused" and row.state == "paused":
        told = {"reason": f"It is paused there at {max(progress.sent, 0)}.", "next_at": None}
        Campaign.objects.filter(pk=row.pk, state="paused").update(**told, **counts(progress))
    else:
        _goes_on_there(service, row, progress, why)


def _goes_on_there(service: Mailer, row: Campaign, progress: Progress, why: str) -> None:
    settle(row, progress)
    if row.state == "running" and progress.state == "sending" and why:
        later(row, f"It goes on there, for {service.label} did not stop it: {why}")


def at_once(account: Account) -> None:
    """It has just been paused: its service hears of it now, not at the next look."""
    for row in _on_its_way(account):
        Campaign.objects.filter(pk=row.pk).update(next_at=timezone.now())
        nudge.send("drain", row.issue_id)


def at_a_pause(account: Account) -> str:
    """What a pause means for what a service mails now, in a sentence; empty where no service mails anything."""
    row = _on_its_way(account).select_related("issue").first()
    if row is None or row.issue.backend not in MAILERS:
        return ""
    service = MAILERS[row.issue.backend]
    if service.pauses:
        told = _("%(service)s is asked to pause what it is mailing. It goes on there when the newsletter is resumed.")
    else:
        told = _(
            "%(service)s cannot pause: it is asked to stop what it is mailing, for good. Who has no mail of it by then "
            "gets none."
        )
    return told % {"service": service.label}


def _on_its_way(account: Account) -> QuerySet[Campaign]:
    return Campaign.objects.filter(state__in=("running", "uncertain"), issue__delivery__account=account)
