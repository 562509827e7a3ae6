"""The last look at who a copy is for, right before its intent."""

from publisher.models import Copy
from publisher.newsletter import told
from publisher.newsletter.suppression import suppressed


def unwanted(issue_id: int, copies: list[Copy]) -> dict[int, str]:
    """Copies of this issue that must not, or need not, go out any more, each with the reason."""
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
    return reasons
