"""Webhook, form, API, command and poll report the same signature, in any order and at once: one announcement."""

import itertools
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from publisher.__main__ import run
from publisher.models import Announcement, SourceKey, StatusChange, Subject, TriggerKey, User
from publisher.pipeline import draft, listen, observe
from tasks import facts
from tests.api.conftest import EVIDENCE, Program, report
from tests.api.test_hooks import post, signed
from tests.pipeline.story import Tracker

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = ("webhook", "form", "api", "command", "poll")
ORDERS = list(itertools.permutations(WAYS))[::6]
Ways = Callable[[str], dict[str, Callable[[], object]]]


@pytest.fixture
def tracker(db: None, tmp_path: Path) -> Tracker:
    """The story's four candidates and one more for each order, all pending; the baseline is taken."""
    made = Tracker(tmp_path / "tracker.csv")
    for number in range(len(ORDERS)):
        name = f"Sample Person{chr(ord('a') + number)}"
        made.rows[f"oh-{100 + number}"] = made.rows["oh-3"] | {
            "id": f"oh-{100 + number}",
            "name": name,
            "district": "5",
        }
    made.save()
    made.add()
    made.poll()
    return made


@pytest.fixture
def ways(
    tracker: Tracker, program: Program, organizer: User, comms: User, approver: User, quick_pictures: None
) -> Ways:
    """For a candidate's key: each way in which the signature is reported, by different people."""
    secret = listen.new_secret(tracker.source)[1]

    def of(key: str) -> dict[str, Callable[[], object]]:
        number = SourceKey.objects.get(key=key).candidacy_id
        browser = Client()
        browser.force_login(comms)

        def hook() -> None:
            assert post(signed(secret, f"msg-{key}")).status_code == 204
            facts.reread(tracker.source.pk)

        return {
            "webhook": hook,
            "form": lambda: (
                browser.post(
                    "/announce/",
                    {"candidate": number, "status": "signed", "evidence_url": EVIDENCE, "key": f"form-{key}"},
                ).status_code
                in (303, 409)
            ),
            "api": lambda: program.post(report(number), key=f"api-{key}").status_code in (201, 409),
            "command": lambda: (
                run(["announce", key, "--status", "signed", "--evidence", EVIDENCE, "--as", approver.email]) in (0, 1)
            ),
            "poll": lambda: observe.poll(tracker.source.pk),
        }

    return of


def settle(tracker: Tracker) -> None:
    """All that comes later: reads of the tracker, and a round of drafting."""
    type(tracker.source).objects.update(read_at=timezone.now() - timedelta(minutes=1))
    for _ in range(3):
        tracker.poll()
    draft.draft_new()


def told(key: str) -> tuple[int, int]:
    """How many facts there are of this candidate's, and how many announcements."""
    number = SourceKey.objects.get(key=key).candidacy_id
    return (
        StatusChange.objects.filter(candidacy_id=number).count(),
        Subject.objects.filter(change__candidacy_id=number).values("announcement").distinct().count(),
    )


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Runs them in threads that start together; gives what they answered, and no error."""
    start, answers = threading.Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            answers.append(act())
        except BaseException as cause:
            answers.append(cause)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert False not in answers
    return answers


def test_in_any_order_one_announcement(tracker: Tracker, ways: Ways) -> None:
    for number, order in enumerate(ORDERS):
        key = f"oh-{100 + number}"
        tracker.says(key)
        acts = ways(key)
        for way in order:
            acts[way]()
        settle(tracker)
        assert told(key) == (1, 1), order


@pytest.mark.parametrize("key", ["oh-3", "oh-4", "wy-0", "tx-7"])
def test_at_once_one_announcement(tracker: Tracker, ways: Ways, key: str) -> None:
    tracker.says(key)
    at_once(list(ways(key).values()))
    settle(tracker)
    assert told(key) == (1, 1)


def test_one_report_sent_many_times_at_once_has_one_answer(tracker: Tracker, program: Program) -> None:
    answers = at_once([lambda: program.post(report()).content] * 6)
    assert len({json.loads(str(answer, "utf-8"))["id"] for answer in answers if isinstance(answer, bytes)}) == 1
    assert (Announcement.objects.count(), TriggerKey.objects.count()) == (1, 1)


def test_one_message_sent_many_times_at_once_is_heard_once(tracker: Tracker) -> None:
    secret = listen.new_secret(tracker.source)[1]
    heard: list[Any] = at_once([lambda: listen.hear(tracker.source, b"{}", signed(secret, body=b"{}")) or "again"] * 6)
    assert sorted(heard, key=str) == [True, *["again"] * 5]
