"""What is live, and whom of a digest's readers it has not reached yet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from publisher.models import Announcement, Delivery, Digest, Subject, Subscriber, Told

OLDEST = timedelta(days=30)
"""Older than that it is no news: an editor may still add it to a digest by hand."""
_DONE_WITH = Q(announcement__state__in=("rejected", "expired"))


def live_news() -> QuerySet[Any]:
    """News that is public and true by the last good reads, with `live_at` (since when) and `us_state`, oldest first.

    Of what was posted and mailed, and of which every post was taken down, the mail alone is no reason to repeat it.
    """
    deliveries = Delivery.objects.filter(announcement=OuterRef("pk"))
    out = deliveries.filter(state="published").order_by("published_at")
    posts = deliveries.exclude(act="mail")
    down = Exists(posts.filter(state="taken_down")) & ~Exists(posts.filter(state="published"))
    place = Subject.objects.filter(announcement=OuterRef("pk")).values("change__candidacy__us_state")
    return (
        Announcement.objects.filter(~down, kind="news", state="approved", contradiction="")
        .annotate(live_at=Subquery(out.values("published_at")[:1]), us_state=Subquery(place[:1]))
        .filter(live_at__isnull=False)
        .order_by("live_at", "pk")
    )


def untold(rhythm: str) -> QuerySet[Any]:
    """Live news that some reader of this rhythm wants and has not heard, and that no digest for them holds already.

    What was live before somebody came on the list is no news to them. A digest that was rejected or stopped holds
    nothing; what an editor dropped from one stays out.
    """
    told = Told.objects.filter(subscriber=OuterRef("pk"), announcement=OuterRef(OuterRef("pk")))
    near = Q(own_state_only=False) | Q(us_state=OuterRef("us_state"))
    readers = Subscriber.objects.filter(near, state="active", rhythm=rhythm, consent_at__lt=OuterRef("live_at"))
    digests = Digest.objects.filter(rhythm=rhythm).exclude(_DONE_WITH)
    left_out = {one for dropped in digests.values_list("left_out", flat=True) for one in dropped}
    return addable(rhythm).filter(Exists(readers.exclude(Exists(told)))).exclude(pk__in=left_out)


def addable(rhythm: str) -> QuerySet[Any]:
    """Live news that no digest of this rhythm holds already."""
    stopped = Delivery.objects.filter(announcement=OuterRef("announcement"), act="mail", state="stopped")
    holding = Subject.objects.filter(announcement__digest__rhythm=rhythm).exclude(_DONE_WITH).exclude(Exists(stopped))
    ours = Subject.objects.filter(announcement=OuterRef("pk"), change__in=holding.values("change"))
    return live_news().filter(~Exists(ours))


def recent(news: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Of these, what became live lately."""
    return news.filter(live_at__gte=now - OLDEST)
