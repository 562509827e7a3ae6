import io

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from publisher import files
from publisher.models import Announcement, SourceKey, StatusChange
from publisher.pipeline import decide, submit
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
    assert answer["Location"] == f"/announce/sent/{Announcement.objects.get().pk}/"
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


def _jpeg() -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "#335577").save(out, "JPEG")
    return out.getvalue()


JPEG = _jpeg()


def send(client, candidacy, **more):
    return client.post("/announce/", {"candidate": candidacy.pk, "status": "signed", **more})


def test_one_letter_is_not_looked_up_and_two_are(as_user, organizer):
    pending("Bo Sample")
    client = as_user(organizer)
    assert "Bo Sample" not in client.get("/announce/?q=b").content.decode()
    assert "Bo Sample" in client.get("/announce/?q=bo").content.decode()
    assert "Bo Sample" in client.get("/announce/?q=bo+smaple").content.decode()


def test_a_photo_a_file_and_pasted_words_are_kept_as_evidence_and_stay_inside(as_user, organizer):
    photo, paper = SimpleUploadedFile("me.jpg", JPEG), SimpleUploadedFile("pledge.pdf", b"%PDF-1.7 signed")
    answer = send(as_user(organizer), pending(), photo=photo, file=paper, evidence_text="I signed it.")
    assert answer.status_code == 303
    kept = StatusChange.objects.get().evidence.all()
    assert [(item.kind, item.title, item.about, item.public) for item in kept] == [
        ("file", "me.jpg", {}, False),
        ("file", "pledge.pdf", {}, False),
        ("note", "I signed it.", {"text": "I signed it."}, False),
    ]
    assert (files.read(kept[0].file_id), kept[0].file.media_type) == (JPEG, "image/jpeg")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("me.jpg", b"GIF89a", "me.jpg: This file is none of the kinds"),
        ("page.html", b"<script>", "page.html: This file is none of the kinds"),
        ("big.pdf", b"%PDF-" + b"x" * 20_000_000, "big.pdf: The file is larger than 20 MB"),
    ],
)
def test_a_file_of_another_kind_or_size_is_refused_and_what_was_typed_stays(as_user, organizer, name, data, words):
    answer = send(as_user(organizer), pending(), file=SimpleUploadedFile(name, data), why="Heard it.", key="form-1")
    html = answer.content.decode()
    assert (answer.status_code, words in html, "Heard it." in html) == (400, True, True)
    assert "Choose the photo or file again." in html
    assert 'name="key" value="form-1"' in html
    assert not StatusChange.objects.exists()


def test_a_double_tap_is_one_announcement(as_user, organizer):
    candidacy, client = pending(), as_user(organizer)
    answers = [send(client, candidacy, evidence_url=URL, key="form-1") for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/announce/sent/{Announcement.objects.get().pk}/"}


def test_what_was_changed_after_it_had_come_through_leads_to_what_was_sent(as_user, organizer):
    candidacy, client = pending(), as_user(organizer)
    send(client, candidacy, evidence_url=URL, key="form-1")
    answer = send(client, candidacy, evidence_url=URL, why="And so on.", key="form-1")
    assert answer["Location"] == f"/announce/sent/{Announcement.objects.get().pk}/?again=1"
    assert "You had sent this before" in client.get(answer["Location"]).content.decode()


def test_an_address_without_its_scheme_is_understood(as_user, organizer):
    send(as_user(organizer), pending(), evidence_url="campaign.example/pledge")
    assert StatusChange.objects.get().evidence.get().url == "https://campaign.example/pledge"


def test_it_ends_with_nothing_is_public_yet_and_who_reviews(as_user, organizer, approver):
    client = as_user(organizer)
    html = client.get(send(client, pending(), evidence_url=URL)["Location"]).content.decode()
    assert "Nothing is public yet" in html
    assert "Avery Approver" in html
    assert "Olive Organizer</strong>" not in html


def test_where_nobody_else_may_approve_it_says_so(as_user, approver):
    client = as_user(approver)
    html = client.get(send(client, pending(), evidence_url=URL)["Location"]).content.decode()
    assert "Ask an admin to add an approver" in html


def test_later_it_shows_how_it_stands(as_user, organizer, approver):
    announcement = story.in_review("Bo Sample", by=organizer)
    client = as_user(organizer)
    assert "In review" in client.get("/announce/").content.decode()
    decide.approve(announcement.pk, by=approver, digest=story.digest_of(announcement))
    path = f"/announce/sent/{announcement.pk}/"
    assert "It is approved." in client.get(path).content.decode()
    story.out(announcement)
    html = client.get(path).content.decode()
    assert "It went out" in html
    assert "Nothing is public yet" not in html


def test_a_held_one_says_why(as_user, organizer, comms):
    announcement = story.in_review("Bo Sample", by=organizer)
    decide.hold(announcement.pk, by=comms, reason="The photo is of somebody else.")
    assert (
        "The photo is of somebody else."
        in as_user(organizer).get(f"/announce/sent/{announcement.pk}/").content.decode()
    )


def test_the_page_of_one_that_does_not_exist_is_not_there(as_user, organizer):
    assert as_user(organizer).get("/announce/sent/7/").status_code == 404


def test_more_files_than_are_kept_are_refused_before_all_of_them_are_read(as_user, organizer):
    many = [SimpleUploadedFile(f"{number}.jpg", JPEG) for number in range(30)]
    answer = send(as_user(organizer), pending(), file=many)
    assert (answer.status_code, "At most 5 files" in answer.content.decode()) == (400, True)
