"""What is due goes out, once, and every trouble before the stamp says what it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts.opening import pause
from publisher.accounts.resuming import resume
from publisher.channels.base import Health, Live, Receipt
from publisher.channels.errors import Refused, TryLater
from publisher.channels.instagram import Instagram
from publisher.models import Account, Delivery, Event, Revision, StatusChange, User
from publisher.pipeline import decide, publish
from tests.pipeline.story import Stage, approve, drafted, edit, fresh, later, only, work


def test_what_was_approved_goes_out_as_it_stands(stage: Stage) -> None:
    made = stage.approved()
    work()
    post, delivery = stage.posts[0], only(made)
    act = made.revision.manifest["acts"][0]
    assert (post["caption"], post["alt"]) == (act["text"], act["slides"][0]["alt"])
    assert (post["width"], post["height"]) == (1080, 1350)
    assert (delivery.state, delivery.remote_id.split("_")[0]) == ("published", post["id"])
    assert delivery.permalink.endswith(f"/p/{post['code']}/")
    assert delivery.published_at
    assert delivery.attempts == 1


def test_each_step_leaves_its_line_in_the_trail(stage: Stage) -> None:
    made = stage.approved()
    work()
    told = Event.objects.filter(announcement_id=made.pk, kind="delivery", what="move").order_by("id")
    assert [event.after for event in told] == ["ready", "publishing", "published"]


def test_nothing_more_goes_out_however_often_one_works(stage: Stage) -> None:
    made = stage.approved()
    for _ in range(3):
        work()
        publish.work_account(stage.account.pk)
    assert (len(stage.posts), only(made).attempts) == (1, 1)


def test_a_bilingual_post_is_one_carousel(stage: Stage, connected) -> None:
    Account.objects.update(languages=["en", "es"])
    made = stage.approved()
    work()
    slides = made.revision.manifest["acts"][0]["slides"]
    assert [slide["alt"] for slide in stage.posts[0]["slides"]] == [slide["alt"] for slide in slides]
    assert len(slides) == 2


def test_every_account_posts_once(stage: Stage, connected) -> None:
    connected("second")
    stage.approved()
    work()
    assert sorted(post["account"] for post in stage.posts) == ["coalition", "second"]


def test_the_undo_time_is_respected(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    due = only(made).not_before - timezone.now()
    work()
    assert timedelta(seconds=290) < due <= timedelta(seconds=300)
    assert (stage.posts, only(made).state) == ([], "waiting")
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1


def test_quiet_hours_delay_and_lose_nothing(stage: Stage, settings: Any) -> None:
    now = timezone.now()
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    settings.QUIET_HOURS = f"{begin:%H:%M}-{end:%H:%M} UTC"
    made = stage.approved()
    work()
    assert timedelta(minutes=118) < only(made).not_before - now <= timedelta(hours=2)
    assert stage.posts == []
    settings.QUIET_HOURS = ""
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1


def test_quiet_hours_that_begin_while_it_waits_delay_too(stage: Stage, settings: Any) -> None:
    made, now = stage.approved(), timezone.now()
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    work()
    assert (stage.posts, only(made).state) == ([], "waiting")


def test_the_earliest_goes_first(stage: Stage) -> None:
    second, first = stage.approved("oh-4"), stage.approved("oh-3")
    later(only(first), not_before=-60)
    work()
    oldest = list(reversed(stage.posts))
    assert [first.code in oldest[0]["caption"], second.code in oldest[1]["caption"]] == [True, True]


def test_a_fact_that_turned_is_held_and_nothing_goes_out(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    later(only(made), not_before=-1)
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("held", "held", [])
    assert "says refused, the announcement says signed" in fresh(made).reason


@pytest.mark.parametrize("status", ["pending", "refused", "rescinded"])
def test_a_fact_that_turned_unread_is_seen_at_the_last_moment(stage: Stage, status: str) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", status)
    work()
    assert (fresh(made).state, only(made).state) == ("held", "held")
    assert stage.sandbox.state["requests"].get("configure", 0) == 0


def test_a_tracker_that_cannot_be_read_delays_and_loses_nothing(stage: Stage) -> None:
    made, text = stage.approved(), stage.tracker.file.read_bytes()
    stage.tracker.file.unlink()
    work()
    waiting = only(made)
    assert (waiting.state, stage.posts, waiting.attempts) == ("ready", [], 0)
    assert "cannot be asked right now" in waiting.reason
    stage.tracker.file.write_bytes(text)
    later(waiting, not_before=-1)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_a_row_that_is_missing_at_the_last_moment_delays(stage: Stage) -> None:
    made = stage.approved()
    stage.tracker.lose("oh-3")
    work()
    assert (only(made).state, stage.posts) == ("ready", [])
    assert "A missing row proves nothing" in only(made).reason


def test_content_that_is_not_what_was_approved_never_leaves(stage: Stage) -> None:
    made = stage.approved()
    manifest = made.revision.manifest
    manifest["acts"][0]["text"] = "Somebody wrote this into the database."
    Revision.objects.update(manifest=manifest)
    work()
    assert (stage.posts, only(made).state) == ([], "ready")
    assert "digest that was approved" in only(made).reason


class Stub(Instagram):
    """A channel that fails as told; only the outside world is not real here."""

    before: Exception | None = None
    sent = 0

    def prepare(self, post: Any, checkpoint: Any) -> Any:
        if self.before:
            raise self.before
        return super().prepare(post, checkpoint)

    def send(self, prepared: Any, post: Any) -> Receipt:
        type(self).sent += 1
        raise TryLater("Nothing left.", timedelta(minutes=7))

    def check(self) -> Health:
        return Health(True)

    def read(self, receipt: Receipt) -> Live | None:
        return None


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> type[Stub]:
    made = type("Fresh", (Stub,), {})
    monkeypatch.setattr("publisher.accounts.opening.channel_class", lambda _name: made)
    return made


def test_refused_content_fails_and_is_not_tried_again(stage: Stage, stub: type[Stub]) -> None:
    stub.before = Refused("The picture is too small.")
    made = stage.approved()
    work()
    failed = only(made)
    assert (failed.state, failed.reason, failed.attempts) == ("failed", "The picture is too small.", 1)
    assert "Change the announcement" in failed.todo


def test_try_later_waits_as_long_as_asked(stage: Stage, stub: type[Stub]) -> None:
    stub.before = TryLater("Busy.", timedelta(minutes=5))
    made = stage.approved()
    work()
    wait = only(made).not_before - timezone.now()
    assert (only(made).state, only(made).reason) == ("ready", "Busy.")
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5)


def test_proof_that_nothing_left_takes_the_stamp_back(stage: Stage, stub: type[Stub]) -> None:
    made = stage.approved()
    work()
    assert (stub.sent, only(made).state, only(made).sending_at) == (1, "ready", None)


def test_trouble_that_nobody_knows_is_shown_and_tried_again(stage: Stage, stub: type[Stub]) -> None:
    stub.before = RuntimeError("the disk is full")
    made = stage.approved()
    work()
    assert only(made).state == "ready"
    assert "RuntimeError: the disk is full" in only(made).reason


def test_after_ten_attempts_a_person_is_asked(stage: Stage, stub: type[Stub]) -> None:
    stub.before = RuntimeError("poison")
    made = stage.approved()
    for _ in range(12):
        work()
        later(only(made), not_before=-1)
    assert (only(made).state, stage.posts) == ("failed", [])
    assert "tried 10 times" in only(made).reason
    assert "poison" in only(made).reason


def test_poison_on_one_account_does_not_stop_another(stage: Stage, connected) -> None:
    connected("second")
    Account.objects.filter(name="coalition").update(secrets="damaged")
    made = stage.approved()
    work()
    assert [post["account"] for post in stage.posts] == ["second"]
    poisoned = Delivery.objects.get(announcement=made, account=stage.account)
    assert (poisoned.state, "PUBLISHER_SECRET_KEY" in poisoned.reason) == ("ready", True)


@pytest.mark.parametrize("kind", ["challenge_required", "feedback_required", "checkpoint_required"])
def test_an_account_that_needs_its_owner_is_paused(stage: Stage, kind: str) -> None:
    stage.sandbox.fault(kind, match="/rupload_igphoto/", times=9)
    made = stage.approved()
    work()
    account = Account.objects.get(pk=stage.account.pk)
    assert (only(made).state, stage.posts, bool(account.paused_at)) == ("paused", [], True)
    assert account.pause_reason
    assert only(made).todo == account.todo


def test_a_resumed_account_goes_on_where_it_stopped(stage: Stage) -> None:
    stage.sandbox.fault("challenge_required", match="/rupload_igphoto/", times=9)
    made = stage.approved()
    work()
    stage.sandbox.faults.clear()
    assert resume(Account.objects.get(pk=stage.account.pk), by=stage.approver) == 1
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_nothing_leaves_a_paused_account(stage: Stage) -> None:
    pause(stage.account, "Crisis.", "Wait.")
    made = stage.approved()
    work()
    assert (stage.posts, only(made).state) == ([], "ready")
    resume(stage.account)
    work()
    assert len(stage.posts) == 1


def test_a_pause_in_the_last_moment_wins(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(delivery: Delivery) -> Any:
        pause(delivery.account, "Crisis.", "Wait.")
        return real(delivery)

    real = publish.ask
    monkeypatch.setattr(publish, "ask", ask)
    made = stage.approved()
    work()
    assert stage.posts == []
    assert only(made).sending_at is None


@pytest.mark.parametrize("what", ["hold", "stop", "edit"])
def test_a_word_before_the_stamp_wins(stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    acts = {
        "hold": lambda: decide.hold(made.pk, by=comms, reason="Wait."),
        "stop": lambda: decide.stop(made.pk, by=comms),
        "edit": lambda: edit(made, comms, alt_en="Other."),
    }
    real = publish.stamp
    monkeypatch.setattr(publish, "stamp", lambda claimed: (acts[what](), real(claimed))[1])
    made = stage.approved()
    work()
    assert (stage.posts, only(made).state) == ([], "stopped" if what == "stop" else "held")
    assert only(made).sending_at is None


def test_the_session_that_a_log_in_renewed_is_kept(stage: Stage) -> None:
    stage.sandbox.store.end_sessions()
    before = stage.account.session_version
    stage.approved()
    work()
    account = Account.objects.get(pk=stage.account.pk)
    assert (len(stage.posts), account.session_version > before) == (1, True)
    assert account.session != stage.account.session


def test_the_account_is_free_again_afterwards(stage: Stage) -> None:
    stage.approved()
    work()
    assert Account.objects.get(pk=stage.account.pk).lease_until is None


def test_a_change_by_the_tracker_after_publishing_takes_nothing_back_by_itself(stage: Stage) -> None:
    made = stage.approved()
    work()
    stage.tracker.says("oh-3", "rescinded")
    stage.tracker.poll()
    assert (fresh(made).state, only(made).state) == ("held", "published")
    assert StatusChange.objects.count() == 2


def test_several_are_sent_one_after_the_other(stage: Stage) -> None:
    for key in ("oh-3", "oh-4", "tx-7"):
        stage.approved(key)
    work()
    assert (len(stage.posts), stage.sandbox.state["duplicates"]) == (3, 0)


def test_an_approval_without_review_is_not_possible(stage: Stage) -> None:
    made = drafted(stage.tracker)
    work()
    assert stage.posts == []
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1
