"""Sending copies again that a person found not to have arrived: what keeps it, what wakes it, and who dies at it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import nudge, sweep, workflow
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.claims import Claim
from publisher.errors import Refusal
from publisher.models import Account, Copy, Issue, Subscriber, Told, User
from publisher.newsletter import drain as draining
from publisher.newsletter.carrier import carry
from publisher.newsletter.claimed import Claimed
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from publisher.newsletter.subscriptions import unsubscribe
from publisher.pipeline import copies
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.truth.hold import hold
from tests.newsletter.mailing import claimed, mailbox, people, received, states
from tests.pipeline.mailed import LOOKED, age, doubtful, doubts, of, those, told
from tests.pipeline.story import Stage, fresh, later, only, work

__all__ = ["doubtful", "mailbox"]
pytestmark = pytest.mark.django_db


def test_not_while_the_announcement_is_held(doubtful: Issue, approver: User) -> None:
    hold(of(doubtful).announcement, "Is it so?")
    with pytest.raises(Refusal, match="The announcement is held") as refused:
        copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    assert (refused.value.code, states(doubtful)) == ("conflict", {"sent": 2, "uncertain": 2})


@pytest.mark.parametrize("state", ["stopped", "held"])
def test_not_in_a_mailing_that_was_stopped_on_its_way(mailbox: MailboxSandbox, approver: User, state: str) -> None:
    people(2)
    delivery = claimed()
    issue = freeze(delivery)
    mailbox.fault("drop_after_dot", to="reader1@")
    drain(issue.pk)
    age()
    workflow.move(delivery, state)
    with pytest.raises(Refusal, match=f"The mailing is {state}"):
        copies.send_again(issue.pk, doubts(), by=approver, reason=LOOKED)
    assert copies.it_arrived(issue.pk, doubts(), by=approver) == 1


def test_a_hold_in_between_keeps_it(doubtful: Issue, mailbox: MailboxSandbox, approver: User) -> None:
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    hold(of(doubtful).announcement, "Is it so?")
    work()
    drain(doubtful.pk)  # a hint that was on its way
    assert states(doubtful) == {"sent": 2, "queued": 2}
    assert received(mailbox).total() == 4


def test_a_newsletter_that_rests_keeps_it_until_it_goes_on(
    doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    account = Account.objects.get(channel="newsletter")
    pause(account, "Rest.", "")
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    work()
    assert states(doubtful) == {"sent": 2, "queued": 2}
    resume(Account.objects.get(pk=account.pk))
    work()
    assert (states(doubtful), received(mailbox).total()) == ({"sent": 4}, 6)


def test_not_during_quiet_hours(doubtful: Issue, mailbox: MailboxSandbox, approver: User, settings: Any) -> None:
    now = timezone.now()
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    work()
    assert (states(doubtful), copies.due_again()) == ({"sent": 2, "queued": 2}, [])
    assert copies.due_again(now + timedelta(hours=1)) == [doubtful.pk]


def test_not_to_who_left_or_heard_it_from_another_issue(
    doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    first, second = (Copy.objects.get(pk=pk).subscriber for pk in doubts())
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    unsubscribe(first.token)
    drain(freeze(claimed(of(doubtful).announcement, "second")).pk)
    work()
    assert states(doubtful) == {"sent": 2, "skipped": 2}
    assert (received(mailbox)[first.email], received(mailbox)[second.email]) == (1, 2)
    assert Told.objects.get(subscriber=second).issue != doubtful


def test_a_relay_that_is_away_is_told_and_asked_again_later(doubtful: Issue, approver: User, settings: Any) -> None:
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    settings.EMAIL_HOST = ""
    assert copies.carry_on(doubtful.pk) == 0
    assert "2 to be sent again" in of(doubtful).reason
    assert "set EMAIL_URL" in of(doubtful).reason
    assert copies.due_again() == []
    assert copies.due_again(timezone.now() + timedelta(seconds=61)) == [doubtful.pk]


@pytest.mark.parametrize("says", ["refused", "nothing that can be read"])
def test_not_before_the_tracker_was_asked_again(
    stage: Stage, mailbox: MailboxSandbox, settings: Any, says: str
) -> None:
    settings.MAIL_AFTER_SECONDS = 0
    Subscriber.objects.create(
        email="reader@readers.example", rhythm="at_once", consent_source="form", consent_at=timezone.now()
    )
    mailbox.fault("drop_after_dot")
    made = stage.approved()
    work()
    later(only(made, "mail"), not_before=-1)
    work()
    assert only(made, "mail").state == "published"
    age()
    copies.send_again(Issue.objects.get().pk, doubts(), by=stage.approver, reason=LOOKED)
    if says == "refused":
        stage.tracker.says("oh-3", says)
    else:
        stage.tracker.file.unlink()
    work()
    assert (states(Issue.objects.get()), received(mailbox).total()) == ({"queued": 1}, 1)
    assert fresh(made).state == ("held" if says == "refused" else "approved")
    assert ("says refused" if says == "refused" else "cannot be asked right now") in only(made, "mail").reason


def test_a_late_hint_of_an_ended_mailing_asks_nobody(doubtful: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "ask", lambda _: 1 / 0)
    assert copies.carry_on(doubtful.pk) == 0


# While a mailing is still on its way, and when workers die


def test_in_an_open_mailing_its_turn_comes_at_once(mailbox: MailboxSandbox, approver: User) -> None:
    people(2)
    mailbox.fault("drop_after_dot", to="reader1@")
    mailbox.fault("451", to="reader2@")
    delivery = claimed()
    carry(Claim(delivery.account, delivery))
    issue = Issue.objects.get()
    assert (issue.state, of(issue).state, of(issue).not_before > timezone.now()) == ("sending", "ready", True)
    age()
    copies.send_again(issue.pk, doubts(), by=approver, reason=LOOKED)
    assert of(issue).not_before <= timezone.now()
    work()
    assert states(issue) == {"sent": 1, "queued": 1}
    assert received(mailbox) == {"reader1@readers.example": 2}


def test_a_worker_that_dies_at_it_leaves_a_doubt_that_is_told(doubtful: Issue, approver: User) -> None:
    copies.it_arrived(doubtful.pk, doubts()[:1], by=approver)
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    Copy.objects.filter(state="queued").update(
        state="sending", claimed_by="dead", lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert sweep.sweep().copies == 1
    assert of(doubtful).reason == "Copies: 3 sent, 1 uncertain, 0 refused."
    work()
    assert states(doubtful) == {"sent": 3, "uncertain": 1}


def test_the_result_of_a_worker_that_was_thought_dead_does_not_undo_what_a_person_said(
    mailbox: MailboxSandbox, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(1)
    issue = freeze(claimed())
    mailbox.fault("451")
    original = Claimed.take

    def take(*given: Any) -> None:
        """It took so long that its copy was called uncertain, sent again by a person and by another worker."""
        original(*given)
        monkeypatch.setattr(Claimed, "take", original)
        draining.sweep_copies(timezone.now() + timedelta(hours=1))
        age()
        copies.send_again(issue.pk, doubts(), by=approver, reason=LOOKED)
        drain(issue.pk)

    monkeypatch.setattr(Claimed, "take", take)
    drain(issue.pk)
    assert (states(issue), received(mailbox).total()) == ({"sent": 1}, 1)
    assert told() == those("sent")


def test_the_sweeper_asks_for_it_when_the_hint_was_lost(
    doubtful: Issue, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    hints: list[tuple[str, int | None]] = []
    monkeypatch.setattr(nudge, "send", lambda task, ident=None: hints.append((task, ident)))
    sweep.sweep()
    assert ("drain", doubtful.pk) in hints
