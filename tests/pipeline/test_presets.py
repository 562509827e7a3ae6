"""Each preset lets through exactly what its row in the design says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Announcement, Event, User
from publisher.pipeline import decide, draft
from tests.pipeline.story import EVIDENCE, Stage, approve, drafted, edit, fresh, in_review, only, triggered, work


@pytest.fixture(params=["two", "one", "strict"])
def preset(request: pytest.FixtureRequest, settings) -> str:
    settings.APPROVALS = request.param
    return request.param


def outcome(made: Announcement, by: User, **more: str) -> str:
    """`approved`, `in_review` (one more is needed), or why not."""
    try:
        return approve(made, by, **more).state
    except Refusal as refused:
        return str(refused).partition(",")[0]


def test_who_triggered(stage: Stage, preset: str, admin: User) -> None:
    expected = "approved" if preset == "one" else "You triggered this announcement"
    assert outcome(triggered(admin), admin, surname="Example") == expected


def test_who_edited_last(stage: Stage, preset: str) -> None:
    made = drafted(stage.tracker)
    edit(made, stage.approver, alt_en="My words.")
    expected = "You edited this last" if preset == "strict" else "approved"
    assert outcome(made, stage.approver, surname="Example") == expected


def test_who_edited_before_somebody_else(stage: Stage, preset: str, comms: User) -> None:
    made = drafted(stage.tracker)
    edit(made, stage.approver, alt_en="My words.")
    edit(made, comms, alt_en="Their words.")
    expected = "in_review" if preset == "strict" else "approved"
    assert outcome(made, stage.approver, surname="Example") == expected


def test_how_many_are_needed(stage: Stage, preset: str, second_approver: User) -> None:
    made = drafted(stage.tracker)
    first = outcome(made, stage.approver, surname="Example")
    assert first == ("in_review" if preset == "strict" else "approved")
    if preset == "strict":
        assert outcome(made, stage.approver) == "You have already decided on this revision."
        assert outcome(made, second_approver) == "approved"


@pytest.mark.parametrize("typed", ["", "Sample", "Maxima"])
def test_the_surname_is_retyped(stage: Stage, preset: str, typed: str) -> None:
    asks = "Type the surname as it stands in the evidence: with one pair of eyes"
    expected = {"two": "approved", "one": asks, "strict": "in_review"}[preset]
    assert outcome(drafted(stage.tracker), stage.approver, surname=typed) == expected


@pytest.mark.parametrize("typed", ["Specimen", " SPECIMEN ", "spécimen"])
def test_capitals_and_accents_of_the_surname_do_not_matter(stage: Stage, settings, typed: str) -> None:
    settings.APPROVALS = "one"
    assert outcome(drafted(stage.tracker, "tx-7"), stage.approver, surname=typed) == "approved"


def test_how_long_it_waits(stage: Stage, preset: str) -> None:
    made = drafted(stage.tracker)
    outcome(made, stage.approver, surname="Example")
    if preset == "strict":
        return
    wait = (only(made).not_before - timezone.now()).total_seconds()
    assert 890 < wait <= 900 if preset == "one" else wait <= 0
    work()
    assert len(stage.posts) == (0 if preset == "one" else 1)


def test_the_trail_tells_of_one_pair_of_eyes(stage: Stage, preset: str) -> None:
    outcome(drafted(stage.tracker), stage.approver, surname="Example")
    told = Event.objects.filter(what="decision", data__eyes="one pair of eyes").exists()
    assert told == (preset == "one")


def test_refusals_are_off_until_an_admin_turns_them_on(stage: Stage, preset: str, organizer: User) -> None:
    for status in ("refused", "rescinded"):
        with pytest.raises(Refusal, match="PUBLISHER_NEGATIVE_STATUSES"):
            triggered(organizer, status=status)
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    assert not draft.draft_new()


@pytest.mark.parametrize("status", ["refused", "rescinded"])
def test_a_refusal_needs_a_quotation_and_two(
    stage: Stage, preset: str, settings, organizer: User, second_approver: User, status: str
) -> None:
    settings.NEGATIVE_STATUSES = True
    silent = triggered(organizer, status=status)
    assert outcome(silent, stage.approver).startswith("Quote what Maxima Example said")
    made = triggered(organizer, "oh-4", status=status, quotation="I will not sign this.")
    stage.tracker.says("oh-4", status)
    stage.tracker.poll()
    assert outcome(made, stage.approver) == "in_review"
    assert outcome(made, second_approver) == "approved"


def test_who_triggered_a_refusal_is_barred_even_where_one_may_do_both(stage: Stage, settings, admin: User) -> None:
    settings.APPROVALS, settings.NEGATIVE_STATUSES = "one", True
    made = triggered(admin, status="refused", quotation="No.")
    assert outcome(made, admin) == "You triggered this announcement"


def test_a_quotation_is_a_part_of_what_is_approved(stage: Stage, settings, organizer: User) -> None:
    settings.NEGATIVE_STATUSES = True
    made = triggered(organizer, status="refused", quotation="I will not sign this.")
    evidence = made.revision.manifest["subjects"][0]["evidence"]
    assert [(item["url"], item["note"]) for item in evidence] == [(EVIDENCE, "I will not sign this.")]


def test_the_rule_is_frozen_with_the_revision(stage: Stage, settings) -> None:
    settings.APPROVALS = "strict"
    made = drafted(stage.tracker)
    settings.APPROVALS = "two"
    assert outcome(made, stage.approver) == "in_review"
    assert fresh(made).revision.approval["needed"] == 2


def test_a_preset_that_does_not_exist_says_so(stage: Stage, settings, organizer: User) -> None:
    settings.APPROVALS = "three"
    with pytest.raises(Refusal, match="PUBLISHER_APPROVALS is 'three'"):
        triggered(organizer)


def test_a_second_look_waits_as_long(stage: Stage, settings) -> None:
    settings.APPROVALS, settings.UNDO_SECONDS = "one", 3600
    made = drafted(stage.tracker)
    outcome(made, stage.approver, surname="Example")
    assert only(made).not_before - timezone.now() > timedelta(seconds=3500)


def test_one_may_not_decide_in_another_state(stage: Stage, preset: str) -> None:
    stage.tracker.says("oh-3")
    stage.tracker.poll()
    made = draft.draft_new()[0]
    with pytest.raises(Refusal, match="is drafting"):
        decide.approve(made.pk, by=stage.approver, digest="0" * 64)
    assert in_review(made).state == "in_review"
