"""Taking down: one person, repeatable, and never called down while it is live."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Event, Subscriber, TakeDown, User
from publisher.pipeline import takedown
from publisher.queueing import queue
from publisher.showing import show
from publisher.states import DELIVERY
from tests.pipeline.story import Stage, fresh, later, only, work

WHY = "The candidate asked us to."


@pytest.fixture
def live(stage: Stage) -> Announcement:
    made = stage.approved()
    work()
    assert only(made).state == "published"
    return made


def ask(made: Announcement, by: User, **more: Any) -> None:
    takedown.take_down(made.pk, by=by, **{"reason": WHY, **more})


def again(made: Announcement) -> str:
    TakeDown.objects.update(next_at=timezone.now())
    assert only(made).pk in takedown.due()
    return takedown.carry_out(only(made).pk)


def stands(stage: Stage) -> bool:
    return not (stage.posts[0]["deleted"] or stage.posts[0]["archived"])


@pytest.mark.parametrize(("how", "flag"), [("archive", "archived"), ("delete", "deleted")])
def test_the_channel_does_it(stage: Stage, live: Announcement, how: str, flag: str) -> None:
    ask(live, stage.approver, how=how)
    assert (only(live).state, "counts as live" in only(live).reason) == ("published", True)
    work()
    assert (only(live).state, stage.posts[0][flag]) == ("taken_down", True)
    assert (queue()[0].state, queue()[0].screen.value) == ("taken_down", "Stopped")
    event = Event.objects.get(after="taken_down")
    assert (event.data["how"], event.data["proof"]) == (how, "the channel's answer")
    assert event.personal.fields["reason"] == WHY
    assert show(fresh(live))["deliveries"][0]["take_down"]["done_at"]


@pytest.mark.parametrize("kind", ["http_500_after", "drop_after", "truncate_after", "html_200", "http_500", "drop"])
def test_a_lost_answer_ends_taken_down_and_not_before_it_is(stage: Stage, live: Announcement, kind: str) -> None:
    ask(live, stage.approver)
    stage.sandbox.fault(kind, match="/only_me/")
    assert takedown.carry_out(only(live).pk) == "still live"
    assert (only(live).state, queue()[0].screen.value) == ("published", "Needs a look")
    assert only(live).reason.startswith("It is not confirmed that it is down")
    assert again(live) == "taken down"
    assert not stands(stage)


def test_what_was_done_and_then_refused_in_words_is_not_called_live(stage: Stage, live: Announcement) -> None:
    ask(live, stage.approver)
    stage.sandbox.fault("feedback_required_after", match="/only_me/")
    for _ in range(2):  # the second time its account rests
        assert takedown.carry_out(only(live).pk) == "still live"
        assert only(live).reason.startswith("It is not confirmed that it is down")
        assert only(live).todo
    assert not stands(stage)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver, forced="It must go.")
    assert again(live) == "taken down"


@pytest.mark.parametrize("where", ["archive", "_down"])
def test_a_process_that_dies_at_it_is_taken_up_again(
    stage: Stage, live: Announcement, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    from publisher.channels.instagram import Instagram

    def die(*_: Any) -> Any:
        raise SystemExit

    ask(live, stage.approver)
    with monkeypatch.context() as dying:
        dying.setattr(Instagram if where == "archive" else takedown, where, die)
        with pytest.raises(SystemExit):
            takedown.carry_out(only(live).pk)
    assert (only(live).state, stands(stage)) == ("published", where == "archive")
    assert "Until that is confirmed it counts as live" in only(live).reason
    assert takedown.due() == []
    assert again(live) == "taken down"
    assert not stands(stage)


def test_said_twice_it_is_done_once(stage: Stage, live: Announcement) -> None:
    ask(live, stage.approver)
    ask(live, stage.approver, reason="Said better.")
    work()
    assert takedown.carry_out(only(live).pk) == "settled"
    assert (only(live).reason, Event.objects.filter(after="taken_down").count()) == ("Said better.", 1)
    with pytest.raises(Refusal, match="Nothing of it is live"):
        ask(live, stage.approver)


def test_it_needs_an_approver_and_a_reason(stage: Stage, live: Announcement, comms: User) -> None:
    for by, more, code in (
        (comms, {}, "forbidden"),
        (stage.approver, {"reason": " "}, "invalid"),
        (stage.approver, {"how": "hide"}, "invalid"),
        (stage.approver, {"public": {"en": "Ask ana@example.org."}}, "invalid"),
        (stage.approver, {"public": {"en": "Call (614) 555-0100."}}, "invalid"),
        (stage.approver, {"public": {"en": "x" * 301}}, "invalid"),
    ):
        with pytest.raises(Refusal) as refused:
            ask(live, by, **more)
        assert refused.value.code == code
    assert not TakeDown.objects.exists()


def test_what_is_in_doubt_is_taken_down_as_soon_as_it_turns_up(stage: Stage) -> None:
    made = stage.unseen()
    ask(made, stage.approver)
    work()
    assert (only(made).state, stands(stage)) == ("uncertain", True)
    stage.sandbox.media.feed_lag = 0
    later(only(made), next_look_at=-1)
    work()
    assert (only(made).state, stands(stage)) == ("taken_down", False)


def test_what_has_not_gone_out_is_stopped_with_it(stage: Stage, settings: Any) -> None:
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    made = stage.approved()
    work()
    ask(made, stage.approver)
    work()
    assert (only(made).state, only(made, "mail").state) == ("taken_down", "stopped")
    assert queue()[0].state == "taken_down"


def by_hand(stage: Stage, made: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that cannot take anything down."""
    from publisher.channels.base import Channel
    from publisher.channels.instagram import Instagram

    monkeypatch.setattr(Instagram, "archive", Channel.archive)
    ask(made, stage.approver)
    assert takedown.carry_out(only(made).pk) == "still live"
    assert "by hand" in only(made).todo
    assert queue()[0].screen.value == "Needs a look"


def test_what_the_channel_cannot_do_is_done_by_hand_and_noticed_by_itself(
    stage: Stage, live: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand(stage, live, monkeypatch)
    assert again(live) == "still live"
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    assert again(live) == "still live"  # its list may not have a young post yet
    later(only(live), published_at=-7200)
    assert again(live) == "taken down"
    assert Event.objects.get(after="taken_down").data == {"how": "by hand", "proof": "it was looked for"}


def test_a_word_is_checked(stage: Stage, live: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand(stage, live, monkeypatch)
    later(only(live), published_at=-7200)
    takedown.done_by_hand(only(live).pk, by=stage.approver)
    TakeDown.objects.update(said_at=timezone.now() - takedown.LISTS_LAG)
    assert takedown.carry_out(only(live).pk) == "still live"
    assert only(live).reason.startswith("Avery Approver said that it is down, and it is still live")
    stage.sandbox.store.archive_post(int(stage.posts[0]["id"]))
    takedown.done_by_hand(only(live).pk, by=stage.approver)
    assert takedown.carry_out(only(live).pk) == "taken down"


def test_a_word_that_cannot_be_checked_now_does_not_count_yet(
    stage: Stage, live: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand(stage, live, monkeypatch)
    takedown.done_by_hand(only(live).pk, by=stage.approver)
    stage.sandbox.fault("http_500", match="/info/", times=9)
    assert takedown.carry_out(only(live).pk) == "still live"
    assert only(live).state == "published"
    TakeDown.objects.update(said_at=timezone.now() - takedown.PATIENCE - timedelta(minutes=1))
    assert again(live) == "taken down"
    assert Event.objects.get(after="taken_down").data["proof"] == "a person's word"


def test_of_a_paused_account_the_word_counts(stage: Stage, live: Announcement) -> None:
    Account.objects.filter(pk=stage.account.pk).update(paused_at=timezone.now(), pause_reason="A code is wanted.")
    ask(live, stage.approver)
    work()
    assert (only(live).state, queue()[0].screen.value) == ("published", "Needs a look")
    assert "paused" in only(live).reason
    takedown.done_by_hand(only(live).pk, by=stage.approver)
    work()
    assert only(live).state == "taken_down"


def test_a_word_needs_an_approver_and_somebody_who_asked(stage: Stage, live: Announcement, comms: User) -> None:
    with pytest.raises(Refusal, match="Nobody asked"):
        takedown.done_by_hand(only(live).pk, by=stage.approver)
    with pytest.raises(Refusal, match="approver"):
        takedown.done_by_hand(only(live).pk, by=comms)


def test_a_challenge_pauses_the_account_and_says_what_to_do(stage: Stage, live: Announcement) -> None:
    ask(live, stage.approver)
    stage.sandbox.fault("challenge_required", match="/only_me/", times=3)
    assert takedown.carry_out(only(live).pk) == "still live"
    assert Account.objects.get(pk=stage.account.pk).paused_at
    assert "Instagram app" in only(live).todo


def test_nothing_leads_back_and_nothing_else_leads_there() -> None:
    assert [state for state, targets in DELIVERY.items() if "taken_down" in targets] == ["published"]
    assert Delivery.MOVES["taken_down"] == frozenset()
