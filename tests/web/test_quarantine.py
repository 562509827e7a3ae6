"""The quarantine as a place: what came beside what was there, three answers, two taps each."""

import re

import pytest
from django.utils import timezone

from publisher.models import Poll, QuarantinedRow
from publisher.tracker.values import Rule
from tests.web import held, story

HOSTILE = '<script>alert("x")</script>'


def page(client, thing) -> str:
    kind = "polls" if isinstance(thing, Poll) else "rows"
    answer = client.get(f"/quarantine/{kind}/{thing.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def buttons(html: str) -> list[str]:
    """The first taps: each opens a confirmation."""
    found = re.findall(r"<summary class=\"button[^\"]*\">(.*?)</summary>", html)
    return [*found, *re.findall(r'<a class="button wide" href="/sources/\d+/map/">(.*?)</a>', html)]


def confirmations(html: str) -> dict[str, str]:
    """Of each form its address and what stands in it."""
    forms = re.findall(r'<form method="post" action="(/quarantine/[^"]+)">(.*?)</form>', html, re.DOTALL)
    return {action + "".join(re.findall(r'name="same" value="(\w+)"', body)): body for action, body in forms}


def test_the_list_shows_everything_with_its_rule(as_user, comms):
    row, poll = held.row(Rule.DUPLICATE), held.poll()
    html = as_user(comms).get("/quarantine/").content.decode()
    assert f'href="/quarantine/rows/{row.pk}/"' in html
    assert f'href="/quarantine/polls/{poll.pk}/"' in html
    assert "rows contradict each other" in html
    assert html.index(f"row:{row.pk}") < html.index(f"poll:{poll.pk}")


def test_an_empty_quarantine_says_what_it_is_for(as_user, comms):
    assert "Nothing is in quarantine" in as_user(comms).get("/quarantine/").content.decode()


def test_the_navigation_counts_what_is_open_for_those_who_may_clear_it(as_user, comms, organizer):
    held.row()
    held.poll()
    assert re.search(r'Quarantine<span class="count look">2<', as_user(comms).get("/").content.decode())
    assert "/quarantine/" not in as_user(organizer).get("/").content.decode()


def test_a_poll_shows_what_was_expected_what_came_and_the_rows_side_by_side(as_user, comms):
    poll = held.poll([held.pair("Lee Placeholder", "Yes", "No"), held.pair("Bo Sample", "", "Yes")], more=3)
    html = page(as_user(comms), poll)
    assert "at most 10 status changes" in html
    assert "<del>Yes</del>" in html
    assert "<ins>No</ins>" in html
    assert html.count("differs</span>") == 1
    assert "It was not there before." in html
    assert "And 3 more rows like these." in html


def test_many_rows_are_folded(as_user, comms):
    poll = held.poll([held.pair(f"Sample {number}", "", "Yes") for number in range(25)])
    assert "<summary>5 other rows</summary>" in page(as_user(comms), poll)


def test_a_poll_clears_in_two_taps_and_the_second_says_what_follows(as_user, comms, admin):
    poll = held.poll([held.pair(f"Sample {number}", "", "Yes") for number in range(3)])
    assert buttons(page(as_user(admin), poll)) == ["Accept as it is", "Ignore", "Re-map"]
    html = page(as_user(comms), poll)
    forms = confirmations(html)
    assert "3 status changes become announcements to review." in forms[f"/quarantine/polls/{poll.pk}/accept/"]
    answer = as_user(comms).post(f"/quarantine/polls/{poll.pk}/accept/")
    assert (answer.status_code, answer["Location"]) == (303, "/quarantine/")
    poll.refresh_from_db()
    assert (poll.state, poll.accepted_by) == ("accepted", comms)


def test_ignoring_a_poll(as_user, comms):
    poll = held.poll()
    as_user(comms).post(f"/quarantine/polls/{poll.pk}/ignore/")
    poll.refresh_from_db()
    assert poll.state == "ignored"
    html = page(as_user(comms), poll)
    assert "Casey Comms ignored it." in html
    assert buttons(html) == []


def test_a_row_shows_before_and_now(as_user, comms):
    html = page(as_user(comms), held.row(Rule.DUPLICATE, before="No", pledge="Yes"))
    assert "<del>No</del>" in html
    assert "<ins>Yes</ins>" in html
    assert html.count("differs</span>") == 1


def test_a_row_clears_in_two_taps(as_user, comms):
    row = held.row(Rule.DUPLICATE)
    forms = confirmations(page(as_user(comms), row))
    assert "1 status change becomes an announcement to review." in forms[f"/quarantine/rows/{row.pk}/accept/"]
    as_user(comms).post(f"/quarantine/rows/{row.pk}/accept/")
    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("accepted", comms)


@pytest.mark.parametrize("rule", [Rule.SAME_PERSON, Rule.OTHER_PERSON])
def test_who_it_is_has_two_answers_that_name_the_person(as_user, comms, rule):
    row = held.row(rule, name="Leigh Placeholder", candidacy=held.known(), data={"similarity": 84})
    html = page(as_user(comms), row)
    assert buttons(html) == ["It is Lee Placeholder (same person)", "It is somebody else", "Ignore"]
    assert "84 % alike" in html
    forms = confirmations(html)
    accept = f"/quarantine/rows/{row.pk}/accept/"
    assert "No status changes" in forms[accept + "yes"]
    assert "1 status change becomes an announcement" in forms[accept + "no"]
    assert as_user(comms).post(accept).status_code == 400
    assert as_user(comms).post(accept, {"same": "no"}).status_code == 303
    assert QuarantinedRow.objects.get().data["same"] is False


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Rule.TYPE, "A field that cannot be read says nothing."),
        (Rule.DAMAGED, "Damaged text would be published damaged."),
        (Rule.VOCABULARY, "Nobody has said what “Perhaps” means."),
        (Rule.PLACEHOLDER, "It is not a candidate for any seat"),
    ],
)
def test_what_cannot_be_accepted_has_no_button_and_says_why_and_what_to_do(as_user, comms, rule, why):
    row = held.row(rule, pledge="Perhaps", raw=held.raw("Vacant", "Perhaps", Seat="none"))
    html = page(as_user(comms), row)
    assert "Accept as it is" not in html
    assert why in html
    assert "orrect the row in the tracker" in html
    assert as_user(comms).post(f"/quarantine/rows/{row.pk}/accept/").status_code == 400
    assert QuarantinedRow.objects.get().state == "open"


def test_rows_that_contradict_each_other_are_shown_together(as_user, comms):
    one = held.row(Rule.DUPLICATE, name="Dana Specimen", pledge="Yes")
    other = held.row(Rule.DUPLICATE, name="Dana Specimen", pledge="No")
    html = page(as_user(comms), one)
    assert f'href="/quarantine/rows/{other.pk}/"' in html
    assert "<ins>No</ins>" in html


def test_who_was_faster_is_told_to_the_second(as_user, comms, approver):
    row = held.row(Rule.DUPLICATE)
    as_user(approver).post(f"/quarantine/rows/{row.pk}/ignore/")
    answer = as_user(comms).post(f"/quarantine/rows/{row.pk}/accept/")
    assert answer.status_code == 409
    assert "ignored meanwhile" in answer.content.decode()


def test_re_mapping_is_offered_to_admins_alone(as_user, comms, admin):
    row = held.row()
    assert "Re-map" in buttons(page(as_user(admin), row))
    html = page(as_user(comms), row)
    assert f"/sources/{row.source_id}/map/" not in html
    assert "takes an admin" in html


def test_organizers_see_no_quarantine(as_user, organizer):
    row, poll = held.row(Rule.DUPLICATE), held.poll()
    client = as_user(organizer)
    for path in ("/quarantine/", f"/quarantine/rows/{row.pk}/", f"/quarantine/polls/{poll.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/quarantine/rows/{row.pk}/accept/").status_code == 403
    row.refresh_from_db()
    assert row.state == "open"


def test_an_answer_opened_by_its_address_decides_nothing(as_user, comms):
    row = held.row(Rule.DUPLICATE)
    answer = as_user(comms).get(f"/quarantine/rows/{row.pk}/accept/")
    assert answer["Location"] == f"/quarantine/rows/{row.pk}/"
    row.refresh_from_db()
    assert row.state == "open"


def test_hostile_cells_stay_text(as_user, comms):
    raw = held.raw(HOSTILE, HOSTILE) | {HOSTILE: HOSTILE}
    row = held.row(Rule.DUPLICATE, name=HOSTILE, raw=raw, reason=HOSTILE, key=HOSTILE, before="Yes")
    other = held.row(Rule.DUPLICATE, name=HOSTILE, raw=raw | {"Notes": "<img src=x>"}, key=HOSTILE)
    noted = {"key": HOSTILE, "name": HOSTILE, "before": raw, "now": raw | {"Seat": HOSTILE + "!"}}
    poll = held.poll([noted])
    client = as_user(comms)
    pages = [page(client, row), page(client, other), page(client, poll), client.get("/quarantine/").content.decode()]
    for html in pages:
        assert HOSTILE not in html
        assert "<img src=x>" not in html
        assert "&lt;script&gt;" in html


def test_a_poll_without_notes_or_a_rule_is_shown_too(as_user, comms):
    old = Poll.objects.create(
        source=held.source(), state="quarantined", started_at=timezone.now(), reason="An old trouble."
    )
    html = page(as_user(comms), old)
    assert "An old trouble." in html
    assert "no single row was noted" in html


def test_the_pages_take_the_same_queries_however_much_there_is(as_user, comms, django_assert_num_queries):
    client = as_user(comms)
    known = held.known()
    row = held.row(Rule.SAME_PERSON, candidacy=known)
    poll = held.poll([held.pair("Lee Placeholder", "Yes", "No")])
    asked = {"/quarantine/": 5, f"/quarantine/rows/{row.pk}/": 6, f"/quarantine/polls/{poll.pk}/": 4}
    for path, queries in asked.items():
        with django_assert_num_queries(queries):
            client.get(path)
    for number in range(10):
        held.row(Rule.SAME_PERSON, candidacy=story.candidate(f"Sample {number}"))
        held.poll(source=held.source(f"tracker-{number}"))
    Poll.objects.filter(pk=poll.pk).update(
        details={"rows": [held.pair(f"Sample {number}", "Yes", "No") for number in range(30)]}
    )
    for path, queries in asked.items():
        with django_assert_num_queries(queries):
            client.get(path)
