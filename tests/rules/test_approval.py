"""Who must approve, as data."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.rules.approval import (
    NEGATIVE,
    PRESETS,
    Approval,
    NotAnnounceable,
    rule_for,
    still_missing,
    why_not,
)

STATUSES = st.lists(st.sampled_from(["signed", "refused", "rescinded"]), min_size=1, max_size=3)
TABLE = {
    "two": Approval("two", needed=1, barred=("triggered",), wait=0, retype=False),
    "one": Approval("one", needed=1, barred=(), wait=900, retype=True),
    "strict": Approval("strict", needed=2, barred=("triggered", "edited_last"), wait=0, retype=False),
}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_signature_needs_what_the_preset_says(preset: str) -> None:
    assert rule_for(preset, ["signed"], negative_on=False) == TABLE[preset]


@given(st.sampled_from(PRESETS), STATUSES)
def test_a_refusal_needs_two_and_a_quotation_everywhere(preset: str, statuses: list[str]) -> None:
    rule = rule_for(preset, statuses, negative_on=True)
    if NEGATIVE & set(statuses):
        assert (rule.needed, rule.quotation, "triggered" in rule.barred, rule.retype) == (2, True, True, False)
    else:
        assert rule == TABLE[preset]


@given(st.sampled_from(PRESETS), STATUSES)
def test_refusals_are_off_by_default(preset: str, statuses: list[str]) -> None:
    if NEGATIVE & set(statuses):
        with pytest.raises(NotAnnounceable, match="PUBLISHER_NEGATIVE_STATUSES"):
            rule_for(preset, statuses, negative_on=False)
    else:
        assert not rule_for(preset, statuses, negative_on=False).quotation


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="one of two, one, strict"):
        rule_for("three", ["signed"], negative_on=False)


@given(st.sampled_from(PRESETS), STATUSES)
def test_a_rule_survives_being_stored(preset: str, statuses: list[str]) -> None:
    rule = rule_for(preset, statuses, negative_on=True)
    assert Approval.from_json(json.loads(json.dumps(rule.as_json()))) == rule


@pytest.mark.parametrize(
    ("preset", "triggered", "edited", "says"),
    [
        ("two", [1], None, "You triggered"),
        ("two", [2], 1, ""),
        ("two", [], 1, ""),
        ("one", [1], 1, ""),
        ("strict", [1], 2, "You triggered"),
        ("strict", [2], 1, "You edited"),
        ("strict", [2], 2, ""),
    ],
)
def test_who_is_barred(preset: str, triggered: list[int], edited: int | None, says: str) -> None:
    told = why_not(TABLE[preset], 1, triggered=triggered, edited_last=edited)
    assert told.startswith(says)
    assert bool(told) == bool(says)


@pytest.mark.parametrize(
    ("preset", "approvers", "vouched", "says"),
    [
        ("two", [], [], "one more approval"),
        ("strict", [], [], "2 more approvals"),
        ("strict", [7], ["en", "es"], "one more approval"),
        ("strict", [7, 7], ["en", "es"], "one more approval"),
        ("two", [7], ["en"], "somebody who vouches for the text in es"),
        ("strict", [7, 8], ["en", "es"], ""),
    ],
)
def test_what_is_still_missing(preset: str, approvers: list[int], vouched: list[str], says: str) -> None:
    assert still_missing(TABLE[preset], approvers, vouched, ["en", "es"]) == says
