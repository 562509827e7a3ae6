"""Several workers and several issues at once: nobody is mailed twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from publisher import workflow
from publisher.models import Copy, Issue, Told
from publisher.newsletter.drain import LEAST, drain, sweep_copies
from publisher.newsletter.issue import freeze
from publisher.newsletter.subscriptions import unsubscribe
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import approved, claimed, frozen, people, received, states


def together(*acts: Any) -> None:
    """Runs all of them at once, each in a thread with a connection of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        start.wait(5)
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_of_many_drains_at_once_each_recipient_gets_one_mail(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    monkeypatch.setattr("publisher.newsletter.claimed.CLAIM", LEAST * 2)
    issue = frozen(90)
    together(*[lambda: drain(issue.pk)] * 3)
    assert states(issue) == {"sent": 90}
    assert set(received(mailbox).values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_of_two_issues_with_the_same_news_each_recipient_gets_one(mailbox: MailboxSandbox) -> None:
    people(LEAST * 3)
    announcement = approved()
    first, second = (freeze(claimed(announcement, account)) for account in ("main", "second"))
    together(lambda: drain(first.pk), lambda: drain(second.pk))
    assert set(received(mailbox).values()) == {1}
    assert received(mailbox).total() == LEAST * 3
    assert states(first) + states(second) == {"sent": LEAST * 3, "skipped": LEAST * 3}


@pytest.mark.django_db(transaction=True)
def test_freezing_twice_at_once_makes_one_issue() -> None:
    people(5)
    delivery = claimed()
    together(lambda: freeze(delivery), lambda: freeze(delivery))
    assert (Issue.objects.count(), Copy.objects.count()) == (1, 5)


@pytest.mark.django_db(transaction=True)
def test_a_pause_and_leaving_while_two_drain_are_kept(mailbox: MailboxSandbox) -> None:
    issue = frozen(LEAST * 6)
    leavers = [copy.subscriber for copy in Copy.objects.select_related("subscriber").order_by("-id")[:5]]

    def interfere() -> None:
        for person in leavers:
            unsubscribe(person.token)
        workflow.move(Issue.objects.get(), "paused")

    together(lambda: drain(issue.pk), lambda: drain(issue.pk), interfere)
    sent = states(issue)["sent"]
    assert received(mailbox).total() == sent
    assert Told.objects.count() == sent
    assert set(states(issue)) <= {"sent", "queued", "skipped"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction writes at a time: nothing can lock a row")
def test_the_sweeper_passes_over_a_copy_whose_worker_is_just_writing_its_result() -> None:
    frozen(2)
    Copy.objects.update(state="sending", lease_until=timezone.now() - timedelta(hours=1))
    first = Copy.objects.order_by("id").first()
    with transaction.atomic():
        Copy.objects.filter(pk=first.pk).update(state="sent", lease_until=None)
        together(sweep_copies)
    assert list(Copy.objects.order_by("id").values_list("state", flat=True)) == ["sent", "uncertain"]


@pytest.mark.django_db
def test_an_issue_that_was_stopped_keeps_nobody_from_hearing_it_elsewhere(mailbox: MailboxSandbox) -> None:
    people(3)
    announcement = approved()
    workflow.move(freeze(claimed(announcement)), "cancelled")
    assert drain(freeze(claimed(announcement, "second")).pk).sent == 3
