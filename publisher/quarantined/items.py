"""Everything that lies in quarantine, oldest first, and finding one by its name: `poll:7`, `row:12`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from publisher.errors import Refusal
from publisher.models import Poll, QuarantinedRow, Source
from publisher.tracker.values import RULE_WORDS, Rule

OPEN = ("quarantined", "open")


@dataclass(frozen=True, slots=True)
class Item:
    """A poll or a row in quarantine. `what` is its rule in words; `who` names the row as far as it can be read."""

    kind: str
    pk: int
    source: Source
    since: datetime
    state: str
    rule: str
    what: str
    who: str
    reason: str

    @property
    def ref(self) -> str:
        """Its name in commands."""
        return f"{self.kind}:{self.pk}"

    @property
    def open(self) -> bool:
        """True while somebody has to decide."""
        return self.state in OPEN


def listed(source: str = "") -> list[Item]:
    """What is open now, oldest first, in two queries; of one source if named."""
    found_polls = polls().filter(state="quarantined").defer("details")
    found_rows = QuarantinedRow.objects.filter(state="open").select_related("source").defer("raw", "data")
    if source:
        found_polls, found_rows = found_polls.filter(source__name=source), found_rows.filter(source__name=source)
    items = [*map(item_of, found_polls), *map(item_of, found_rows)]
    return sorted(items, key=lambda item: (item.since, item.kind, item.pk))


def count() -> int:
    """How many are open, in one query."""
    open_polls = Poll.objects.filter(state="quarantined").order_by().values("pk")
    open_rows = QuarantinedRow.objects.filter(state="open").order_by().values("pk")
    return open_polls.union(open_rows, all=True).count()


def polls() -> QuerySet[Poll]:
    """Polls that are or were quarantined."""
    cleared = Q(state="accepted", accepted_by__isnull=False)
    return Poll.objects.filter(cleared | Q(state__in=("quarantined", "healed", "ignored"))).select_related(
        "source", "accepted_by", "healed_by"
    )


def rows() -> QuerySet[QuarantinedRow]:
    """Rows that are or were quarantined, with all that a page about one shows."""
    return QuarantinedRow.objects.select_related("source", "before", "candidacy__person", "closed_by")


def find(ref: str) -> Poll | QuarantinedRow:
    """By its name, open or not. Raises `Refusal`."""
    kind, _colon, number = ref.strip().partition(":")
    found: Poll | QuarantinedRow | None = None
    if number.isdecimal() and len(number) <= 18:
        if kind == "poll":
            found = polls().filter(pk=int(number)).first()
        elif kind == "row":
            found = rows().filter(pk=int(number)).first()
    if found is None:
        raise Refusal(f"Nothing in quarantine is called {ref!r}. `publisher quarantine list` shows what is.", "missing")
    return found


def item_of(found: Poll | QuarantinedRow) -> Item:
    """The short form of either."""
    if isinstance(found, Poll):
        kind, since, who = "poll", found.started_at, ""
    else:
        kind, since, who = "row", found.opened_at, found.name or found.key
    return Item(kind, found.pk, found.source, since, found.state, found.rule, what(found.rule), who, found.reason)


def what(rule: str) -> str:
    """A rule in words; of a poll that was put aside before rules had names, that it cannot be trusted."""
    known = rule in set(Rule)
    return _(RULE_WORDS[Rule(rule)]) if known else _("the read cannot be trusted")
