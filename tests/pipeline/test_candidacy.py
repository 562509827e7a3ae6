"""Whether a candidacy goes on: who has ended is held wherever they stand on the way, and nothing goes out by itself."""

from contextlib import suppress
from typing import Any

import pytest

from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Event, User
from publisher.pipeline import candidacy, decide, draft, submit
from tests.pipeline.story import EVIDENCE, Stage, approve, digest, drafted, edit, fresh, in_review, later, only, work

ENDED = ["left_race", "lost", "switched", "deceased"]


def says(standing: str, by: User, key: str = "oh-3") -> candidacy.Stands:
    """Staff say it, with a reason."""
    found = Candidacy.objects.get(keys__key=key)
    return candidacy.set_standing(found.pk, standing, by=by, reason="Their campaign wrote us.")


def test_it_is_recorded_with_who_when_and_why(stage: Stage, comms: User) -> None:
    says("left_race", comms)
    event = Event.objects.get(kind="candidacy", what="standing")
    assert (event.before, event.after, event.role) == ("active", "left_race", "comms")
    assert (event.personal.by, event.personal.fields["reason"]) == (comms, "Their campaign wrote us.")
    assert Candidacy.objects.get(pk=event.object_id).standing == "left_race"


@pytest.mark.parametrize("standing", ENDED)
def test_what_is_going_out_is_held_with_the_reason(stage: Stage, comms: User, settings: Any, standing: str) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    assert says(standing, comms).held == (made,)
    later(only(made), not_before=-1)
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("held", "held", [])
    assert f"no longer active: {standing.replace('_', ' ')}" in fresh(made).reason


def test_what_waits_for_review_is_held(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    assert says("deceased", comms).held == (made,)
    assert fresh(made).state == "held"


def test_the_others_go_on(stage: Stage, comms: User) -> None:
    stage.approved("oh-4")
    assert says("deceased", comms).held == ()
    work()
    assert len(stage.posts) == 1


@pytest.mark.parametrize("standing", ENDED)
def test_a_new_signature_of_theirs_is_held_and_not_lost(stage: Stage, comms: User, standing: str) -> None:
    says(standing, comms)
    made = drafted(stage.tracker)
    assert made.state == "held"
    assert "no longer active" in made.reason
    work()
    assert stage.posts == []


def test_what_was_being_drafted_is_held_when_it_comes_into_review(stage: Stage, comms: User) -> None:
    stage.tracker.says("oh-3")
    stage.tracker.poll()
    made = draft.draft_new()[0]
    assert says("lost", comms).held == ()
    assert in_review(made).state == "held"


@pytest.mark.parametrize(
    "way",
    [
        lambda made, comms: decide.review_again(made.pk, by=comms),
        lambda made, comms: edit(made, comms, alt_en="A card that says so."),
        lambda made, comms: submit.redraft(made.pk, by=comms, digest=digest(made)),
    ],
    ids=["review again", "edit", "redraft"],
)
def test_there_is_no_way_round(stage: Stage, comms: User, way: Any) -> None:
    made = drafted(stage.tracker)
    says("left_race", comms)
    with suppress(Refusal):
        way(made, comms)
    assert (fresh(made).state, "no longer active" in fresh(made).reason) == ("held", True)


def test_set_back_to_active_it_can_be_reviewed_again_and_goes_out_after_a_new_approval(
    stage: Stage, comms: User
) -> None:
    made = stage.approved()
    says("deceased", comms)
    assert says("active", comms).held == ()
    work()
    assert (fresh(made).state, stage.posts) == ("held", [])  # by itself nothing goes out
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1


def test_what_is_live_was_true_and_stays(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    assert says("lost", comms).held == ()
    stage.tracker.says("oh-3", party="Green")
    stage.tracker.poll()
    assert (fresh(made).state, only(made).state) == ("approved", "published")


def test_of_the_dead_nobody_can_trigger_anything(stage: Stage, comms: User, organizer: User) -> None:
    says("deceased", comms)
    with pytest.raises(Refusal, match="recorded as deceased, so nothing is announced"):
        draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer)
    assert not Announcement.objects.exists()


def test_what_is_triggered_of_somebody_who_left_is_held(stage: Stage, comms: User, organizer: User) -> None:
    says("left_race", comms)
    made = in_review(draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer))
    assert made.state == "held"


@pytest.mark.parametrize(
    ("standing", "reason", "why"),
    [
        ("gone", "x", "no standing of a candidacy"),
        ("active", "x", "as active already"),
        ("lost", " ", "reason is needed"),
    ],
)
def test_what_cannot_be_is_refused(stage: Stage, comms: User, standing: str, reason: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        candidacy.set_standing(Candidacy.objects.get(keys__key="oh-3").pk, standing, by=comms, reason=reason)
    assert not Event.objects.filter(what="standing").exists()


def test_organizers_do_not_say_it(stage: Stage, organizer: User) -> None:
    with pytest.raises(Refusal) as refused:
        says("lost", organizer)
    assert refused.value.code == "forbidden"
