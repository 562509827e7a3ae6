"""The timeline of a candidate: what each source said when, and what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Candidacy, Confirmation, RowVersion, SourceKey
from publisher.pipeline import decide, draft
from publisher.tracker.values import Rule
from tests.web import held, story


def page(client, candidacy: Candidacy) -> str:
    return client.get(f"/candidates/{candidacy.pk}/").content.decode()


@pytest.fixture
def lee(db) -> Candidacy:
    return held.known()


def test_it_shows_what_each_source_says_now_and_said_before(as_user, organizer, lee):
    row = RowVersion.objects.get()
    RowVersion.objects.update(last_seen=timezone.now(), first_seen=timezone.now() - timedelta(days=3))
    row.pk, row.status, row.raw = None, "refused", row.raw | {"Pledge": "No"}
    row.save()
    html = page(as_user(organizer), lee)
    assert html.index("tracker said: refused") < html.index("tracker said: signed")
    assert "it says so still" in html
    assert "seen for the first time · until" in html
    assert "<del>SIGNED</del>" in html
    assert "<ins>No</ins>" in html


def test_a_missing_row_is_told_and_proves_nothing(as_user, organizer, lee):
    SourceKey.objects.update(missing_since=timezone.now())
    html = page(as_user(organizer), lee)
    assert "The row is missing from tracker; that proves nothing" in html
    assert "last said: signed" in html


def test_it_shows_changes_with_evidence_origin_and_confirmations(as_user, organizer, lee):
    change = story.change_of(lee, by=organizer)
    Confirmation.objects.create(change=change, row_version=RowVersion.objects.get(), at=timezone.now())
    html = page(as_user(organizer), lee)
    assert "Triggered by hand" in html
    assert "Said so at the town hall." in html
    assert 'href="https://campaign.example/pledge"' in html
    assert "tracker confirmed it: signed" in html


def test_it_shows_announcements_with_their_states(as_user, approver):
    announcement = story.in_review()
    decide.approve(announcement.pk, by=approver, digest=story.digest_of(announcement))
    html = page(as_user(approver), Candidacy.objects.get())
    assert f"Announcement {announcement.code} was drafted" in html
    assert "Going out" in html
    assert "Post · Instagram · neighbors: Waits" in html
    assert f'href="/announcements/{announcement.pk}/"' in html


def test_it_shows_quarantined_rows_and_leads_those_who_may_clear_them_there(as_user, organizer, comms, lee):
    row = held.row(Rule.SAME_PERSON, name="Leigh Placeholder", candidacy=lee)
    link = f'href="/quarantine/rows/{row.pk}/"'
    assert "Quarantined: perhaps a person known by another name or seat" in page(as_user(organizer), lee)
    assert link not in page(as_user(organizer), lee)
    assert link in page(as_user(comms), lee)


def test_a_row_of_their_key_is_theirs_too(as_user, comms, lee):
    held.row(Rule.DUPLICATE, key=SourceKey.objects.get().key)
    assert "rows contradict each other" in page(as_user(comms), lee)


def test_a_namesake_is_warned_of(as_user, organizer, lee):
    assert "same name" not in page(as_user(organizer), lee)
    story.candidate("LEE Placeholder", district=9)
    warning = "Another candidate has the same name: LEE Placeholder, U.S. House, OH-09."
    assert warning in page(as_user(organizer), lee)


def test_hostile_cells_stay_text(as_user, comms, lee):
    RowVersion.objects.update(raw={"<b>Column</b>": "<script>alert(1)</script>"})
    html = page(as_user(comms), lee)
    assert "<script>alert" not in html
    assert "&lt;b&gt;Column&lt;/b&gt;" in html


def test_nobody_is_answered_plainly(as_user, organizer):
    assert as_user(organizer).get("/candidates/404/").status_code == 404


def test_the_fact_card_and_the_search_lead_there(as_user, approver):
    announcement = story.in_review()
    link = f'href="/candidates/{Candidacy.objects.get().pk}/"'
    client = as_user(approver)
    assert link in client.get(f"/announcements/{announcement.pk}/").content.decode()
    assert link in client.get("/announce/?q=lee").content.decode()


def test_the_fact_card_warns_of_a_namesake(as_user, approver):
    announcement = story.in_review()
    path = f"/announcements/{announcement.pk}/"
    assert "same name" not in as_user(approver).get(path).content.decode()
    story.candidate("Lee Placeholder", district=9)
    html = as_user(approver).get(path).content.decode()
    assert "Another candidate has the same name: Lee Placeholder, U.S. House, OH-09." in html


def test_a_long_history_takes_as_many_queries_as_a_short_one(as_user, comms, django_assert_num_queries):
    announcement = story.in_review(by=None)
    lee, client = Candidacy.objects.get(), as_user(comms)
    held.row(Rule.DUPLICATE, candidacy=lee)
    Confirmation.objects.create(
        change=announcement.subjects.get().change, row_version=RowVersion.objects.get(), at=timezone.now()
    )
    page(client, lee)
    with django_assert_num_queries(19):
        page(client, lee)
    for number in range(10):
        row = RowVersion.objects.filter(candidacy=lee).first()
        row.pk, row.key, row.last_seen = None, f"other-{number}", timezone.now()
        row.save()
        held.row(Rule.DUPLICATE, candidacy=lee)
        change = story.change_of(lee)
        Confirmation.objects.create(change=change, row_version=row, at=timezone.now())
        draft.news(change)
    with django_assert_num_queries(19):
        page(client, lee)


def says(client, lee: Candidacy, standing: str, reason: str = "Their campaign wrote us."):
    return client.post(f"/candidates/{lee.pk}/standing/", {"standing": standing, "reason": reason}, follow=True)


def test_comms_say_that_a_candidacy_has_ended_and_the_page_tells_who_and_why(as_user, comms, approver):
    announcement = story.approved(approver)
    lee = Candidacy.objects.get()
    html = says(as_user(comms), lee, "left_race").content.decode()
    assert "Recorded: Left the race. 1 announcement is held." in html
    assert "no longer a candidate: Left the race" in html
    assert f"{comms}: <span" in html
    assert "Their campaign wrote us." in html
    announcement.refresh_from_db()
    assert announcement.state == "held"
    review = as_user(approver).get(f"/announcements/{announcement.pk}/").content.decode()
    assert "The candidacy is no longer active: left race." in review


def test_and_that_it_goes_on_after_all(as_user, comms, lee):
    client = as_user(comms)
    says(client, lee, "lost")
    html = says(client, lee, "active", "It was somebody else.").content.decode()
    assert "no longer a candidate" not in html
    assert html.index("It was somebody else.") < html.index("Their campaign wrote us.")


def test_without_a_reason_nothing_is_recorded(as_user, comms, lee):
    answer = says(as_user(comms), lee, "deceased", " ")
    assert (answer.status_code, "Say how you know: a reason is needed." in answer.content.decode()) == (400, True)
    lee.refresh_from_db()
    assert lee.standing == "active"


def test_organizers_see_it_and_cannot_say_it(as_user, organizer, lee):
    assert "Does the candidacy go on?" not in page(as_user(organizer), lee)
    assert says(as_user(organizer), lee, "lost").status_code == 403
    lee.refresh_from_db()
    assert lee.standing == "active"


def test_what_a_tracker_says_of_the_candidacy_is_shown(as_user, organizer, lee):
    assert "of the candidacy:" not in page(as_user(organizer), lee)
    RowVersion.objects.update(understood={"standing": "lost"})
    assert "and of the candidacy: Lost" in page(as_user(organizer), lee)
