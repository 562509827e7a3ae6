"""What staff see of a mailing."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count

from publisher.models import Copy, Issue, Subscriber
from publisher.newsletter.handing import message_id


def status(issue: Issue) -> dict[str, Any]:
    """How many copies stand where (every state that occurs), and how many of those left wait for another try."""
    states = dict(Copy.objects.filter(issue=issue).values_list("state").annotate(Count("id")).order_by("state"))
    return {
        "issue": issue.pk,
        "state": issue.state,
        "announcements": [item.announcement_id for item in issue.items.all()],
        "backend": issue.backend,
        "copies": states,
        "campaigns": list(
            issue.campaigns.order_by("id").values(
                "audience", "language", "state", "marker", "remote_id", "mailed", "addressed", "reason"
            )
        ),
        "tried_again_later": Copy.objects.filter(issue=issue, state="queued", attempts__gt=0).count(),
    }


def uncertain_copies(issue: Issue, at_most: int = 1000) -> list[dict[str, Any]]:
    """The copies in doubt, oldest first, with the Message-ID to look for in the relay's log; no address."""
    copies = Copy.objects.filter(issue=issue, state="uncertain").order_by("done_at", "id")
    return [
        {
            "copy": copy.pk,
            "subscriber": copy.subscriber_id,
            "message_id": message_id(copy),
            "at": copy.done_at,
            "reason": copy.reply,
        }
        for copy in copies[:at_most]
    ]


def in_doubt(deliveries: Collection[int] | None = None) -> dict[int, int]:
    """How many copies are in doubt by delivery (of these, or of all), where there are any; one query."""
    doubts = Copy.objects.filter(state="uncertain", issue__delivery__isnull=False)
    if deliveries is not None:
        doubts = doubts.filter(issue__delivery__in=deliveries)
    return dict(doubts.values_list("issue__delivery").annotate(Count("id")))


def subscribers() -> dict[str, int]:
    """Active subscribers by rhythm."""
    return dict(Subscriber.objects.filter(state="active").values_list("rhythm").annotate(Count("id")))
