"""Who was told of what: nobody hears the same announcement twice, whichever issue carries it.

`Told` stands exactly for the copies that were or may have been handed over (`sending`, `sent`, `uncertain`). It is
written with the intent, in the same transaction, and taken back when the copy certainly did not go out. So a copy that
is still queued when its issue is stopped counts as not told, and one in doubt counts as told, until a person says that
it did not arrive. Of two issues that carry an announcement to somebody the unique index lets one write it; the other
passes its copy over.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from django.db import connection

from publisher.models import Issue, IssueItem, Told
from publisher.newsletter.among import Among, one_of


class Recipient(Protocol):
    """One recipient's part of an issue."""

    @property
    def pk(self) -> int: ...

    @property
    def subscriber_id(self) -> int: ...

    @property
    def language(self) -> str: ...


_WRITE = """
INSERT INTO publisher_told (subscriber_id, announcement_id, issue_id)
SELECT copy.subscriber_id, item.announcement_id, copy.issue_id
FROM publisher_copy AS copy JOIN publisher_issueitem AS item ON item.issue_id = copy.issue_id
WHERE copy.id {among}
ORDER BY copy.subscriber_id, item.announcement_id
ON CONFLICT DO NOTHING
"""
"""In one order, lest two workers deadlock. Of an issue without variants, where every copy says all of it."""


def write(issue_id: int, copies: Collection[Recipient], *, several: bool = True) -> None:
    """Notes the recipients as told by this issue, each of whatever no other issue told them.

    `several`: it says more than one thing; else there is no need to ask for variants.
    """
    if several and (variants := _variants(issue_id)):
        items = _items(issue_id, variants)
        ordered = sorted(copies, key=lambda copy: copy.subscriber_id)
        told = [
            Told(subscriber_id=copy.subscriber_id, announcement_id=item, issue_id=issue_id)
            for copy in ordered
            for item in sorted(items(copy))
        ]
        Told.objects.bulk_create(told, ignore_conflicts=True)
    elif copies:
        among, ids = one_of(copy.pk for copy in copies)
        with connection.cursor() as cursor:
            cursor.execute(_WRITE.format(among=among), [ids])


def take_back(issue_id: int, copies: Iterable[Recipient]) -> None:
    """These certainly did not get this issue."""
    people = [copy.subscriber_id for copy in copies]
    if people:
        Told.objects.filter(Among("subscriber_id", people), issue_id=issue_id).delete()


def by_others(issue_id: int, copies: Iterable[Recipient]) -> set[int]:
    """Those of the recipients whom other issues told something that their copy says.

    Of a digest, a copy leaves out what its reader had heard when the digest was frozen; who hears a part of the rest
    after that gets no copy of this one, so that nobody hears it twice.
    """
    items, found = _items(issue_id, _variants(issue_id)), list(copies)
    ours = IssueItem.objects.filter(issue_id=issue_id).values("announcement_id")
    people = [copy.subscriber_id for copy in found]
    theirs = Told.objects.filter(Among("subscriber_id", people), announcement_id__in=ours).exclude(issue_id=issue_id)
    heard = set(theirs.values_list("subscriber_id", "announcement_id"))
    return {copy.subscriber_id for copy in found if any((copy.subscriber_id, item) in heard for item in items(copy))}


def _variants(issue_id: int) -> dict[str, list[int]]:
    """Of a digest: the number of a variant -> its items."""
    found: dict[str, list[int]] = Issue.objects.values_list("variants", flat=True).get(pk=issue_id)
    return found


def _items(issue_id: int, variants: dict[str, list[int]]) -> Callable[[Recipient], list[int]]:
    """What a copy of this issue says: of a digest, the items of its variant."""
    every = list(IssueItem.objects.filter(issue_id=issue_id).values_list("announcement_id", flat=True))
    return lambda copy: variants.get(copy.language.partition(".")[2], every)
