"""Staff are told by mail, once, of what waits for a person."""

import pytest
from django.core import mail

from publisher.models import Announcement, Delivery, User
from publisher.pipeline import by_hand
from tests.pipeline.story import Stage, Tracker, approve, drafted, only, work

HAND = "To be done by hand: "


def told(user: User) -> list[str]:
    """The subjects of what they were mailed, in order."""
    work()
    return [message.subject for message in mail.outbox if message.to == [user.email]]


def test_who_may_post_by_hand_is_told_once(
    quick_pictures: None, tracker: Tracker, approver: User, comms: User, organizer: User
) -> None:
    made = approve(drafted(tracker), approver)
    assert [subject for subject in told(comms) if subject.startswith(HAND)] == [f"{HAND}Maxima Example"]
    (message,) = [found for found in mail.outbox if found.to == [comms.email] and found.subject.startswith(HAND)]
    assert f"/announcements/{made.pk}/" in message.body
    assert "A person posts this by hand." in message.body
    by_hand.give_back(by_hand.take(only(made).pk, by=comms).pk, by=comms)
    assert sum(subject.startswith(HAND) for subject in told(comms)) == 1
    assert sum(subject.startswith(HAND) for subject in told(approver)) == 1
    assert not any(subject.startswith(HAND) for subject in told(organizer))


@pytest.fixture
def in_doubt(stage: Stage, tracker: Tracker) -> Announcement:
    """Its answer was lost and it is not in the list."""
    stage.sandbox.fault("drop")
    made = approve(drafted(tracker), stage.approver)
    work()
    assert only(made).state == "uncertain"
    return made


def test_of_one_in_doubt_approvers_are_told_when_nobody_looks_for_it_any_more(
    stage: Stage, in_doubt: Announcement, comms: User
) -> None:
    assert not any(subject.startswith("Is it there?") for subject in told(stage.approver))
    Delivery.objects.filter(pk=only(in_doubt).pk).update(next_look_at=None)
    assert sum(subject.startswith("Is it there?") for subject in told(stage.approver)) == 1
    assert not any(subject.startswith("Is it there?") for subject in told(comms))
