"""A mailing whose first part draws too many bounces or complaints stops the newsletter until a person has looked.

The numbers. Providers warn at 5 % of bounces and end accounts at 10 %; Google asks for complaints below 0.1 % and acts
at 0.3 %. At a few mails a percentage says nothing, so a number is needed besides: ten dead addresses, three complaints.
A list that was confirmed by its owners draws far below 1 %; an old or a bought one far above 5 %. What came back before
a person let it go on counts no more, so the rest of the mailing is judged by itself.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.models import Bounce, Copy, Issue

BOUNCES, LEAST_BOUNCES = 0.05, 10
COMPLAINTS, LEAST_COMPLAINTS = 0.003, 3
LEFT = ("queued", "claimed", "sending")
TODO = (
    "Ask where these addresses came from, and take off what did not agree or is old. What came back is suppressed "
    "already. Then resume the newsletter under Places: the rest goes out."
)


def look(issue_id: int) -> bool:
    """Pauses the newsletter if this issue draws too many and has copies left; True if it did so now.

    Approvers are told once of the pause, as of every other.
    """
    issue = Issue.objects.select_related("delivery__account").get(pk=issue_id)
    if issue.delivery is None or not (why := _why(issue)):
        return False
    with transaction.atomic():
        now = timezone.now()
        ours = Issue.objects.filter(Q(broken_at=issue.broken_at), pk=issue.pk)
        if not Copy.objects.filter(issue=issue, state__in=LEFT).exists() or not ours.update(broken_at=now):
            return False
        return pause(issue.delivery.account, f"Issue {issue.pk}: {why}", TODO, kind="")


def _why(issue: Issue) -> str:
    """What is too much of this issue, in a sentence; empty if nothing is."""
    copies = Copy.objects.filter(issue=issue, state__in=("sent", "uncertain", "failed"))
    counted = Bounce.objects.filter(issue=issue)
    if issue.broken_at:
        copies, counted = copies.filter(done_at__gt=issue.broken_at), counted.filter(at__gt=issue.broken_at)
    mailed, hard = copies.count(), counted.filter(kind="hard").count()
    complaints = counted.filter(kind="complaint").count()
    if hard >= LEAST_BOUNCES and hard >= BOUNCES * mailed:
        return f"{hard} of {mailed} mails came back for good."
    if complaints >= LEAST_COMPLAINTS and complaints >= COMPLAINTS * mailed:
        return f"{complaints} of {mailed} readers called it spam."
    return ""
