"""The whole main job by itself: a candidate signs, a person approves, it is posted and mailed; then count."""

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Q

from publisher.demo.seed import PEOPLE
from publisher.demo.stand_ins import StandIns
from publisher.models import Announcement, Role, Subscriber, User
from publisher.pipeline import decide
from publisher.showing import show

SIGNER = "lee-placeholder"
SECONDS = 60.0
T = TypeVar("T")


class TookTooLong(Exception):
    """Something that should have happened did not; the text says what."""


def story(stand_ins: StandIns, base_url: str, tend: Callable[[], bool]) -> dict[str, Any]:
    """Plays it through and gives what the stand-ins counted. `tend` keeps the processes alive meanwhile."""
    started = time.monotonic()
    _sign(stand_ins.tracker.url)
    found = _await("the change on the tracker was not drafted", _in_review, tend)
    approver = User.objects.get(email=PEOPLE[Role.APPROVER][0])
    assert found.revision is not None
    decide.approve(found.pk, by=approver, digest=found.revision.digest)
    _await("the announcement did not go live", lambda: _all_live(found), tend)
    document = show(Announcement.objects.select_related("revision").get(pk=found.pk))
    counts = stand_ins.counts()
    near = Q(own_state_only=False) | Q(us_state__in=[one["state"] for one in found.revision.manifest["subjects"]])
    expected = Subscriber.objects.filter(near, state="active", rhythm="at_once").count()
    return {
        "ok": counts == {"posts": 1, "mails": expected, "duplicates": 0},
        **counts,
        "subscribers_at_once": expected,
        "public_page": _status(f"{base_url}/a/{found.code}"),
        "seconds": round(time.monotonic() - started, 1),
        "announcement": document,
    }


def _sign(tracker: str) -> None:
    body = json.dumps({"status": "signed"}).encode()
    request = urllib.request.Request(  # noqa: S310 - our own loopback server
        f"{tracker}/api/candidates/{SIGNER}", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310


def _in_review() -> Announcement | None:
    return Announcement.objects.select_related("revision").filter(state="in_review").first()


def _all_live(announcement: Announcement) -> bool:
    states = set(announcement.deliveries.values_list("state", flat=True))
    return states == {"published"}


def _await(what: str, ready: Callable[[], T | None], tend: Callable[[], bool]) -> T:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and tend():
        if found := ready():
            return found
        time.sleep(0.1)
    raise TookTooLong(f"Within {SECONDS:.0f} seconds {what}. The messages above say why.")


def _status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        return int(answer.status)
