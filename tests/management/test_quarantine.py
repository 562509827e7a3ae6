"""`publisher quarantine`: the same as the pages, by command."""

import json
from typing import Any

from publisher.models import Poll, QuarantinedRow, User
from publisher.tracker.values import Rule
from tests.web import held


def test_an_empty_quarantine_says_so(cli: Any) -> None:
    assert cli("quarantine", "list").out.strip() == "Nothing is in quarantine."
    assert json.loads(cli("quarantine", "list", "--json").out) == []


def test_it_lists_rows_and_polls_by_names_that_tell_them_apart(cli: Any) -> None:
    row, poll = held.row(), held.poll()
    listed = json.loads(cli("quarantine", "list", "--json").out)
    assert [one["id"] for one in listed] == [f"row:{row.pk}", f"poll:{poll.pk}"]
    assert set(listed[0]) == {"id", "source", "state", "since", "rule", "what", "who", "reason"}


def test_it_shows_what_was_expected_what_came_and_what_would_follow(cli: Any) -> None:
    poll = held.poll([held.pair("Lee Placeholder", "", "Yes")])
    shown = cli("quarantine", "show", f"poll:{poll.pk}").out
    assert "expected: at most 10 status changes" in shown
    assert "Lee Placeholder" in shown
    assert "1 status change becomes an announcement to review." in shown


def test_several_are_cleared_at_once(cli: Any, comms: User) -> None:
    row, poll = held.row(Rule.DUPLICATE), held.poll()
    done = cli("quarantine", "accept", f"row:{row.pk}", f"poll:{poll.pk}", "--as", comms.email, "--json")
    assert [one["state"] for one in json.loads(done.out)] == ["accepted", "accepted"]
    assert Poll.objects.get(pk=poll.pk).accepted_by == comms


def test_ignoring(cli: Any, comms: User) -> None:
    row = held.row()
    assert cli("quarantine", "ignore", f"row:{row.pk}", "--as", comms.email).out.strip() == f"row:{row.pk}: ignored."
    assert QuarantinedRow.objects.get().closed_by == comms


def test_who_it_is_must_be_said(cli: Any, comms: User) -> None:
    row = held.row(Rule.SAME_PERSON)
    refused = cli("quarantine", "accept", f"row:{row.pk}", "--as", comms.email)
    assert (refused.code, "same person" in refused.err) == (1, True)
    assert cli("quarantine", "accept", f"row:{row.pk}", "--other-person", "--as", comms.email).code == 0


def test_a_whole_poll_is_nobody(cli: Any, comms: User) -> None:
    refused = cli("quarantine", "accept", f"poll:{held.poll().pk}", "--same-person", "--as", comms.email)
    assert (refused.code, "are for rows" in refused.err) == (1, True)


def test_what_cannot_be_accepted_says_why(cli: Any, comms: User) -> None:
    refused = cli("quarantine", "accept", f"row:{held.row(Rule.TYPE).pk}", "--as", comms.email)
    assert (refused.code, "Correct the row in the tracker" in refused.err) == (1, True)


def test_an_organizer_may_look_but_not_clear(cli: Any, organizer: User) -> None:
    refused = cli("quarantine", "ignore", f"row:{held.row().pk}", "--as", organizer.email)
    assert (refused.code, "organizer" in refused.err) == (1, True)
    assert QuarantinedRow.objects.get().state == "open"
