from publisher.models import Announcement, SourceKey, StatusChange
from publisher.pipeline import submit
from tests.web import story

URL = "https://social.example/post/1"


def pending(name: str = "Bo Sample"):
    candidacy = story.candidate(name)
    SourceKey.objects.filter(candidacy=candidacy).update(status="pending")
    return candidacy


def test_a_candidate_is_found_by_a_part_of_the_name_whatever_its_accents(as_user, organizer):
    candidacy = pending("Zoë Příklad")
    html = as_user(organizer).get("/announce/?q=prikl").content.decode()
    assert "Zoë Příklad" in html
    assert f"?candidate={candidacy.pk}" in html


def test_nobody_found_says_what_to_do(as_user, organizer):
    assert "ask for the candidate to be added" in as_user(organizer).get("/announce/?q=nobody").content.decode()


def test_an_organizer_triggers_an_announcement(as_user, organizer):
    candidacy = pending()
    answer = as_user(organizer).post(
        "/announce/", {"candidate": candidacy.pk, "status": "signed", "evidence_url": URL, "why": "At the town hall."}
    )
    assert answer["Location"] == f"/announcements/{Announcement.objects.get().pk}/"
    change = StatusChange.objects.get()
    assert (change.by, change.after, change.why) == (organizer, "signed", "At the town hall.")
    assert change.evidence.get().url == URL


def test_without_evidence_the_form_comes_back_with_what_was_typed(as_user, organizer):
    answer = as_user(organizer).post("/announce/", {"candidate": pending().pk, "status": "signed", "why": "Heard it."})
    assert answer.status_code == 400
    assert "Heard it." in answer.content.decode()
    assert not StatusChange.objects.exists()


def test_what_is_known_already_is_refused_with_the_reason(as_user, organizer):
    candidacy = story.candidate("Kai Makebelieve")
    answer = as_user(organizer).post("/announce/", {"candidate": candidacy.pk, "status": "signed", "evidence_url": URL})
    assert answer.status_code == 409
    assert "already had Kai Makebelieve as signed" in answer.content.decode()


def test_refusals_are_offered_only_where_an_admin_turned_them_on(as_user, organizer, settings):
    candidacy = pending()
    client = as_user(organizer)
    assert 'value="refused"' not in client.get(f"/announce/?candidate={candidacy.pk}").content.decode()
    settings.NEGATIVE_STATUSES = True
    assert 'value="refused"' in client.get(f"/announce/?candidate={candidacy.pk}").content.decode()


def test_a_candidate_that_does_not_exist_leads_back_to_the_search(as_user, organizer):
    for number in ("999", "x", "9" * 40):
        assert "Who signed?" in as_user(organizer).get(f"/announce/?candidate={number}").content.decode()


def test_the_one_chosen_is_announced_even_where_a_number_is_somebody_elses_key(as_user, organizer):
    chosen, other = pending("Ana Sample"), pending("Bo Sample")
    SourceKey.objects.filter(candidacy=other).update(key=str(chosen.pk))
    as_user(organizer).post("/announce/", {"candidate": chosen.pk, "status": "signed", "evidence_url": URL})
    assert StatusChange.objects.get().candidacy == chosen


def test_an_address_with_quotes_can_be_evidence(as_user, organizer):
    address = "https://campaign.example/lee's-pledge"
    as_user(organizer).post("/announce/", {"candidate": pending().pk, "status": "signed", "evidence_url": address})
    submit.submit(Announcement.objects.get().pk)
    assert Announcement.objects.get().state == "in_review"
