"""Counting: what the sandbox received, beside what the database says."""

import json
import re
import urllib.request
from collections import Counter
from typing import Any

from django.db.models import QuerySet

from publisher.models import Delivery, Event
from publisher.sandbox.sameness import code_of, repeats, wording
from tests.chaos.killer import Killer
from tests.chaos.plan import Outcome

STILL_COMING = ("waiting", "ready", "publishing", "uncertain", "failed")
"""States in which nobody claims that it was posted. A storm waits until only the last two of them are left."""
SETTLED = ("published", "uncertain", "failed")


def name(delivery: Delivery) -> str:
    """A delivery as it is listed."""
    return f"{delivery.announcement.code} on {delivery.account.name}"


def posts(endpoint: str) -> Counter[str]:
    """How often each announcement stands on each account, by GET /sandbox/state; deleted posts count too."""
    return Counter(map(_named, _posted(endpoint)))


def twice(endpoint: str) -> list[str]:
    """Which announcements stand more than once on an account, or say there what another has said before."""
    told = _posted(endpoint)
    alike = repeats([(post["account"], wording(post["caption"]))] for post in told)
    often = [what for what, times in Counter(map(_named, told)).items() if times > 1]
    return sorted({*often, *(_named(told[place]) for place in alike)})


def in_doubt(endpoint: str) -> list[Delivery]:
    """Deliveries that are uncertain and that the sandbox has not got: only a person can settle these."""
    there = posts(endpoint)
    return [delivery for delivery in _all().filter(state="uncertain") if not there[name(delivery)]]


def settled(endpoint: str) -> bool:
    """True when every delivery is published, failed, or uncertain without a post to be found."""
    if Delivery.objects.exclude(state__in=SETTLED).exists():
        return False
    # Without a stamp (a control run) nobody looks.
    looked_for = Delivery.objects.filter(state="uncertain", sending_at__isnull=False).count()
    return looked_for == sum(delivery.sending_at is not None for delivery in in_doubt(endpoint))


def parked(endpoint: str) -> dict[str, int]:
    """How many wait for a person, by all that staff read beside them. Raises AssertionError for an untrue word."""
    waiting = [*in_doubt(endpoint), *_all().filter(state="failed")]
    there = posts(endpoint)
    assert not [name(one) for one in waiting if one.state == "failed" and there[name(one)]], "Called failed, and live."
    told = Counter(f"{one.state}: {re.sub('[0-9]{4,}', '…', one.reason)}" for one in waiting)
    return dict(told.most_common())


def duplicates(endpoint: str) -> int:
    """How many announcements stand more than once on an account, or say there what another has said before."""
    return len(twice(endpoint))


def count(endpoint: str, killer: Killer, uncertain: list[str], resent: int, seconds: float) -> Outcome:
    """The outcome as it is now, with the doubts that there were before a person settled them."""
    there, deliveries = posts(endpoint), list(_all())
    expected = {name(delivery): delivery.state for delivery in deliveries}
    return Outcome(
        deliveries=len(deliveries),
        published=sum(state == "published" for state in expected.values()) - resent,
        uncertain=uncertain,
        posts=there.total(),
        twice=twice(endpoint),
        lost=sorted(what for what, state in expected.items() if not there[what] and state not in STILL_COMING),
        strange=sorted(set(there) - set(expected)),
        doubted=Event.objects.filter(kind="delivery", after="uncertain").values("object_id").distinct().count(),
        resent=resent,
        hits=dict(killer.hits),
        children=killer.children,
        workers=killer.workers,
        seconds=seconds,
        struck=sum(_state(endpoint)["struck"].values()),
    )


def what_is_open() -> str:
    """Every delivery that is not published, with its reason: for whoever reads a failure."""
    rows = _all().exclude(state="published")
    return "\n".join(f"{name(row)}: {row.state}, {row.attempts} attempts. {row.reason}" for row in rows)


def _all() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("announcement", "account")


def _posted(endpoint: str) -> list[dict[str, Any]]:
    """Every post, the oldest first."""
    told: list[dict[str, Any]] = _state(endpoint)["posts"]
    return told[::-1]


def _state(endpoint: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{endpoint}/sandbox/state", timeout=30) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def _named(post: dict[str, Any]) -> str:
    return f"{code_of(post['caption']) or 'nothing'} on {post['account']}"
