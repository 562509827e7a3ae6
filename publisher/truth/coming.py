"""What may still go out."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from publisher.models import Announcement, Delivery
from publisher.states import ENDED_DELIVERY

_BEFORE_APPROVAL = ("drafting", "in_review", "changes_requested", "held")


def still_to_come() -> "QuerySet[Announcement]":
    """The announcements that wait for people, and the approved ones of which a part has not gone out."""
    left = Delivery.objects.filter(announcement=OuterRef("pk"), sending_at=None).exclude(state__in=ENDED_DELIVERY)
    return Announcement.objects.filter(Q(state__in=_BEFORE_APPROVAL) | Q(Exists(left), state="approved"))
