"""The same thing of the same candidate is announced once, whichever change of the tracker it came from."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, StatusChange, User
from publisher.pipeline import deal, decide, draft
from tests.pipeline.story import (
    EVIDENCE,
    Stage,
    Tracker,
    approve,
    drafted,
    fresh,
    in_review,
    later,
    only,
    triggered,
    work,
)


def turn(stage: Stage, word: str) -> None:
    """Two days later the row says something else."""
    StatusChange.objects.update(seen_at=F("seen_at") - timedelta(days=2))
    Announcement.objects.update(approved_at=F("approved_at") - timedelta(days=2))
    stage.tracker.says("oh-3", word)
    stage.tracker.poll()


def flip(stage: Stage, *words: str) -> Announcement:
    """The row goes back and, days later, signs again: the newest announcement, in review."""
    for word in words:
        turn(stage, word)
    return in_review(draft.draft_new()[-1])


def test_a_row_that_flickers_is_not_announced_twice(stage: Stage) -> None:
    first = stage.approved()
    work()
    again = flip(stage, "pending", "signed")
    with pytest.raises(Refusal, match=f"Announcement {first.pk} says already that Maxima Example is signed"):
        approve(again, stage.approver)
    work()
    assert (len(stage.posts), fresh(again).state) == (1, "in_review")


@pytest.mark.parametrize("state", ["waiting", "uncertain"])
def test_on_its_way_or_in_doubt_counts_as_said(stage: Stage, settings, state: str) -> None:
    first = stage.approved()
    again = flip(stage, "pending", "signed")
    approve(first, stage.approver) if fresh(first).state == "in_review" else None
    Delivery.objects.filter(announcement=first).update(state=state)
    with pytest.raises(Refusal, match="says already"):
        approve(again, stage.approver)


def test_what_was_held_by_the_flicker_may_go_out_or_its_successor_but_not_both(stage: Stage, comms: User) -> None:
    first = drafted(stage.tracker)
    again = flip(stage, "pending", "signed")
    assert fresh(first).state == "held"
    approve(again, stage.approver)
    decide.review_again(first.pk, by=comms)
    with pytest.raises(Refusal, match=f"Announcement {again.pk} says already"):
        approve(first, stage.approver)
    work()
    assert len(stage.posts) == 1


def test_after_a_stop_the_other_one_may_go_out(stage: Stage, comms: User, settings) -> None:
    settings.UNDO_SECONDS = 300
    first = stage.approved()
    decide.stop(first.pk, by=comms)
    settings.UNDO_SECONDS = 0
    approve(flip(stage, "pending", "signed"), stage.approver)
    work()
    assert (len(stage.posts), only(first).state) == (1, "stopped")


def test_who_took_it_back_in_public_and_signs_again_is_news(
    stage: Stage, settings, approver: User, second_approver: User, organizer: User
) -> None:
    settings.NEGATIVE_STATUSES = True
    stage.approved()
    work()
    stage.tracker.says("oh-3", "pending")
    taken_back = triggered(organizer, status="rescinded", quotation="I take it back.")
    for user in (approver, second_approver):
        approve(taken_back, user)
    stage.tracker.says("oh-3", "rescinded")
    stage.tracker.poll()
    work()
    again = flip(stage, "signed")
    approve(again, stage.approver)
    work()
    assert len(stage.posts) == 3


def test_what_went_out_after_the_other_answer_is_said_already(stage: Stage, comms: User) -> None:
    """Held by a refusal, and reviewed again when the tracker says signed once more."""
    first = drafted(stage.tracker)
    again = flip(stage, "refused", "signed")
    decide.review_again(first.pk, by=comms)
    approve(first, stage.approver)
    with pytest.raises(Refusal, match=f"Announcement {first.pk} says already"):
        approve(again, stage.approver)
    work()
    with pytest.raises(Refusal, match=f"Announcement {first.pk} says already"):
        approve(again, stage.approver)
    assert len(stage.posts) == 1


def test_what_was_deleted_is_said_no_more(stage: Stage, comms: User) -> None:
    first = stage.approved()
    work()
    turn(stage, "pending")
    assert fresh(first).untrue
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    later(only(first), published_at=-7200)
    deal.deal_with(first.pk, by=comms, reason="Deleted, and people are told.", deleted=True)
    work()
    again = flip(stage, "signed")
    approve(again, stage.approver)
    work()
    assert (only(first).state, only(again).state) == ("taken_down", "published")


@pytest.mark.parametrize("answer", ["rescinded", "refused"])
def test_so_it_is_where_taking_back_is_not_announced(stage: Stage, answer: str) -> None:
    stage.approved()
    work()
    again = flip(stage, answer, "signed")
    approve(again, stage.approver)
    work()
    assert [len(stage.posts), only(again).state] == [2, "published"]


def test_but_not_when_people_rejected_what_was_drafted_of_it(
    stage: Stage, settings, organizer: User, approver: User
) -> None:
    settings.NEGATIVE_STATUSES = True
    stage.approved()
    work()
    StatusChange.objects.update(seen_at=F("seen_at") - timedelta(days=2))
    Announcement.objects.update(approved_at=F("approved_at") - timedelta(days=2))
    mistaken = triggered(organizer, status="rescinded", quotation="I take it back.")
    decide.reject(mistaken.pk, by=approver, digest=fresh(mistaken).revision.digest, reason="It was somebody else.")
    again = flip(stage, "pending", "signed")
    with pytest.raises(Refusal, match="says already"):
        approve(again, stage.approver)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_let_one_out(stage: Stage, second_approver: User) -> None:
    first = drafted(stage.tracker)
    again = flip(stage, "pending", "signed")
    decide.review_again(first.pk, by=second_approver)
    start, said = threading.Barrier(2), []

    def say_yes(made: Announcement, by: User) -> None:
        start.wait(5)
        try:
            said.append(approve(made, by).pk)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [
        threading.Thread(target=say_yes, args=pair) for pair in ((first, stage.approver), (again, second_approver))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(said) == 1


def test_after_a_rejected_trigger_the_tracker_is_heard(stage: Stage, organizer: User) -> None:
    made = triggered(organizer)
    decide.reject(made.pk, by=stage.approver, digest=fresh(made).revision.digest, reason="No proof in it.")
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    told = draft.draft_new()
    assert [change.origin for change in StatusChange.objects.order_by("id")] == ["person", "tracker"]
    approve(in_review(told[0]), stage.approver)
    work()
    assert len(stage.posts) == 1


def test_after_a_rejected_draft_of_the_tracker_an_organizer_is_heard(
    tracker: Tracker, quick_pictures: None, organizer: User, approver: User
) -> None:
    made = drafted(tracker)
    with pytest.raises(Refusal, match="already recorded as signed"):
        draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer)
    decide.reject(made.pk, by=approver, digest=fresh(made).revision.digest, reason="The address is dead.")
    assert draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer).pk != made.pk


def test_after_a_rejected_draft_a_trigger_says_what_was_before(stage: Stage, organizer: User) -> None:
    made = drafted(stage.tracker)
    decide.reject(made.pk, by=stage.approver, digest=fresh(made).revision.digest, reason="The address is dead.")
    change = triggered(organizer).subjects.get().change
    assert (change.before, change.after) == ("pending", "signed")


def test_a_signing_that_the_tracker_said_before_the_trigger_was_rejected_is_not_lost(
    stage: Stage, organizer: User
) -> None:
    made = triggered(organizer)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    assert not draft.draft_new()
    decide.reject(made.pk, by=stage.approver, digest=fresh(made).revision.digest, reason="No proof in it.")
    stage.tracker.poll()
    assert [a.subjects.get().change.origin for a in draft.draft_new()] == ["tracker"]
