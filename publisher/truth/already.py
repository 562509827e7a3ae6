"""Has it been said already? The same thing of the same candidacy is announced once, whichever change it came from."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q

from publisher.models import Announcement, Campaign, Candidacy, Copy, Delivery, StatusChange, Subject
from publisher.truth.answered import answered_between

GOING = ("waiting", "ready", "publishing", "uncertain", "paused", "by_hand", "published")
OUT = ("uncertain", "published")

_BEGUN = Copy.objects.filter(issue__delivery__announcement=OuterRef("pk"), state__in=("sending", "sent", "uncertain"))
GONE = Exists(Delivery.objects.filter(announcement=OuterRef("pk"), state="taken_down"))
_TOLD = Campaign.objects.filter(
    issue__delivery__announcement=OuterRef("pk"), state__in=("sending", "running", "paused", "sent", "uncertain")
)
MAILED = Exists(_BEGUN) | Exists(_TOLD)
"""Of an announcement: a copy of its mail was sent, or begun, or a service was told to mail it."""


def told(change: StatusChange, besides: Announcement, *, states: Iterable[str] = GOING) -> Announcement | None:
    """The other news that says the same of this candidacy and stands: live, or (by default) on its way.

    An answer that was given after the other one was last approved ends it, announced or not (see `answered`): who
    signed, took it back and signs again is news again. A copy of a mail counts as much as a post. What people deleted
    because it was no longer so counts no more. A digest repeats on purpose; its copies go by who was told.
    """
    same = Subject.objects.filter(change__candidacy_id=change.candidacy_id, change__after=change.after)
    if besides.kind == "digest" or not same.exclude(announcement_id=besides.pk).exists():
        return None  # the rule; what stands there of the others is the longer question
    posted = Exists(Delivery.objects.filter(announcement=OuterRef("pk"), state__in=list(states)))
    others = (
        Announcement.objects.filter(Q(posted) | Q(MAILED), ~GONE, kind="news")
        .filter(subjects__change__candidacy_id=change.candidacy_id, subjects__change__after=change.after)
        .exclude(pk=besides.pk)
        .annotate(said_at=F("subjects__change__seen_at"))
        .order_by("-said_at", "-pk")
    )
    for other in others:
        since = max(filter(None, (other.said_at, other.approved_at)))
        if not answered_between(since, change):
            return other
    return None


def sentence(change: StatusChange, other: Announcement) -> str:
    """Why the second one must not go out, and what to do."""
    return (
        f"Announcement {other.pk} says already that {change.candidacy.person.name} is {change.after}, "
        "and it is live, mailed or on its way. Reject this one; if that one was deleted because it was no longer so, "
        "say on its page that it is dealt with and deleted."
    )


def lock(announcement_id: int) -> None:
    """Locks the candidacies of an announcement until the transaction ends: of two approvals, the second sees the first.

    Taken before the announcement's own lock, as a poll does. As keys they stay free: a poll that holds an announcement
    and writes rows of its candidacy would else wait for this, and this for it.
    """
    ours = StatusChange.objects.filter(subjects__announcement_id=announcement_id).values("candidacy_id")
    list(Candidacy.objects.filter(pk__in=ours).order_by("pk").select_for_update(no_key=True))
