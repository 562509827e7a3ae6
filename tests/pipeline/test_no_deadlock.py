"""PostgreSQL: two that hold each a part of the same do not wait for each other for ever."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from publisher import unsent, workflow
from publisher.accounts import resuming
from publisher.accounts.pausing import pause
from publisher.channels.errors import NeedsHuman, Unknown
from publisher.models import Account, Announcement, Delivery, RowVersion, User
from publisher.pipeline import decide, publish, takedown
from publisher.truth import already
from tests.pipeline.story import Stage, drafted, only, work

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="in SQLite one transaction writes at a time"),
]


def test_a_poll_that_corrects_a_row_ends_beside_an_approval(stage: Stage) -> None:
    made = drafted(stage.tracker)
    row = RowVersion.objects.filter(candidacy__isnull=False).first()
    assert row
    has_news, may_end, failed = threading.Event(), threading.Event(), []

    def poll() -> None:
        """As a poll does that moves a row without another status: the announcement first, its candidacy's rows then."""
        try:
            with transaction.atomic():
                list(Announcement.objects.filter(pk=made.pk).select_for_update())
                RowVersion.objects.filter(pk=row.pk).update(candidacy=made.subjects.get().change.candidacy)
                RowVersion.objects.create(
                    source=row.source, key="beside", candidacy=row.candidacy, digest="0" * 64, raw={}, understood={},
                    status="pending", first_poll=row.first_poll, first_seen=row.first_seen,
                )  # fmt: skip
                has_news.set()
                may_end.wait(5)
        except Exception as cause:
            failed.append(cause)
        finally:
            connection.close()

    with transaction.atomic():
        already.lock(made.pk)
        thread = threading.Thread(target=poll)
        thread.start()
        has_news.wait(5)
        may_end.set()
        list(Announcement.objects.filter(pk=made.pk).select_for_update())
    thread.join(10)
    assert failed == []


def beside(act: Callable[[], Any], failed: list[Exception]) -> threading.Thread:
    """Does it in a thread of its own, with a connection of its own; what it raises is kept."""

    def run() -> None:
        try:
            act()
        except Exception as cause:
            failed.append(cause)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def first_then(patched: pytest.MonkeyPatch, place: Any, name: str, before: Callable[[], Any]) -> None:
    """The first call of that function comes after `before`."""
    real, called = getattr(place, name), threading.Event()

    def waits(*given: Any, **named: Any) -> Any:
        if not called.is_set():
            called.set()
            before()
        return real(*given, **named)

    patched.setattr(place, name, waits)


def test_an_answer_that_pauses_and_a_resume_end_beside_each_other(stage: Stage, monkeypatch: Any) -> None:
    """The person resumes a pause of their own while the worker puts down that the account is blocked."""
    made, failed = stage.approved(), list[Exception]()
    in_doubt, resuming_now = threading.Event(), threading.Event()

    def blocked(*_: Any) -> Any:
        pause(stage.account, "A person pauses it.", "Resume it.", kind="person")
        raise Unknown("It was sent, but Instagram blocked it.", pauses=NeedsHuman("Blocked.", "Wait.", "feedback"))

    monkeypatch.setattr(publish, "send", blocked)
    first_then(monkeypatch, unsent, "stop", lambda: (in_doubt.set(), resuming_now.wait(3), time.sleep(0.3)))
    first_then(monkeypatch, resuming, "_refuse_blocked", lambda: (resuming_now.set(), time.sleep(0.3)))
    worker = beside(work, failed)
    in_doubt.wait(10)
    person = beside(lambda: resuming.resume(stage.account, by=stage.approver, forced="We looked."), failed)
    person.join(20)
    worker.join(20)
    assert (failed, only(made).state) == ([], "uncertain")


def test_a_taking_down_and_one_more_wish_for_it_end_beside_each_other(stage: Stage, monkeypatch: Any) -> None:
    made, failed = stage.approved(), list[Exception]()
    work()
    takedown.take_down(made.pk, by=stage.approver, reason="Wrong.")
    down, asking = threading.Event(), threading.Event()
    first_then(monkeypatch, workflow, "move", lambda: (down.set(), asking.wait(3), time.sleep(0.3)))
    first_then(monkeypatch, takedown, "_ask", lambda: (asking.set(), time.sleep(0.6)))
    worker = beside(lambda: takedown.carry_out(only(made).pk), failed)
    down.wait(10)
    person = beside(lambda: takedown.take_down(made.pk, by=stage.approver, reason="Again."), failed)
    person.join(20)
    worker.join(20)
    assert (failed, "deadlock" in only(made).reason) == ([], False)
    takedown.carry_out(only(made).pk)
    assert only(made).state == "taken_down"


def test_a_stop_and_a_resume_take_the_same_deliveries_in_one_order(
    stage: Stage, comms: User, settings: Any, monkeypatch: Any
) -> None:
    settings.STORIES = True
    made, failed = stage.approved(), list[Exception]()
    post, story = only(made), only(made, "story")
    for one in (story, post):  # in the table the post stands behind its story now
        Delivery.objects.filter(pk=one.pk).update(state="uncertain", sending_at=one.planned_at)
    pause(stage.account, "Crisis.", "Call.", kind="person")
    with transaction.atomic():
        list(Delivery.objects.filter(pk=story.pk).select_for_update(of=("self",)))
        stopping = beside(lambda: decide.stop(made.pk, by=comms, reason="Wrong."), failed)
        time.sleep(0.7)
        going_on = beside(lambda: resuming.resume(stage.account, by=stage.approver), failed)
        time.sleep(0.7)
    stopping.join(20)
    going_on.join(20)
    assert failed == []


@pytest.mark.parametrize("asks", [False, True], ids=["not_stamped", "it_wants_a_person"])
def test_what_comes_back_while_somebody_resumes_does_not_stay_paused(
    stage: Stage, monkeypatch: Any, asks: bool
) -> None:
    """The worker has read that the account is paused when it is resumed: nobody would resume it a second time."""
    made, failed, threads = stage.approved(), list[Exception](), list[threading.Thread]()
    real = publish.ask

    def paused_first(delivery: Delivery) -> Any:
        pause(stage.account, "A person pauses it.", "Resume it.", kind="person")
        monkeypatch.setattr(publish, "ask", real)
        if asks:
            raise NeedsHuman("It asks for a code.", "Give it.", "code")
        return real(delivery)

    def resumed() -> None:
        threads.append(beside(lambda: resuming.resume(stage.account, by=stage.approver, forced="Seen."), failed))
        threads[0].join(1)

    monkeypatch.setattr(publish, "ask", paused_first)
    first_then(monkeypatch, unsent if asks else publish, "back", resumed)
    work()
    threads[0].join(20)
    assert failed == []
    if not Account.objects.get(pk=stage.account.pk).paused_at:
        assert only(made).state in ("ready", "published")


def test_a_receipt_ends_beside_a_resume(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paused while it was being sent, and resumed in the moment of its receipt, where something was refused before."""
    made, failed = stage.approved(), list[Exception]()
    Account.objects.update(refusals=1)
    has_it, resumes, send = threading.Event(), threading.Event(), publish.send

    def paused_meanwhile(*what: Any) -> Any:
        pause(stage.account, "Crisis.", "Call.", kind="person")
        return send(*what)

    monkeypatch.setattr(publish, "send", paused_meanwhile)
    first_then(monkeypatch, publish, "turned_up", lambda: (has_it.set(), resumes.wait(1), time.sleep(0.5)))
    first_then(monkeypatch, resuming, "_held_still", resumes.set)
    worker = beside(work, failed)
    assert has_it.wait(20)
    person = beside(lambda: resuming.resume(stage.account, by=stage.approver), failed)
    person.join(20)
    worker.join(30)
    assert (failed, only(made).state) == ([], "published")
