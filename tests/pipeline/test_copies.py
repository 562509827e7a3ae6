"""Copies in doubt: a person says what became of them; nobody is mailed twice without that, nor told of it wrongly."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from publisher.errors import Refusal
from publisher.models import Copy, Event, Issue, User
from publisher.newsletter.issue import freeze
from publisher.pipeline import copies
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import approved, claimed, mailbox, received, states
from tests.newsletter.test_drain_together import together
from tests.pipeline.mailed import LOOKED, age, doubtful, doubts, of, those, told
from tests.pipeline.story import work

__all__ = ["doubtful", "mailbox"]
pytestmark = pytest.mark.django_db


def test_a_doubt_is_told_with_what_to_do(doubtful: Issue) -> None:
    assert of(doubtful).reason == "Copies: 2 sent, 2 uncertain, 0 refused."
    assert "say whether they arrived" in of(doubtful).todo


def test_what_arrived_is_sent_and_nobody_is_mailed_again(
    doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    assert copies.it_arrived(doubtful.pk, doubts(), by=approver) == 2
    work()
    assert states(doubtful) == {"sent": 4}
    assert set(received(mailbox).values()) == {1}
    assert told() == those("sent")
    assert (of(doubtful).reason, of(doubtful).todo) == ("", "")


def test_what_did_not_arrive_goes_out_once_more(doubtful: Issue, mailbox: MailboxSandbox, approver: User) -> None:
    one, other = doubts()
    assert copies.send_again(doubtful.pk, [one], by=approver, reason=LOOKED) == 1
    assert of(doubtful).reason == "Copies: 2 sent, 1 to be sent again, 1 uncertain, 0 refused."
    assert told() == those("sent", "uncertain")
    work()
    work()
    assert (Copy.objects.get(pk=one).state, Copy.objects.get(pk=one).attempts) == ("sent", 1)
    assert Copy.objects.get(pk=other).state == "uncertain"  # of which nobody said anything
    assert received(mailbox) == {f"reader{n}@readers.example": 1 + (n == 2) for n in range(1, 5)}
    assert told() == those("sent", "uncertain")
    assert of(doubtful).reason == "Copies: 3 sent, 1 uncertain, 0 refused."


def test_by_itself_nothing_in_doubt_is_sent_again(doubtful: Issue, mailbox: MailboxSandbox) -> None:
    work()
    copies.carry_on(doubtful.pk)
    assert states(doubtful) == {"sent": 2, "uncertain": 2}
    assert set(received(mailbox).values()) == {1}


@pytest.mark.parametrize(("act", "what"), [(copies.it_arrived, "copies_arrived"), (copies.send_again, "copies_again")])
def test_the_trail_says_who_said_it_of_which_and_why(
    doubtful: Issue, approver: User, act: Callable[..., int], what: str
) -> None:
    chosen = doubts()
    act(doubtful.pk, chosen, by=approver, reason=LOOKED)
    event = Event.objects.get(what=what)
    assert (event.kind, event.object_id, event.announcement_id) == (
        "delivery",
        doubtful.delivery_id,
        of(doubtful).announcement_id,
    )
    assert (event.role, event.data) == ("approver", {"issue": doubtful.pk, "copies": chosen})
    assert event.personal.fields == {"by": approver.email, "reason": LOOKED}


def test_not_moments_after_it_was_handed_over(doubtful: Issue, approver: User, settings: Any) -> None:
    age(2 * settings.LEASE_SECONDS - 5)
    with pytest.raises(Refusal, match="moments ago") as refused:
        copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    assert (refused.value.code, states(doubtful)) == ("conflict", {"sent": 2, "uncertain": 2})
    assert copies.it_arrived(doubtful.pk, doubts(), by=approver) == 2  # seen in the log at once


def test_only_approvers_and_not_without_saying_where_one_looked(doubtful: Issue, approver: User, comms: User) -> None:
    for act in (copies.it_arrived, copies.send_again):
        with pytest.raises(Refusal) as refused:
            act(doubtful.pk, doubts(), by=comms, reason=LOOKED)
        assert refused.value.code == "forbidden"
    with pytest.raises(Refusal, match="Say where you looked"):
        copies.send_again(doubtful.pk, doubts(), by=approver, reason=" ")
    assert states(doubtful) == {"sent": 2, "uncertain": 2}


def test_who_comes_second_is_told_that_it_is_settled(doubtful: Issue, approver: User, second_approver: User) -> None:
    chosen = doubts()
    copies.it_arrived(doubtful.pk, chosen[:1], by=approver)
    assert copies.it_arrived(doubtful.pk, chosen, by=second_approver) == 1
    for act in (copies.it_arrived, copies.send_again):
        with pytest.raises(Refusal, match="None of these copies is in doubt"):
            act(doubtful.pk, chosen, by=approver, reason=LOOKED)
    assert states(doubtful) == {"sent": 4}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_speak_at_once_one_is_heard(doubtful: Issue, approver: User, second_approver: User) -> None:
    chosen, heard = doubts(), []

    def say(act: Callable[..., int], by: User) -> None:
        with suppress(Refusal):
            heard.append((act, act(doubtful.pk, chosen, by=by, reason=LOOKED)))

    together(lambda: say(copies.it_arrived, approver), lambda: say(copies.send_again, second_approver))
    ((act, number),) = heard
    assert (number, states(doubtful)) == (2, {"sent": 4} if act is copies.it_arrived else {"sent": 2, "queued": 2})
    assert Event.objects.filter(what__startswith="copies_").count() == 1


def test_a_copy_of_another_issue_is_not_settled_with_it(doubtful: Issue, approver: User) -> None:
    other = freeze(claimed(approved(), "second"))
    with pytest.raises(Refusal, match="None of these"):
        copies.it_arrived(other.pk, doubts(), by=approver)
    with pytest.raises(Refusal, match="no issue 99"):
        copies.it_arrived(99, doubts(), by=approver)
