"""Who was told of what: nobody hears the same announcement twice, whichever issue carries it.

`Told` stands exactly for the copies that were or may have been handed over (`sending`, `sent`, `uncertain`). It is
written with the intent, in the same transaction, and taken back when the copy certainly did not go out. So a copy that
is still queued when its issue is stopped counts as not told, and one in doubt counts as told, until a person says that
it did not arrive. Of two issues that carry an announcement to somebody the unique index lets one write it; the other
passes its copy over.
"""

from collections import Counter
from collections.abc import Iterable

from publisher.models import Copy, IssueItem, Told


def write(issue_id: int, copies: Iterable[Copy]) -> None:
    """Notes the recipients as told by this issue, each of whatever no other issue told them."""
    items = _items(issue_id)
    Told.objects.bulk_create(
        [
            Told(subscriber_id=copy.subscriber_id, announcement_id=item, issue_id=issue_id)
            for copy in sorted(copies, key=lambda copy: copy.subscriber_id)  # in one order, lest two workers deadlock
            for item in items
        ],
        ignore_conflicts=True,
    )


def take_back(issue_id: int, copies: Iterable[Copy]) -> None:
    """These certainly did not get this issue."""
    people = [copy.subscriber_id for copy in copies]
    if people:
        Told.objects.filter(issue_id=issue_id, subscriber_id__in=people).delete()


def by_others(issue_id: int, copies: Iterable[Copy]) -> set[int]:
    """Those of the recipients whom other issues told all that this one says."""
    items = _items(issue_id)
    people = [copy.subscriber_id for copy in copies]
    found = Told.objects.filter(subscriber_id__in=people, announcement_id__in=items).exclude(issue_id=issue_id)
    heard = Counter(found.values_list("subscriber_id", flat=True))
    return {person for person, times in heard.items() if times == len(items)}


def _items(issue_id: int) -> list[int]:
    return list(IssueItem.objects.filter(issue_id=issue_id).values_list("announcement_id", flat=True))
