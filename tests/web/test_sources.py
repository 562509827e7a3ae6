from django.utils import timezone

from publisher.models import Poll, Source


def source(name: str) -> Source:
    return Source.objects.create(name=name, location="https://tracker.example/rows.csv", format="csv", cycle=2026)


def poll(of: Source, state: str, reason: str = "") -> None:
    Poll.objects.create(source=of, state=state, started_at=timezone.now(), reason=reason, rows=12)


def test_a_quarantined_poll_is_shown_with_its_reason(as_user, organizer):
    tracker = source("tracker")
    poll(tracker, "accepted")
    poll(tracker, "quarantined", "Expected a column Status, found none. Map it again.")
    html = as_user(organizer).get("/sources/").content.decode()
    assert "Quarantined" in html
    assert "Expected a column Status, found none." in html
    assert "the last good read stays" in html


def test_the_latest_poll_counts(as_user, organizer):
    tracker = source("tracker")
    poll(tracker, "quarantined", "An old trouble.")
    poll(tracker, "accepted")
    assert "An old trouble." not in as_user(organizer).get("/sources/").content.decode()


def test_many_sources_take_as_many_queries_as_one(as_user, organizer, django_assert_num_queries):
    client = as_user(organizer)
    poll(source("first"), "accepted")
    with django_assert_num_queries(4):
        client.get("/sources/")
    for number in range(10):
        poll(source(f"tracker-{number}"), "accepted")
    with django_assert_num_queries(4):
        client.get("/sources/")


def test_no_source_says_how_to_add_one(as_user, organizer):
    assert "publisher source add" in as_user(organizer).get("/sources/").content.decode()


def test_a_row_held_back_stays_in_sight_while_nothing_changes(as_user, organizer):
    tracker = source("tracker")
    poll(tracker, "accepted")
    Poll.objects.update(held=[{"key": "lee", "raw": {}, "reason": "The name holds a sign that no name has."}])
    Poll.objects.create(source=tracker, state="unchanged", started_at=timezone.now())
    assert "lee: The name holds a sign that no name has." in as_user(organizer).get("/sources/").content.decode()
