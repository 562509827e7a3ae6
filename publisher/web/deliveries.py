"""Deliveries for people: each with its state in words, and when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from publisher.models import Announcement, Delivery, Issue
from publisher.newsletter.counts import in_doubt
from publisher.newsletter.progress import Progress, many
from publisher.standing import ACCOUNT, drifted, due_of, standing_of
from publisher.web.words import ACT_WORDS, DELIVERY_COLOURS, DELIVERY_WORDS, place_name

LEAVING = ("waiting", "ready", "publishing")
STUCK_WORD = lazy("Does not get out")
LOOK_WORD = lazy("Needs a look")
"""Of what is live: a green badge would say that all is well with it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery as the page shows it; `due` only while it is still to come. `doubts`: copies of it in doubt.

    `issue`: of a mailing that has begun, with its `progress`.
    `became` is what `publisher.web.became` adds on the announcement's own page.
    """

    delivery: Delivery
    title: str
    word: str
    colour: str
    due: datetime | None
    waits: str
    after: str
    reason: str
    todo: str
    doubts: int
    issue: Any = None
    became: Any = None


def deliveries_of(announcement: Announcement) -> list[Delivery]:
    """All of them with their accounts and what they come after, in one query."""
    related = announcement.deliveries.select_related(ACCOUNT, "after__account", "target", "reading", "take_down")
    return list(related.order_by("planned_at", "id"))


def shown(deliveries: Iterable[Delivery]) -> list[Sent]:
    """The same for the page."""
    rows = list(deliveries)
    doubts = in_doubt([delivery.pk for delivery in rows])
    begun = _issues([delivery.pk for delivery in rows if delivery.act == "mail"])
    return [_shown(delivery, doubts.get(delivery.pk, 0), begun.get(delivery.pk)) for delivery in rows]


@dataclass(frozen=True, slots=True)
class Begun:
    """A mailing that has begun."""

    issue: Issue
    progress: Progress


def _issues(mails: list[int]) -> dict[int, Begun]:
    """By the delivery; two queries where there is mail."""
    issues = list(Issue.objects.filter(delivery__in=mails)) if mails else []
    counts = many([issue.pk for issue in issues]) if issues else {}
    return {issue.delivery_id or 0: Begun(issue, counts.get(issue.pk, Progress())) for issue in issues}


def next_due(deliveries: Sequence[Delivery]) -> datetime | None:
    """When the first of those still to come is due; those that are stuck or wait for the tracker have no time."""
    coming = [d for d in deliveries if d.state in LEAVING and d.waits_for != "tracker" and not d.sending_at]
    due = [due_of(delivery) for delivery in coming if not standing_of(delivery).stuck]
    return min(due, default=None)


def waits_for_tracker(deliveries: Sequence[Delivery]) -> str:
    """The sentence when they wait for the tracker, else nothing."""
    return next((d.waits_note for d in deliveries if d.state in LEAVING and d.waits_for == "tracker"), "")


def _shown(delivery: Delivery, doubts: int, issue: Begun | None) -> Sent:
    standing = standing_of(delivery)
    leaving = delivery.state in ("waiting", "ready") and not standing.stuck
    word = STUCK_WORD if standing.stuck else LOOK_WORD if drifted(delivery) else DELIVERY_WORDS[delivery.state]
    return Sent(
        delivery=delivery,
        title=f"{ACT_WORDS[delivery.act]} · {place_name(str(delivery.account))}",
        word=str(word),
        colour="look" if standing.stuck or drifted(delivery) else DELIVERY_COLOURS[delivery.state],
        due=due_of(delivery) if leaving else None,
        waits=delivery.waits_note if leaving and delivery.waits_for else "",
        after=place_name(str(delivery.after.account)) if leaving and delivery.after else "",
        reason=standing.reason,
        todo=standing.todo,
        doubts=doubts,
        issue=issue,
    )
