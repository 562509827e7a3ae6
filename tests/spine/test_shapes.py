"""The shapes that had to be right in the first migration (design, points 1 to 8): the database itself keeps them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from publisher import trail, workflow
from publisher.models import (
    Account,
    Announcement,
    Copy,
    Decision,
    Delivery,
    Event,
    Issue,
    PersonalPart,
    Revision,
    StatusChange,
    Subject,
    Subscriber,
    Told,
    User,
)
from tests.pipeline.story import Tracker

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(tracker: Tracker) -> StatusChange:
    tracker.says("oh-3", "signed")
    tracker.poll()
    return StatusChange.objects.get()


@pytest.fixture
def revision(change: StatusChange) -> Revision:
    announcement = Announcement.objects.create()
    Subject.objects.create(announcement=announcement, change=change)
    return Revision.objects.create(announcement=announcement, number=1, manifest={}, digest="d", approval={})


def delivery(revision: Revision, **more: Any) -> Delivery:
    account, _ = Account.objects.get_or_create(channel="instagram", name="coalition")
    now = timezone.now()
    told = {"account": account, "act": "post", "not_before": now, "planned_at": now} | more
    return Delivery.objects.create(announcement=revision.announcement, revision=revision, **told)


def refused(make: Any, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


# 2. Subjects, decisions, deliveries


def test_a_change_is_in_one_live_news(revision: Revision, change: StatusChange) -> None:
    other = Announcement.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(announcement=other, change=change)
    workflow.move(revision.announcement, "rejected")
    assert Subject.objects.create(announcement=other, change=change).live_news


def test_subjects_have_an_order_without_doubles(revision: Revision, tracker: Tracker) -> None:
    tracker.says("oh-4", "signed")
    tracker.poll()
    second = StatusChange.objects.latest("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(announcement=revision.announcement, change=second, position=0)
    Subject.objects.create(announcement=revision.announcement, change=second, position=1)
    assert [subject.change for subject in revision.announcement.subjects.all()][1] == second


def test_one_decision_a_revision_and_person(revision: Revision, approver: User, second_approver: User) -> None:
    for user in (approver, second_approver):
        Decision.objects.create(revision=revision, by=user, verdict="approve", digest="d")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(revision=revision, by=approver, verdict="reject", digest="d")


def test_one_delivery_an_announcement_account_and_act(revision: Revision) -> None:
    delivery(revision)
    delivery(revision, act="mail")
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery(revision)


def test_one_correction_of_a_delivery_an_act_and_revision(revision: Revision) -> None:
    post = delivery(revision)
    delivery(revision, act="edit", target=post)
    later = Revision.objects.create(announcement=revision.announcement, number=2, manifest={}, digest="e", approval={})
    delivery(later, act="edit", target=post)
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery(later, act="edit", target=post)


def test_revisions_are_numbered_once(revision: Revision) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(announcement=revision.announcement, number=1, manifest={}, digest="x", approval={})


@pytest.mark.parametrize("state", ["waiting", "ready"])
def test_what_is_stamped_is_never_due(revision: Revision, state: str) -> None:
    refused(lambda: delivery(revision, state=state, sending_at=timezone.now()), "delivery_stamped_is_never_ready")


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("state", "sent", "delivery_state_known"),
        ("act", "reel", "delivery_act_known"),
        ("waits_for", "weather", "delivery_wait_known"),
    ],
)
def test_vocabularies_are_closed(revision: Revision, field: str, value: str, name: str) -> None:
    refused(lambda: delivery(revision, **{field: value}), name)


@pytest.mark.parametrize("origin", ["tracker", "person"])
def test_a_change_has_its_origin(change: StatusChange, origin: str) -> None:
    told = {"candidacy": change.candidacy, "before": "pending", "after": "signed", "seen_at": timezone.now()}
    refused(lambda: StatusChange.objects.create(origin=origin, **told), "change_has_its_origin")


# 4. The trail


def test_events_refuse_to_be_changed_or_removed(guarded_trail: None) -> None:
    workflow.move(Announcement.objects.create(), "in_review")
    event = Event.objects.get()
    for act in (lambda: Event.objects.update(role="admin"), event.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert Event.objects.get().role == ""


def test_persons_can_be_erased_and_the_chain_still_holds(comms: User) -> None:
    workflow.move(Announcement.objects.create(), "in_review", by=comms, personal={"reason": "words"})
    assert trail.seal() == 1
    PersonalPart.objects.all().delete()
    report = trail.verify()
    assert (report.ok, report.erased) == (True, 1)


# 6. A marker


def test_every_announcement_has_its_own_code() -> None:
    codes = {Announcement.objects.create().code for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 6 and not set(code) & set("01OIL") for code in codes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(code=codes.pop())


# 7. Told


@pytest.fixture
def subscriber() -> Subscriber:
    return Subscriber.objects.create(email="Reader@example.org", consent_source="form", consent_at=timezone.now())


def test_a_subscriber_is_told_once_whichever_issue_carries_it(revision: Revision, subscriber: Subscriber) -> None:
    first, second = (Issue.objects.create(compiled={}) for _ in range(2))
    Told.objects.create(subscriber=subscriber, announcement=revision.announcement, issue=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(subscriber=subscriber, announcement=revision.announcement, issue=second)


def test_one_copy_an_issue_and_subscriber(subscriber: Subscriber) -> None:
    issue = Issue.objects.create(compiled={})
    Copy.objects.create(issue=issue, subscriber=subscriber, language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.create(issue=issue, subscriber=subscriber, language="es")


def test_an_address_is_one_subscriber_whatever_its_capitals(subscriber: Subscriber) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.create(email="reader@EXAMPLE.org", consent_source="x", consent_at=timezone.now())


# 8. One installation, one coalition


def test_an_account_stands_once() -> None:
    Account.objects.create(channel="instagram", name="coalition")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(channel="instagram", name="coalition")


def test_no_table_knows_a_tenant() -> None:
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("publisher_")]
        columns = {c.name for t in tables for c in connection.introspection.get_table_description(cursor, t)}
    assert tables
    assert not [column for column in columns if "tenant" in column or "coalition" in column]


def test_a_lease_tells_whether_somebody_is_at_it() -> None:
    now = timezone.now()
    account = Account(channel="instagram", name="a", lease_until=now)
    assert not account.leased(now)
    assert account.leased(now - timedelta(seconds=1))
