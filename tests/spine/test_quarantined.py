"""What lies in quarantine: listed, found by its name, side by side, and with what accepting it would do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Poll, SourceKey
from publisher.quarantined import beside, document, follows, items
from publisher.tracker.values import RULE_WORDS, Rule
from publisher.truth.acceptable import why_not_poll, why_not_row
from tests.web import held, story

NOW = timezone.now


def test_polls_and_rows_are_listed_together_oldest_first(db: None) -> None:
    new, old = held.poll(), held.poll(started_at=NOW() - timedelta(days=2))
    row = held.row(opened_at=NOW() - timedelta(days=1))
    assert [item.ref for item in items.listed()] == [f"poll:{old.pk}", f"row:{row.pk}", f"poll:{new.pk}"]
    assert items.count() == 3


def test_what_is_closed_is_not_listed_but_is_found(db: None) -> None:
    row = held.row(state="ignored")
    poll = held.poll()
    Poll.objects.update(state="healed")
    assert (items.listed(), items.count()) == ([], 0)
    assert (items.find(f"row:{row.pk}"), items.find(f"poll:{poll.pk}")) == (row, poll)


def test_the_list_may_be_of_one_source(db: None) -> None:
    held.row()
    other = held.row(source=held.source("other"))
    assert [item.ref for item in items.listed("other")] == [f"row:{other.pk}"]


@pytest.mark.parametrize("ref", ["row:999", "poll:x", "7", "", "line:1", "row:" + "9" * 40])
def test_what_is_not_there_is_refused_plainly(db: None, ref: str) -> None:
    with pytest.raises(Refusal, match="publisher quarantine list"):
        items.find(ref)


def test_a_poll_that_was_never_quarantined_is_not_found(db: None) -> None:
    good = Poll.objects.create(source=held.source(), state="accepted", started_at=NOW())
    with pytest.raises(Refusal):
        items.find(f"poll:{good.pk}")


def test_every_rule_has_its_words_and_an_old_poll_without_one_has_some_too() -> None:
    assert [items.what(rule) for rule in Rule] == [RULE_WORDS[rule] for rule in Rule]
    assert items.what("") == "the read cannot be trusted"


def test_mapped_columns_come_first_and_what_differs_is_seen() -> None:
    before, now = held.raw(pledge="Yes", Notes="a"), held.raw(pledge="No", Notes="b") | {"Extra": "x"}
    pair = beside.beside(before, now, held.COLUMNS)
    assert [cell.column for cell in pair.cells] == ["Full name", "Chamber", "State", "Seat", "Pledge", "Notes", "Extra"]
    assert [cell.column for cell in pair.cells if cell.differs] == ["Pledge", "Notes", "Extra"]


def test_a_new_row_is_not_said_to_differ_everywhere() -> None:
    pair = beside.beside({}, held.raw(), held.COLUMNS)
    assert (pair.was, pair.came, pair.both) == (False, True, False)
    assert [cell.column for cell in pair.rest] == ["Notes"]


def test_a_poll_shows_of_each_row_what_differs(db: None) -> None:
    pair = beside.of_poll(held.poll([held.pair("Lee Placeholder", "Yes", "No")]))[0]
    assert [(cell.column, cell.before, cell.now) for cell in pair.cells] == [("Pledge", "Yes", "No")]
    assert len(pair.rest) == 5


def test_who_may_be_known_by_another_name_is_shown_beside_the_one_we_know(db: None) -> None:
    row = held.row(Rule.SAME_PERSON, name="Leigh Placeholder", candidacy=held.known())
    assert beside.raw_before(row)["Full name"] == "Lee Placeholder"


def test_a_status_that_went_back_is_shown_beside_what_was_told(db: None) -> None:
    change = story.change_of(held.known())
    row = held.row(Rule.FLIP, pledge="", data={"told": change.pk})
    assert beside.raw_before(row)["Pledge"] == "SIGNED"


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ([], 0, "No status changes, so nothing is announced."),
        ([("", "Yes")], 0, "1 status change becomes an announcement to review."),
        ([("", "Yes"), ("No", "Yes"), ("", "Yes")], 0, "3 status changes become announcements to review."),
        ([("Yes", "No")], 0, "1 status change is recorded; nothing is announced of it."),
        (
            [("Yes", "No"), ("", "Yes")],
            0,
            "2 status changes are recorded, and 1 of them becomes an announcement to review.",
        ),
        (
            [("", "Yes")],
            9,
            "1 status change becomes an announcement to review. 9 more rows are concerned, which are not counted here.",
        ),
        ([("Yes", "")], 0, "No status changes, so nothing is announced."),  # a row that is gone is never news
        ([("", "pending")], 0, "No status changes, so nothing is announced."),
        ([("Yes", "Yes")], 0, "No status changes, so nothing is announced."),
    ],
)
def test_it_says_what_accepting_a_poll_would_do(db: None, rows: Any, more: int, said: str) -> None:
    noted = [held.pair(f"Sample {number}", before, now) for number, (before, now) in enumerate(rows)]
    assert follows.poll_accepted(held.poll(noted, more=more)).sentence == said


def test_a_row_that_is_gone_says_nothing_even_where_an_empty_cell_means_pending(db: None) -> None:
    poll = held.poll([held.pair("Lee Placeholder", "Yes", "")])
    poll.source.statuses = {"Yes": "signed", "": "pending"}
    assert follows.poll_accepted(poll).changes == 0


def test_refusals_are_counted_as_announced_only_where_they_are(db: None, settings: Any) -> None:
    poll = held.poll([held.pair("Lee Placeholder", "Yes", "No")])
    assert follows.poll_accepted(poll).announced == 0
    settings.NEGATIVE_STATUSES = True
    assert follows.poll_accepted(poll).announced == 1


def test_a_first_read_is_announced_by_nobody(db: None) -> None:
    poll = held.poll([held.pair("Lee Placeholder", "", "Yes")])
    poll.source.baseline_at = None
    assert "silent baseline" in follows.poll_accepted(poll).sentence


def test_the_answer_to_who_it_is_decides_what_follows(db: None) -> None:
    known = held.known()  # signed
    row = held.row(Rule.SAME_PERSON, name="Leigh Placeholder", candidacy=known)
    assert follows.row_accepted(row, same=True).changes == 0
    assert follows.row_accepted(row, same=False).announced == 1
    SourceKey.objects.update(status="pending")
    assert follows.row_accepted(row, same=True).announced == 1


def test_rows_that_say_nothing_cannot_be_accepted(db: None) -> None:
    for rule in (Rule.TYPE, Rule.DAMAGED):
        assert "Correct the row in the tracker" in why_not_row(held.row(rule))
    assert "what “Leaning” means" in why_not_row(held.row(Rule.VOCABULARY, pledge="Leaning"))
    for rule in (Rule.DUPLICATE, Rule.FLIP, Rule.SAME_PERSON, Rule.OTHER_PERSON):
        assert why_not_row(held.row(rule)) == ""


def test_a_placeholder_can_be_accepted_if_its_seat_is_one(db: None) -> None:
    assert why_not_row(held.row(Rule.PLACEHOLDER, raw=held.raw("Test Candidate"))) == ""
    assert "OH" in why_not_row(held.row(Rule.PLACEHOLDER, raw=held.raw("Test Candidate", Seat="99")))
    assert "“Ohioo”" in why_not_row(held.row(Rule.PLACEHOLDER, raw=held.raw("Test Candidate", State="Ohioo")))


def test_polls_in_which_nothing_came_cannot_be_accepted(db: None) -> None:
    wrong = {Rule.UNREACHABLE, Rule.FORM, Rule.EMPTY, Rule.COLUMNS, Rule.VOCABULARY}
    assert {rule for rule in Rule if why_not_poll(held.poll(rule=rule))} == wrong


def test_programs_see_the_same(db: None) -> None:
    poll = document.whole(held.poll([held.pair("Lee Placeholder", "", "Yes")], more=2))
    assert (poll["expected"], poll["came"], poll["more"]) == ("at most 10 status changes", "11", 2)
    assert poll["accepting"]["announced"] == 1
    row = document.whole(held.row(before="Yes", pledge="No"))
    assert (row["before"]["Pledge"], row["now"]["Pledge"]) == ("Yes", "No")
    assert row["not_acceptable"]
