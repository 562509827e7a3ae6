"""Who was told of what: nobody hears the same announcement twice, whichever issue carries it.

`Told` stands exactly for the copies that were or may have been handed over (`sending`, `sent`, `uncertain`). It is
written with the intent, in the same transaction, and taken back when the copy certainly did not go out. So a copy that
is still queued when its issue is stopped counts as not told, and one in doubt counts as told, until a person says that
it did not arrive. Of two issues that carry an announcement to somebody the unique index lets one write it; the other
passes its copy over.
"""

from collections.abc import Callable, Iterable

from publisher.models import Copy, IssueItem, Told


def write(issue_id: int, copies: Iterable[Copy]) -> None:
    """Notes the recipients as told by this issue, each of whatever no other issue told them."""
    items = _items(issue_id)
    Told.objects.bulk_create(
        [
            Told(subscriber_id=copy.subscriber_id, announcement_id=item, issue_id=issue_id)
            for copy in sorted(copies, key=lambda copy: copy.subscriber_id)  # in one order, lest two workers deadlock
            for item in items(copy)
        ],
        ignore_conflicts=True,
    )


def take_back(issue_id: int, copies: Iterable[Copy]) -> None:
    """These certainly did not get this issue."""
    people = [copy.subscriber_id for copy in copies]
    if people:
        Told.objects.filter(issue_id=issue_id, subscriber_id__in=people).delete()


def by_others(issue_id: int, copies: Iterable[Copy]) -> set[int]:
    """Those of the recipients whom other issues told something that their copy says.

    Of a digest, a copy leaves out what its reader had heard when the digest was frozen; who hears a part of the rest
    after that gets no copy of this one, so that nobody hears it twice.
    """
    items, found = _items(issue_id), list(copies)
    ours = IssueItem.objects.filter(issue_id=issue_id).values("announcement_id")
    theirs = Told.objects.filter(subscriber_id__in=[copy.subscriber_id for copy in found], announcement_id__in=ours)
    heard = set(theirs.exclude(issue_id=issue_id).values_list("subscriber_id", "announcement_id"))
    return {copy.subscriber_id for copy in found if any((copy.subscriber_id, item) in heard for item in items(copy))}


def _items(issue_id: int) -> Callable[[Copy], list[int]]:
    """What a copy of this issue says: of a digest, the items of its variant."""
    rows = IssueItem.objects.filter(issue_id=issue_id).values_list("announcement_id", "issue__variants")
    every = [announcement for announcement, _variants in rows]
    variants: dict[str, list[int]] = next((variants for _announcement, variants in rows), {})
    return lambda copy: variants.get(copy.language.partition(".")[2], every)
