"""After the stamp only proof says what happened: what is in doubt is looked for, and never sent again by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from publisher import files
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Event, User
from publisher.pipeline import decide, publish, reconcile
from tests.pipeline.story import Stage, approve, fresh, later, only, work


@pytest.fixture
def doubtful(stage: Stage) -> Announcement:
    """The post was made, and the connection broke before the answer; the feed does not show it yet."""
    stage.sandbox.media.feed_lag = 3600
    stage.sandbox.fault("drop_after")
    made = stage.approved()
    work()
    assert only(made).state == "uncertain"
    return made


def look(made: Announcement) -> str:
    later(only(made), next_look_at=-1)
    return reconcile.look(only(made).pk)


FAULTS = ["drop", "drop_after", "reset_after", "truncate_after", "empty", "html_200", "http_500_after", "http_400"]


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_of_the_sending_is_uncertain(stage: Stage, kind: str) -> None:
    stage.sandbox.fault(kind)
    made = stage.approved()
    work()
    delivery = only(made)
    assert (delivery.state, bool(delivery.sending_at), bool(delivery.reason)) == ("uncertain", True, True)
    assert delivery.next_look_at > timezone.now()
    assert stage.sandbox.state["requests"]["configure"] == 1


def test_an_answer_that_asks_for_rest_pauses_the_account_as_well(stage: Stage) -> None:
    stage.sandbox.fault("feedback_required_after")
    made = stage.approved()
    work()
    account = Account.objects.get(pk=stage.account.pk)
    assert (only(made).state, bool(account.paused_at), len(stage.posts)) == ("uncertain", True, 1)


def test_it_is_found_and_published_once(stage: Stage, doubtful: Announcement) -> None:
    assert look(doubtful) == "not found"
    stage.sandbox.media.feed_lag = 0
    assert look(doubtful) == "found"
    work()
    delivery = only(doubtful)
    assert (delivery.state, delivery.remote_id.split("_")[0]) == ("published", stage.posts[0]["id"])
    assert (len(stage.posts), stage.sandbox.state["duplicates"]) == (1, 0)


def test_not_found_sends_nothing_again_however_long(stage: Stage) -> None:
    stage.sandbox.fault("drop")  # nothing was posted, but nobody here knows
    made = stage.approved()
    work()
    for _ in range(reconcile.GIVE_UP_AFTER + 2):
        look(made)
        work()
    assert (only(made).state, only(made).looks >= reconcile.GIVE_UP_AFTER) == ("uncertain", True)
    assert stage.sandbox.state["requests"]["configure"] == 1


def test_the_looks_come_at_growing_intervals_and_end_with_a_person(stage: Stage, doubtful: Announcement) -> None:
    waits = []
    for _ in range(reconcile.GIVE_UP_AFTER):
        look(doubtful)
        at = only(doubtful).next_look_at
        assert ("no longer looked for" in only(doubtful).todo) == (at is None)
        waits.append(round((at - timezone.now()).total_seconds()) if at else None)
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert "say whether it is there" in only(doubtful).todo


def test_an_error_is_never_not_found(stage: Stage, doubtful: Announcement) -> None:
    stage.sandbox.fault("http_500", match="/feed/user/", times=5)
    assert look(doubtful) == "cannot tell"
    assert only(doubtful).state == "uncertain"
    assert "not found" not in only(doubtful).reason


def test_a_look_adds_what_it_found_to_why_it_is_in_doubt(stage: Stage, doubtful: Announcement) -> None:
    doubt = only(doubtful).reason
    assert doubt.startswith("The post was sent, but no receipt came back.")
    stage.sandbox.fault("http_500", match="/feed/user/", times=1)
    look(doubtful)
    first = only(doubtful).reason
    assert (first.startswith(f"{doubt} The last look for it: "), "failed to answer" in first) == (True, True)
    look(doubtful)
    assert only(doubtful).reason == f"{doubt} The last look for it: It was not found yet; the feed may lag."


def test_a_look_that_needs_the_owner_pauses(stage: Stage, doubtful: Announcement) -> None:
    stage.sandbox.fault("challenge_required", match="/feed/user/", times=5)
    assert look(doubtful) == "cannot tell"
    assert Account.objects.get(pk=stage.account.pk).paused_at


def test_a_look_that_breaks_stops_nothing_else(stage: Stage, doubtful: Announcement) -> None:
    """A lost file is one way to break it; the others must go out all the same."""
    for picture in fresh(doubtful).revision.manifest["pictures"]:
        default_storage.delete(files.place(picture["sha256"]))
    later(only(doubtful), next_look_at=-1)
    work()
    assert (only(doubtful).state, "missing" in only(doubtful).reason) == ("uncertain", True)


def test_nobody_looks_while_another_is_at_the_account(stage: Stage, doubtful: Announcement) -> None:
    Account.objects.update(lease_until=timezone.now() + timedelta(seconds=60))
    assert look(doubtful) == "busy"


def test_a_look_at_what_is_settled_does_nothing(stage: Stage) -> None:
    made = stage.approved()
    work()
    assert reconcile.look(only(made).pk) == "settled"


def test_a_channel_whose_absence_is_proof_sends_again(
    stage: Stage, doubtful: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Instagram, "absence_is_proof", True)
    assert look(doubtful) == "proven absent"
    assert (only(doubtful).state, only(doubtful).sending_at) == ("ready", None)


# What a person says


def age(made: Announcement, seconds: float) -> None:
    """It was sent so long ago."""
    later(only(made), sending_at=-seconds)


def test_a_person_says_it_is_there(stage: Stage, doubtful: Announcement) -> None:
    reconcile.it_is_there(only(doubtful).pk, by=stage.approver, permalink="https://www.instagram.com/p/HANDMADE1/")
    assert (only(doubtful).state, only(doubtful).permalink) == ("published", "https://www.instagram.com/p/HANDMADE1/")
    assert Event.objects.filter(after="published", role="approver").exists()


@pytest.mark.parametrize(
    "permalink", ["", "abc", "javascript:alert(1)", "https://example.com/whatever", "https://www.instagram.com/me/"]
)
def test_there_must_be_the_address_of_a_post(stage: Stage, doubtful: Announcement, permalink: str) -> None:
    with pytest.raises(Refusal, match="then Copy link"):
        reconcile.it_is_there(only(doubtful).pk, by=stage.approver, permalink=permalink)
    assert only(doubtful).state == "uncertain"


def test_a_person_says_send_again(stage: Stage, settings: Any) -> None:
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    age(made, settings.AGAIN_SECONDS + 1)
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked at the profile.")
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)
    event = Event.objects.get(before="uncertain", after="ready")
    assert event.personal.fields["reason"] == "I looked at the profile."


def test_a_person_gets_ten_new_attempts(stage: Stage, doubtful: Announcement) -> None:
    age(doubtful, 3600)
    Delivery.objects.update(attempts=publish.ATTEMPTS)
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="Looked.")
    assert only(doubtful).attempts == 0


def test_not_moments_after_it_was_sent(stage: Stage, doubtful: Announcement) -> None:
    with pytest.raises(Refusal, match="feeds lag") as refused:
        reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="I looked.")
    assert (refused.value.code, only(doubtful).state) == ("conflict", "uncertain")


def test_not_without_saying_where_one_looked(stage: Stage, doubtful: Announcement) -> None:
    age(doubtful, 3600)
    with pytest.raises(Refusal, match="Say where you looked"):
        reconcile.send_again(only(doubtful).pk, by=stage.approver, reason=" ")


def test_not_what_is_held_meanwhile(stage: Stage, doubtful: Announcement, comms: User) -> None:
    age(doubtful, 3600)
    decide.hold(doubtful.pk, by=comms, reason="It is not so.")
    with pytest.raises(Refusal, match="is held"):
        reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="Looked.")
    assert only(doubtful).state == "uncertain"


def test_only_approvers_settle_a_doubt(stage: Stage, doubtful: Announcement, comms: User) -> None:
    for act in (
        lambda: reconcile.it_is_there(only(doubtful).pk, by=comms, permalink="https://example.org/p/1"),
        lambda: reconcile.send_again(only(doubtful).pk, by=comms, reason="x"),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "forbidden"


def test_what_is_not_in_doubt_is_not_settled(stage: Stage) -> None:
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="not in doubt: it is published"):
        reconcile.send_again(only(made).pk, by=stage.approver, reason="x")
    with pytest.raises(Refusal, match="no delivery 99"):
        reconcile.it_is_there(99, by=stage.approver, permalink="https://example.org")


def test_what_was_approved_anew_meanwhile_is_what_is_sent_again(stage: Stage, comms: User) -> None:
    stage.sandbox.fault("drop")
    doubtful = stage.approved()
    work()
    decide.hold(doubtful.pk, by=comms, reason="A word is wrong.")
    decide.review_again(doubtful.pk, by=comms)
    approve(doubtful, stage.approver)
    later(only(doubtful), sending_at=-3600)
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="I looked at the feed.")
    work()
    delivery = only(doubtful)
    assert (delivery.state, delivery.attempts, len(stage.posts)) == ("published", 1, 1)
    assert delivery.revision == fresh(doubtful).revision


def test_what_is_not_approved_now_is_held_before_anything_is_uploaded(stage: Stage, comms: User) -> None:
    made = stage.approved()
    old = only(made).revision
    Announcement.objects.filter(pk=made.pk).update(revision=decide._copy(old))
    work()
    delivery = only(made)
    assert (delivery.state, delivery.attempts, "not what is approved now" in delivery.reason) == ("held", 1, True)
    assert stage.sandbox.state["requests"].get("upload", 0) == 0
