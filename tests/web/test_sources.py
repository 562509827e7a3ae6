from datetime import timedelta

import pytest
from django.utils import timezone

from publisher import nudge
from publisher.models import Poll, Source, SourceKey, StatusChange
from publisher.pipeline import sources
from publisher.tracker.roster import Entry, Roster
from publisher.tracker.values import Rule
from tests.web import held, story


def source(name: str) -> Source:
    return Source.objects.create(name=name, location="https://tracker.example/rows.csv", format="csv", cycle=2026)


def poll(of: Source, state: str, reason: str = "", **fields: object) -> Poll:
    return Poll.objects.create(source=of, state=state, started_at=timezone.now(), reason=reason, rows=12, **fields)


def test_a_quarantined_poll_is_shown_with_its_rule_and_its_reason(as_user, organizer):
    tracker = source("tracker")
    poll(tracker, "accepted")
    poll(tracker, "quarantined", "Expected a column Status, found none. Map it again.", rule=Rule.COLUMNS)
    html = as_user(organizer).get("/sources/").content.decode()
    assert "Quarantined: a column is missing or has moved." in html
    assert "Expected a column Status, found none." in html
    assert "the last good read stays" in html


def test_a_trouble_says_when_the_last_good_read_was(as_user, organizer):
    held.poll()
    assert "Last good read" not in as_user(organizer).get("/sources/").content.decode()
    Source.objects.update(good_at=timezone.now())
    assert "Last good read" in as_user(organizer).get("/sources/").content.decode()


def test_what_is_healed_is_no_trouble_any_more(as_user, organizer):
    tracker = source("tracker")
    poll(tracker, "healed", "An old trouble.")
    poll(tracker, "accepted")
    assert "An old trouble." not in as_user(organizer).get("/sources/").content.decode()


def test_it_shows_last_read_last_change_next_read_and_rows_by_status(as_user, organizer, settings):
    settings.WATCH_SECONDS = 600
    organizer.time_zone = "Pacific/Honolulu"
    organizer.save()
    change = story.change_of(held.known())
    StatusChange.objects.update(source=held.source())
    Source.objects.update(read_at=timezone.now().replace(year=2026, month=3, day=12, hour=20, minute=5))
    html = as_user(organizer).get("/sources/").content.decode()
    assert "Thu, Mar 12, 10:05 AM HST" in html
    assert "Thu, Mar 12, 10:15 AM HST" in html
    assert f'<a href="/candidates/{change.candidacy_id}/">Lee Placeholder</a>' in html
    assert "<strong>1</strong> signed" in html


def test_the_roster_that_its_rows_are_set_beside_is_named(as_user, organizer):
    of = held.source()
    assert "roster" not in as_user(organizer).get("/sources/").content.decode()
    for people, words in ((1, "a roster of 1 person, loaded on"), (6344, "a roster of 6,344 people, loaded on")):
        sources.set_roster(of, Roster((Entry("Lee Placeholder", "house", "OH", 3),), people))
        assert f"Checked against {words} <time" in as_user(organizer).get("/sources/").content.decode()


def test_rows_that_are_missing_are_counted(as_user, organizer):
    held.known()
    SourceKey.objects.update(missing_since=timezone.now())
    assert "1 of them is missing from the tracker now" in as_user(organizer).get("/sources/").content.decode()


def test_quarantined_rows_are_counted_and_lead_staff_who_may_clear_them_there(as_user, organizer, comms):
    held.row()
    held.row()
    link = 'href="/quarantine/?source=tracker"'
    for user, leads in ((organizer, False), (comms, True)):
        html = as_user(user).get("/sources/").content.decode()
        assert "2 rows wait for a person" in html
        assert (link in html) is leads


def test_a_source_that_nobody_reads_says_what_to_do(as_user, organizer):
    held.source()
    assert "publisher doctor" not in as_user(organizer).get("/sources/").content.decode()
    Source.objects.update(read_at=timezone.now() - timedelta(hours=2))
    assert "publisher doctor" in as_user(organizer).get("/sources/").content.decode()


def test_many_sources_take_as_many_queries_as_one(as_user, comms, django_assert_num_queries):
    client = as_user(comms)
    held.poll()
    held.row()
    story.change_of(held.known())
    with django_assert_num_queries(10):
        client.get("/sources/")
    for number in range(10):
        held.row(source=held.source(f"tracker-{number}"))
        held.poll(source=held.source(f"tracker-{number}"))
        change = story.change_of(story.candidate(f"Sample {number}"))
        StatusChange.objects.filter(pk=change.pk).update(source=held.source(f"tracker-{number}"))
    with django_assert_num_queries(10):
        client.get("/sources/")


def test_no_source_says_how_to_add_one(as_user, organizer):
    assert "publisher source add" in as_user(organizer).get("/sources/").content.decode()


@pytest.fixture
def hints(monkeypatch):
    sent = []
    monkeypatch.setattr(nudge, "send", lambda task, ident=None: sent.append((task, ident)))
    return sent


def test_comms_ask_for_a_read_now(as_user, comms, hints):
    tracker = held.source()
    answer = as_user(comms).post(f"/sources/{tracker.pk}/read/")
    assert (answer.status_code, hints) == (303, [("poll", tracker.pk)])
    assert "is read as soon as" in as_user(comms).get("/sources/").content.decode() or answer["Location"]


def test_an_approver_pauses_and_resumes(as_user, approver):
    tracker, client = held.source(), as_user(approver)
    client.post(f"/sources/{tracker.pk}/pause/")
    html = client.get("/sources/").content.decode()
    assert "Paused since" in html
    assert "Nothing is read from it" in html
    assert f'action="/sources/{tracker.pk}/read/"' not in html
    assert client.post(f"/sources/{tracker.pk}/read/").status_code == 409
    client.post(f"/sources/{tracker.pk}/resume/")
    tracker.refresh_from_db()
    assert tracker.paused_at is None


@pytest.mark.parametrize(("act", "who"), [("read", "organizer"), ("pause", "comms"), ("resume", "comms")])
def test_each_button_takes_its_role(as_user, act, who, request):
    user, tracker = request.getfixturevalue(who), held.source()
    assert as_user(user).post(f"/sources/{tracker.pk}/{act}/").status_code == 403
    assert f'action="/sources/{tracker.pk}/{act}/"' not in as_user(user).get("/sources/").content.decode()


def test_a_button_opened_by_its_address_does_nothing(as_user, approver):
    tracker = held.source()
    assert as_user(approver).get(f"/sources/{tracker.pk}/pause/")["Location"] == "/sources/"
    tracker.refresh_from_db()
    assert tracker.paused_at is None
