"""Who was told of what: nobody hears the same announcement twice, whichever issue carries it.

`Told` stands exactly for the copies that were or may have been handed over (`sending`, `sent`, `uncertain`). It is
written with the intent, in the same transaction, and taken back when the copy certainly did not go out. So a copy that
is still queued when its issue is stopped counts as not told, and one in doubt counts as told, until a person says that
it did not arrive. Of two issues that carry an announcement to somebody the unique index lets one write it; the other
passes its copy over.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Protocol

from django.db import connection

from publisher.models import IssueItem, Told
from publisher.newsletter.among import Among, one_of


class Recipient(Protocol):
    """One recipient's part of an issue."""

    @property
    def pk(self) -> int: ...

    @property
    def subscriber_id(self) -> int: ...


_WRITE = """
INSERT INTO publisher_told (subscriber_id, announcement_id, issue_id)
SELECT copy.subscriber_id, item.announcement_id, copy.issue_id
FROM publisher_copy AS copy JOIN publisher_issueitem AS item ON item.issue_id = copy.issue_id
WHERE copy.id {among}
ORDER BY copy.subscriber_id, item.announcement_id
ON CONFLICT DO NOTHING
"""
"""In one order, lest two workers deadlock."""


def write(copies: Collection[Recipient]) -> None:
    """Notes the recipients as told by their issue, each of whatever no other issue told them."""
    if copies:
        among, ids = one_of(copy.pk for copy in copies)
        with connection.cursor() as cursor:
            cursor.execute(_WRITE.format(among=among), [ids])


def take_back(issue_id: int, copies: Iterable[Recipient]) -> None:
    """These certainly did not get this issue."""
    people = [copy.subscriber_id for copy in copies]
    if people:
        Told.objects.filter(Among("subscriber_id", people), issue_id=issue_id).delete()


def by_others(issue_id: int, copies: Iterable[Recipient]) -> set[int]:
    """Those of the recipients whom other issues told all that this one says."""
    items = _items(issue_id)
    people = [copy.subscriber_id for copy in copies]
    found = Told.objects.filter(subscriber_id__in=people, announcement_id__in=items).exclude(issue_id=issue_id)
    heard = Counter(found.values_list("subscriber_id", flat=True))
    return {person for person, times in heard.items() if times == len(items)}


def _items(issue_id: int) -> list[int]:
    return list(IssueItem.objects.filter(issue_id=issue_id).values_list("announcement_id", flat=True))
