"""What may be seen in public: a revision of which something went out, and nothing before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from publisher.models import Announcement, Campaign, Copy, Delivery, Revision
from publisher.rules.marks import HAND

IN_DOUBT = Q(sending_at__isnull=False, state__in=("publishing", "uncertain", "by_hand"))
IN_HAND = Q(state="by_hand", checkpoint__has_key=HAND)
STAMPED = Q(state__in=("published", "taken_down")) | IN_DOUBT | IN_HAND
"""A delivery in doubt counts, and so does one that a person has opened to post it: its caption may already stand
somewhere with the address of this page."""

MAILED = Exists(
    Copy.objects.filter(issue__delivery=OuterRef("pk"), state__in=("sending", "sent", "uncertain"))
) | Exists(
    Campaign.objects.filter(
        issue__delivery=OuterRef("pk"), state__in=("sending", "running", "paused", "sent", "uncertain")
    )
)
"""A mailing counts from its first copy on, whatever becomes of the others: that reader may open it now."""

OUT = STAMPED | Q(MAILED)


@dataclass(frozen=True, slots=True)
class Visible:
    """What is public: the revision that went out, whether all of it was taken down again, when that last changed.

    `why` is the reason for that as it was meant for everybody, by language; `mailed`: readers got it by mail too.
    """

    announcement: Announcement
    revision: Revision
    taken_down: bool
    changed_at: datetime
    why: dict[str, str]
    mailed: bool


def visible(code: str) -> Visible | None:
    """The public side of the announcement with that code; None while nothing of it went out.

    The revision is the one that the newest of its deliveries carries, never the announcement's current one, which an
    editor may just be changing.
    """
    out = Delivery.objects.filter(OUT, announcement__code=code.upper()).select_related(
        "announcement", "revision", "take_down"
    )
    deliveries = list(out.order_by("revision__number", "id"))
    if not deliveries:
        return None
    # Mail cannot be taken back, so the posts alone say whether it was taken down.
    posts = [delivery for delivery in deliveries if delivery.act != "mail"]
    taken_down = bool(posts) and all(delivery.state == "taken_down" for delivery in posts)
    newest = deliveries[-1]
    corrected = [correction.approved_at for correction in corrections_of(newest.announcement)]
    changed = [at for delivery in deliveries for at in (delivery.sending_at, delivery.published_at)] + corrected
    latest = max((at for at in changed if at), default=newest.revision.created_at)
    reasons = [post.take_down.public for post in posts if taken_down and _told(post)]
    why: dict[str, str] = reasons[0] if reasons else {}
    mailed = any(delivery.act == "mail" for delivery in deliveries)
    return Visible(newest.announcement, newest.revision, taken_down, latest, why, mailed)


def _told(post: Delivery) -> bool:
    return hasattr(post, "take_down") and bool(post.take_down.public)


def corrections_of(announcement: Announcement) -> list[Announcement]:
    """The corrections of it that are public themselves, newest first."""
    out = Delivery.objects.filter(OUT, announcement__corrects=announcement).exclude(state="taken_down")
    return list(Announcement.objects.filter(pk__in=out.values("announcement_id")).order_by("-created_at"))
