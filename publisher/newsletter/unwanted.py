"""The last look at who a copy is for, right before its intent."""

from django.db.models import Q

from publisher.models import Copy, Subscriber
from publisher.newsletter import told
from publisher.newsletter.suppression import suppressed


def unwanted(issue_id: int, copies: list[Copy], wants: Q) -> dict[int, str]:
    """Copies of this issue that must not, or need not, go out any more, each with the reason.

    `wants`: who still wants the issue, see `recipients.py`.
    """
    wanting = set(
        Subscriber.objects.filter(wants, pk__in=[copy.subscriber_id for copy in copies]).values_list("pk", flat=True)
    )
    barred = suppressed(copy.subscriber.email for copy in copies)
    heard = told.by_others(issue_id, copies)
    reasons = {}
    for copy in copies:
        if copy.subscriber.state != "active":
            reasons[copy.pk] = "They have left the newsletter."
        elif copy.subscriber.email in barred:
            reasons[copy.pk] = "The address is on the suppression list."
        elif copy.subscriber_id in heard:
            reasons[copy.pk] = "Another issue told them."
        elif copy.subscriber_id not in wanting:
            reasons[copy.pk] = "They have chosen to hear of this later, or not at all."
    return reasons
