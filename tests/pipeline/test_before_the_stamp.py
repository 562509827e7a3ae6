"""Until the stamp an error means what it says, and whoever says stop, wins."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from publisher import files
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.channels.base import Health, Live, Receipt
from publisher.channels.errors import Refused, TryLater
from publisher.channels.instagram import Instagram
from publisher.models import Account, Delivery, Revision, User
from publisher.pipeline import decide, publish
from tests.pipeline.story import Stage, approve, edit, later, only, work


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
    assert (stage.posts, only(made).state) == ([], "failed")
    assert "digest that was approved" in only(made).reason


def test_a_picture_that_is_lost_fails_at_once_and_goes_out_when_it_is_back(stage: Stage) -> None:
    made = stage.approved()
    name = files.place(made.revision.manifest["acts"][0]["slides"][0]["sha256"])
    with default_storage.open(name) as stored:
        data = stored.read()
    default_storage.delete(name)
    work()
    failed = only(made)
    assert (stage.posts, failed.state, failed.attempts) == ([], "failed", 1)
    assert "Restore it from a backup" in failed.reason
    assert failed.todo == "Restore the files from a backup, then put it back into review; or stop it."
    files.keep(data, "image/jpeg")
    decide.review_again(made.pk, by=stage.approver)
    approve(made, stage.approver)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_a_storage_that_does_not_answer_now_is_asked_again(stage: Stage) -> None:
    made = stage.approved()
    place = Path(files.local_path(made.revision.manifest["acts"][0]["slides"][0]["sha256"]))
    data = place.read_bytes()
    place.unlink()
    place.mkdir()
    work()
    assert (stage.posts, only(made).state) == ([], "ready")
    assert "cannot be read" in only(made).reason
    place.rmdir()
    place.write_bytes(data)
    later(only(made), not_before=-1)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_secrets_that_do_not_open_pause_the_account_until_they_do(stage: Stage, settings: Any) -> None:
    key, settings.SECRET_WORDS = settings.SECRET_WORDS, ["another key, as after a lost file"]
    made = stage.approved()
    work()
    paused = only(made)
    assert (stage.posts, paused.state, paused.attempts) == ([], "paused", 1)
    assert "PUBLISHER_SECRET_KEY" in Account.objects.get(pk=stage.account.pk).pause_reason
    assert "former key" in paused.todo
    settings.SECRET_WORDS = key
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_a_channel_that_is_switched_off_pauses_the_account(stage: Stage, settings: Any) -> None:
    made = stage.approved()
    settings.CHANNELS = []
    work()
    assert (only(made).state, "not switched on" in only(made).reason) == ("paused", True)


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
    assert (poisoned.state, "PUBLISHER_SECRET_KEY" in poisoned.reason) == ("paused", True)


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
