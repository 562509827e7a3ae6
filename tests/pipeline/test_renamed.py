"""Somebody else than people have read: a row whose name, office, state or district changed after the draft."""

import pytest

from publisher.errors import Refusal
from publisher.models import User
from publisher.pipeline import decide, draft, submit
from tests.pipeline.story import Stage, approve, fresh, in_review, only, triggered, work

OTHERS = {
    "name": {"name": "Maxima M. Example"},
    "state": {"state": "TX", "district": "9"},
    "district": {"district": "5"},
    "office": {"office": "Senate", "district": ""},
}


@pytest.mark.every_case
@pytest.mark.parametrize("cells", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
def test_after_approval_it_is_held(stage: Stage, cells: dict[str, str], read: bool) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "signed", **cells)
    if read:
        stage.tracker.poll()
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("held", "held", [])
    assert "Draft it anew" in fresh(made).reason


def test_the_reason_names_both(stage: Stage) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "signed", name="Maxima M. Example")
    stage.tracker.poll()
    assert "changed the name from Maxima Example to Maxima M. Example" in fresh(made).reason


def test_drafted_anew_it_goes_out_under_the_new_name(stage: Stage, comms: User) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "signed", name="Maxima M. Example")
    stage.tracker.poll()
    decide.review_again(made.pk, by=comms)
    with pytest.raises(Refusal, match="changed the name"):
        approve(made, stage.approver)
    submit.redraft(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    assert ["Maxima M. Example" in post["caption"] for post in stage.posts] == [True]


def test_another_party_holds_nothing(stage: Stage) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "signed", party="Independent")
    stage.tracker.poll()
    work()
    assert (fresh(made).state, len(stage.posts)) == ("approved", 1)


def test_a_trigger_whose_row_was_renamed_before_it_agreed_is_held(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "signed", name="Maxima Else")
    stage.tracker.poll()
    work()
    assert (fresh(made).state, stage.posts) == ("held", [])


def test_a_new_spelling_after_all_is_out_makes_nothing_untrue(stage: Stage) -> None:
    made = stage.approved()
    work()
    stage.tracker.says("oh-3", "signed", name="Maxima M. Example")
    stage.tracker.poll()
    assert (fresh(made).state, only(made).state) == ("approved", "published")


@pytest.mark.parametrize("cells", [{"date": "2025-11-02"}, {"evidence": "https://news.example.org/right"}], ids=str)
def test_a_corrected_date_or_address_holds_it_and_goes_out_drafted_anew(
    stage: Stage, comms: User, cells: dict[str, str]
) -> None:
    stage.tracker.says("oh-3", "signed", date="2026-03-12")
    stage.tracker.poll()
    made = approve(in_review(draft.draft_new()[0]), stage.approver)
    stage.tracker.says("oh-3", "signed", **({"date": "2026-03-12"} | cells))
    stage.tracker.poll()
    work()
    assert (fresh(made).state, stage.posts) == ("held", [])
    decide.review_again(made.pk, by=comms)
    submit.redraft(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    caption = stage.posts[0]["caption"]
    assert ("November 2, 2025" in caption) == ("date" in cells)
    assert "https://news.example.org/pledge" not in caption or "evidence" not in cells
