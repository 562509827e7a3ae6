"""What staff see of a mailing."""

from typing import Any

from django.db.models import Count

from publisher.models import Copy, Issue, Subscriber


def status(issue: Issue) -> dict[str, Any]:
    """How many copies stand where, and the ids of those in doubt."""
    states = dict(Copy.objects.filter(issue=issue).values_list("state").annotate(Count("id")))
    return {
        "issue": issue.pk,
        "state": issue.state,
        "announcements": [item.announcement_id for item in issue.items.all()],
        "copies": states,
        "uncertain": list(Copy.objects.filter(issue=issue, state="uncertain").values_list("pk", flat=True)[:1000]),
    }


def subscribers() -> dict[str, int]:
    """Active subscribers by rhythm."""
    return dict(Subscriber.objects.filter(state="active").values_list("rhythm").annotate(Count("id")))
