"""The last look at who a copy is for, right before its intent."""

from collections.abc import Sequence

from django.db.models import Q

from publisher.models import Subscriber
from publisher.newsletter import told
from publisher.newsletter.handing import Addressed
from publisher.newsletter.suppression import suppressed


def unwanted(issue_id: int, copies: Sequence[Addressed], wants: Q) -> dict[int, str]:
    """Copies of this issue that must not, or need not, go out any more, each with the reason.

    `wants`: who still wants the issue, see `recipients.py`.
    """
    people = Subscriber.objects.filter(pk__in=[copy.subscriber_id for copy in copies])
    active = set(people.filter(state="active").values_list("pk", flat=True))
    wanting = set(people.filter(wants).values_list("pk", flat=True))
    barred = suppressed(copy.email for copy in copies)
    heard = told.by_others(issue_id, copies)
    reasons = {}
    for copy in copies:
        if copy.subscriber_id not in active:
            reasons[copy.pk] = "They have left the newsletter."
        elif copy.email in barred:
            reasons[copy.pk] = "The address is on the suppression list."
        elif copy.subscriber_id in heard:
            reasons[copy.pk] = "Another issue told them."
        elif copy.subscriber_id not in wanting:
            reasons[copy.pk] = "They have chosen to hear of this later, or not at all."
    return reasons
