"""The copies of a digest: each reader gets the items that they want and have not heard, and no copy if there is none.

Most readers get all of it, and theirs are written down in one statement. Who gets less has a variant: the same mail
with the other items left out, compiled once for all who get it.
"""

from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from publisher.models import Copy, Delivery, Issue, Subscriber, Told
from publisher.newsletter.carried import Item, items_of
from publisher.newsletter.recipients import of_delivery

MOST = 60
"""Items in one digest: a reader's part of it is a number of so many binary digits."""
AT_ONCE = 2000
"""Copies written down in one statement where each differs."""
COLUMNS = "issue_id, subscriber_id, language, state, claimed_by, attempts, reply"


def write_down(issue: Issue, delivery: Delivery, languages: list[str]) -> dict[str, list[int]]:
    """A copy for everybody who hears something by it; gives the items of each variant that there is."""
    items = items_of(delivery.revision)
    readers = _readers(delivery, items, languages)
    every = (1 << len(items)) - 1
    rows = readers.filter(part=every).values_list(
        Value(issue.pk), "pk", "theirs", Value("queued"), Value(""), Value(0), Value("")
    )
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO publisher_copy ({COLUMNS}) {statement}", values)
    variants: dict[int, str] = {}
    others = readers.exclude(part__in=(0, every)).values_list("pk", "theirs", "part").iterator(AT_ONCE)
    while some := list(islice(others, AT_ONCE)):
        Copy.objects.bulk_create(
            Copy(issue=issue, subscriber_id=pk, language=f"{language}.{_named(variants, part)}")
            for pk, language, part in some
        )
    return {
        name: [item.announcement for at, item in enumerate(items) if part >> at & 1] for part, name in variants.items()
    }


def _named(variants: dict[int, str], part: int) -> str:
    return variants.setdefault(part, str(len(variants) + 1))


def _readers(delivery: Delivery, items: list[Item], languages: list[str]) -> QuerySet[Any]:
    """Who wants it, with `theirs` (the language) and `part` (a binary digit for each item that they hear)."""
    theirs = Case(When(language__in=languages, then=F("language")), default=Value(languages[0]))
    part: Expression = Value(0, output_field=BigIntegerField())
    for at, item in enumerate(items):
        hears = Case(When(_hears(item), then=Value(1 << at)), default=Value(0), output_field=BigIntegerField())
        part = part + hears if at else hears
    wanting = Subscriber.objects.filter(of_delivery(delivery))
    return wanting.annotate(theirs=theirs, part=part).order_by("pk")


def _hears(item: Item) -> Q:
    """Of their place, out since they are on the list, and told them by no other issue."""
    near = Q(own_state_only=False) | Q(us_state=item.us_state)
    told = Exists(Told.objects.filter(subscriber=OuterRef("pk"), announcement=item.announcement))
    return near & Q(consent_at__lt=item.live_at) & ~Q(told)
