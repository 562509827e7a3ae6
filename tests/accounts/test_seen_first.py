"""Whatever leaves after a resume was shown before it, in its turn; and nothing is shown that does not leave."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publisher import sweep, workflow
from publisher.accounts import reasons
from publisher.accounts.coming import would_go
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import ask_again, rest, resume
from publisher.accounts.turns import clock
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Copy, Delivery, Issue, User
from publisher.pipeline import copies, publish, wait
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.truth.hold import hold
from tests.newsletter.mailing import claimed, mailbox, received, states
from tests.pipeline.mailed import LOOKED, doubtful, doubts, of
from tests.pipeline.story import Stage, approve, drafted, later, only, triggered, work
from tests.pipeline.test_quiet_hours import quiet

__all__ = ["doubtful", "mailbox"]
pytestmark = pytest.mark.django_db


def stored(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def page(by: User, account: Account) -> str:
    client = Client()
    client.force_login(by)
    return client.get(f"/accounts/{account.pk}/resume/").content.decode()


def let_go(by: User, account: Account, html: str, go: str = "all") -> int:
    """Presses the button of the page as it was shown; gives the answer's status."""
    client = Client()
    client.force_login(by)
    shown = re.search(r'name="shown" value="([^"]*)"', html)
    assert shown
    return client.post(f"/accounts/{account.pk}/resume/", {"shown": shown[1], "go": go}).status_code


def places(by: User, account: Account) -> Any:
    client = Client()
    client.force_login(by)
    return client.post(f"/places/{account.pk}/resume/")


@pytest.fixture
def newsletter(doubtful: Issue, approver: User) -> Account:
    """The newsletter rests, and two copies of a mailing that had ended are to be sent again."""
    account = Account.objects.get(channel="newsletter")
    pause(account, "Bounces.", "")
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    return stored(account)


# Copies that a person has sent again


def test_copies_to_be_sent_again_are_shown(
    newsletter: Account, doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    html = page(approver, newsletter)
    assert of(doubtful).announcement.code in html
    assert "2 copies, to be sent again" in html
    assert let_go(approver, newsletter, html) == 303
    work()
    assert (states(doubtful), received(mailbox).total()) == ({"sent": 4}, 6)


def test_more_of_them_than_were_shown_are_shown_again(newsletter: Account, doubtful: Issue, approver: User) -> None:
    Copy.objects.filter(pk=Copy.objects.filter(state="queued").first().pk).update(state="uncertain")  # type: ignore[union-attr]
    html = page(approver, newsletter)
    assert "1 copy, to be sent again" in html
    copies.send_again(doubtful.pk, doubts(), by=approver, reason=LOOKED)
    assert let_go(approver, newsletter, html) == 409
    assert stored(newsletter).paused_at


def test_the_button_under_places_shows_them_first(newsletter: Account, approver: User) -> None:
    answer = places(approver, newsletter)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{newsletter.pk}/resume/")
    assert stored(newsletter).paused_at


def test_copies_of_what_is_held_are_not_shown(newsletter: Account, doubtful: Issue) -> None:
    announcement = of(doubtful).announcement
    Announcement.objects.filter(pk=announcement.pk).update(state="held")
    assert would_go(newsletter) == []


def test_beside_another_mailing_that_goes_first_alone_none_leaves(
    newsletter: Account, doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    first = claimed()
    workflow.move(first, "ready")
    later(first, not_before=-3600)
    Copy.objects.filter(state="queued").update(retry_at=timezone.now() + timedelta(seconds=1))
    assert resume(newsletter, by=approver, first=True) == 1
    assert stored(newsletter).probe == first
    Copy.objects.filter(state="queued").update(retry_at=None)
    assert copies.due_again() == []
    copies.carry_on(doubtful.pk)  # a hint that was on its way
    assert (states(doubtful)["queued"], received(mailbox).total()) == (2, 4)


def test_they_go_first_alone_and_then_a_person_is_asked_again(
    newsletter: Account, doubtful: Issue, mailbox: MailboxSandbox, approver: User
) -> None:
    second = claimed()
    workflow.move(second, "ready")
    later(second, not_before=3)
    assert resume(newsletter, by=approver, first=True) == 1
    assert ask_again() == 0
    work()
    second.refresh_from_db()
    assert (states(doubtful), second.state, received(mailbox).total()) == ({"sent": 4}, "ready", 6)
    assert (stored(newsletter).pause_kind, "went out alone" in stored(newsletter).pause_reason) == (reasons.PROBE, True)


# What comes to be due later


def test_what_waits_for_the_end_of_quiet_hours_is_shown_with_its_time(stage: Stage, settings: Any) -> None:
    pause(stage.account, "Instagram ended the session.", "Connect.", kind="session")
    ends = quiet(settings)
    made = [stage.approved("oh-3"), stage.approved("oh-4")]
    work()
    html = page(stage.approver, stage.account)
    assert ([only(one).state for one in made], "Nothing waits here." in html) == (["waiting", "waiting"], False)
    assert html.index(made[0].code) < html.index(made[1].code)
    assert "Goes out at" in html
    assert {one.waits for one in would_go(stage.account)} == {f"Goes out at {clock(ends)} at the earliest."}
    assert let_go(stage.approver, stage.account, html, "first") == 303
    work()
    assert (stored(stage.account).paused_at, stage.posts) == (None, [])
    with time_machine.travel(ends + timedelta(seconds=1)):
        wait.promote()
        for account in sweep.due_accounts(timezone.now()):
            publish.work_account(account)
    assert [only(one).state for one in made] == ["published", "ready"]
    assert stored(stage.account).pause_kind == reasons.PROBE


def test_what_was_approved_after_the_look_is_shown_again(stage: Stage, settings: Any) -> None:
    pause(stage.account, "Crisis.", "Call.")
    html = page(stage.approver, stage.account)
    settings.UNDO_SECONDS = 300
    stage.approved()
    assert let_go(stage.approver, stage.account, html) == 409
    with pytest.raises(Refusal, match="no longer as you saw it"):
        resume(stage.account, by=stage.approver, shown=[])
    assert places(stage.approver, stage.account).status_code == 302
    assert stored(stage.account).paused_at


def test_what_is_due_goes_before_what_comes_to_be_due(stage: Stage, settings: Any) -> None:
    first = stage.approved("oh-3")
    settings.UNDO_SECONDS = 300
    correction = stage.approved("wy-0")
    Announcement.objects.filter(pk=correction.pk).update(kind="correction")
    pause(stage.account, "Crisis.", "Call.")
    assert [one.code for one in would_go(stage.account)] == [first.code, correction.code]
    later(only(correction), not_before=-1)
    assert [one.code for one in would_go(stage.account)] == [correction.code, first.code]


def test_what_waits_for_the_tracker_is_shown_with_that_and_cannot_go_first(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    pause(stage.account, "Crisis.", "Call.")
    (one,) = would_go(stage.account)
    assert (one.code, one.sure, "tracker" in one.waits) == (made.code, False, True)
    assert "Let the first go" not in page(stage.approver, stage.account)
    with pytest.raises(Refusal, match="nothing can go first"):
        resume(stage.account, by=stage.approver, first=True)
    assert resume(stage.account, by=stage.approver) == 1


def test_what_cannot_go_is_not_shown(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    held, orphan = stage.approved("oh-3"), stage.approved("oh-4")
    drafted(stage.tracker, "wy-0")
    hold(held, "Is it so?")
    workflow.move(only(held), "stopped")
    Delivery.objects.filter(pk=only(orphan).pk).update(after=only(held))
    pause(stage.account, "Crisis.", "Call.")
    assert would_go(stage.account) == []


# What a worker has in hand


def test_what_a_worker_prepares_is_shown_before_it_leaves(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stage.approved()
    prepare, pages = publish.prepare, []

    def paused_and_resumed(*given: Any) -> Any:
        found = prepare(*given)
        rest(stage.account, "Wrong picture, I think.", by=stage.approver)
        pages.append(page(stage.approver, stage.account))
        assert let_go(stage.approver, stage.account, pages[0]) == 303
        return found

    monkeypatch.setattr(publish, "prepare", paused_and_resumed)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)
    assert made.code in pages[0]
    assert "It is being prepared in this moment." in pages[0]


# The doors


def test_a_blocked_place_where_nothing_waits_leads_to_where_one_can_say_why(stage: Stage) -> None:
    pause(stage.account, "Instagram blocked this action.", "Wait.", kind="feedback")
    answer = places(stage.approver, stage.account)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{stage.account.pk}/resume/")
    assert 'name="reason"' in page(stage.approver, stage.account)


def test_the_command_takes_what_was_shown(stage: Stage, cli: Any) -> None:
    stage.approved("oh-3")
    wait.promote()
    pause(stage.account, "Crisis.", "Call.")
    told = cli("account", "resume", "instagram/coalition").out
    shown = re.search(r"--shown (\S+)", told)
    assert shown
    stage.approved("oh-4")
    refused = cli("account", "resume", "instagram/coalition", "--all", "--shown", shown[1])
    assert (refused.code, "no longer as you saw it" in refused.err, refused.err.count("\n")) == (1, True, 1)
    marks = ",".join(one.mark for one in would_go(stage.account))
    done = cli("account", "resume", "instagram/coalition", "--all", "--shown", marks)
    assert (done.code, "2 go out, in this order" in done.out) == (0, True)
    assert stored(stage.account).paused_at is None


def test_showing_many_takes_as_many_queries_as_one(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    pause(stage.account, "Crisis.", "Call.")
    stage.approved("oh-3")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            would_go(stage.account)
        return len(seen)

    before = asked()
    stage.approved("oh-4")
    stage.approved("wy-0")
    assert (asked(), len(would_go(stage.account))) == (before, 3)
