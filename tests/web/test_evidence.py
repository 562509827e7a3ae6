"""Evidence on the review page: what staff see of it, hand over, and may download."""

from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from publisher import files
from publisher.models import Evidence, SignatoryPage
from publisher.web import uploads
from tests.proof.test_attachments import picture
from tests.proof.test_mails import MAIL
from tests.web import story

BOTH = ["en", "es"]
PDF = b"%PDF-1.7\n%%EOF"


def page(client, announcement) -> str:
    return unescape(client.get(f"/announcements/{announcement.pk}/").content.decode())


def attach(client, announcement, **fields):
    return client.post(f"/announcements/{announcement.pk}/evidence/", fields)


def approve(client, announcement, **fields):
    told = {"digest": story.digest_of(announcement), "languages": BOTH} | fields
    return client.post(f"/announcements/{announcement.pk}/approve/", told)


def shut() -> None:
    """The site lets nobody in, and we never had a copy."""
    Evidence.objects.update(file=None, captured_at=None, trouble="It does not let us in (403).")


def test_the_card_says_in_words_how_each_piece_stands(as_user, approver, waiting):
    html = page(as_user(approver), waiting)
    item = Evidence.objects.get()
    for words in ("Copy kept", "We opened it and kept a copy.", "I signed", f"/evidence/{item.pk}/copy/"):
        assert words in html
    assert "I have opened the evidence and it says so" not in html
    shut()
    html = page(as_user(approver), waiting)
    assert "Cannot be checked" in html
    assert "We cannot check it: It does not let us in (403)." in html
    assert 'name="opened" value="yes" required' in html


def test_what_we_could_not_open_is_approved_with_a_tick(as_user, approver, waiting):
    shut()
    client = as_user(approver)
    answer = approve(client, waiting)
    assert answer.status_code == 400
    assert "open it, and tick that it says so" in answer.content.decode()
    assert approve(client, waiting, opened="yes").status_code == 303
    assert Evidence.objects.get().confirmed_by == approver
    assert "a person vouches that it says so" in page(client, waiting)


def test_the_tick_is_asked_for_in_an_edit_that_is_approved_at_once_too(as_user, approver, waiting):
    shut()
    client, where = as_user(approver), f"/announcements/{waiting.pk}/edit"
    fields = {"digest": story.digest_of(waiting), "alt.en": "Other words.", "languages": BOTH}
    assert 'name="opened"' in client.post(f"{where}/preview/", fields).content.decode()
    assert client.post(f"{where}/approve/", fields).status_code == 400
    assert story.fresh(waiting).revision.number == 1
    assert client.post(f"{where}/approve/", fields | {"opened": "yes"}).status_code == 303


def test_without_evidence_the_page_says_what_to_do_in_place_of_the_button(as_user, approver, waiting):
    Evidence.objects.update(dead_at=timezone.now(), trouble="Nothing is there any more (404).")
    html = page(as_user(approver), waiting)
    assert f'action="/announcements/{waiting.pk}/approve/"' not in html
    assert "There is no evidence for Lee Placeholder. Dead: Nothing is there any more (404)." in html
    assert approve(as_user(approver), waiting, opened="yes").status_code == 409


def test_everything_that_is_filled_in_is_added_at_once(as_user, comms, waiting):
    photo = SimpleUploadedFile("rally.png", picture(), "text/html")
    answer = attach(
        as_user(comms),
        waiting,
        change=waiting.subjects.get().change_id,
        file=[photo, SimpleUploadedFile("pledge.pdf", PDF)],
        url="https://campaign.example/video",
        note="At the town hall.",
        mail=MAIL.decode(),
        quote="I sign.",
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/announcements/{waiting.pk}/")
    added = Evidence.objects.filter(added_by=comms)
    assert [(item.kind, item.note) for item in added] == [
        ("file", "I sign."), ("file", ""), ("address", ""), ("mail", ""), ("note", ""),
    ]  # fmt: skip
    assert added[0].file.media_type == "image/png"
    html = page(as_user(comms), waiting)
    for words in (
        "rally.png", f"/evidence/{added[0].pk}/view.jpg", "From Zoë Specimen", "Bears a signature of campaign.example",
        "At the town hall.", "<blockquote>I sign.</blockquote>", "Added by Casey Comms",
    ):  # fmt: skip
        assert words in html
    assert story.fresh(waiting).revision.number == 2


def test_a_refusal_keeps_what_was_typed(as_user, comms, waiting):
    answer = attach(as_user(comms), waiting, change="1", url="tbd", quote="I sign, she said.")
    html = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert "The evidence address cannot be used." in html
    assert 'value="tbd"' in html
    assert "I sign, she said.</textarea>" in html
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script>", b"", picture()[:-30], b"x" * 20_000_001])
def test_a_file_that_is_none_of_ours_is_refused(as_user, comms, waiting, data):
    answer = attach(as_user(comms), waiting, file=SimpleUploadedFile("a.png", data, "image/png"))
    assert answer.status_code == 400
    assert Evidence.objects.count() == 1


def test_a_request_that_is_far_too_large_is_not_read(as_user, comms, waiting, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_IN_ALL", 1000)
    answer = attach(as_user(comms), waiting, file=SimpleUploadedFile("a.png", picture() + b"x" * 2000))
    assert answer.status_code == 413
    assert Evidence.objects.count() == 1


def test_an_organizer_may_look_and_not_touch(as_user, organizer, waiting):
    client = as_user(organizer)
    assert attach(client, waiting, note="I was there.").status_code == 403
    assert client.get(f"/evidence/{Evidence.objects.get().pk}/copy/").status_code == 200


@pytest.mark.parametrize("what", ["copy/", "view.jpg"])
def test_nobody_else_sees_any_of_it(client, waiting, what):
    answer = client.get(f"/evidence/{Evidence.objects.get().pk}/{what}")
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("data", "media", "shown", "name"),
    [
        (b"<script>alert(1)</script>", "text/html", "application/octet-stream", "html.txt"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", "application/octet-stream", "bin"),
        (PDF, "application/pdf", "application/pdf", "pdf"),
        (MAIL, "message/rfc822", "application/octet-stream", "eml"),
        (picture(), "image/png", "image/png", "png"),
    ],
)
def test_a_stored_copy_is_a_download_that_no_browser_opens_as_a_page_of_ours(
    as_user, comms, waiting, data, media, shown, name
):
    item = Evidence.objects.get()
    Evidence.objects.update(file=files.keep(data, media))
    answer = as_user(comms).get(f"/evidence/{item.pk}/copy/")
    assert (answer.content, answer["Content-Type"]) == (data, shown)
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{item.pk}.{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_a_picture_is_shown_written_anew(as_user, comms, waiting):
    item = Evidence.objects.get()
    Evidence.objects.update(file=files.keep(picture() + b"<script>", "image/png"))
    answer = as_user(comms).get(f"/evidence/{item.pk}/view.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"script" not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (60, 40)


@pytest.mark.parametrize(("data", "media"), [(b"<script>", "text/html"), (b"no picture", "image/png")])
def test_what_is_no_picture_is_not_shown(as_user, comms, waiting, data, media):
    Evidence.objects.update(file=files.keep(data, media))
    assert as_user(comms).get(f"/evidence/{Evidence.objects.get().pk}/view.jpg").status_code == 404


def test_a_piece_that_came_after_the_draft_says_so(as_user, approver, waiting):
    Evidence.objects.create(change=waiting.subjects.get().change, url="https://campaign.example/later")
    assert "It came after this draft" in page(as_user(approver), waiting)


def test_what_a_stranger_wrote_is_never_markup(as_user, approver, waiting):
    Evidence.objects.update(title="<img src=x onerror=alert(1)>", about={"from": "<b>x", "text": "<i>y"}, note="<u>z")
    html = as_user(approver).get(f"/announcements/{waiting.pk}/").content.decode()
    for piece in ("<img src=x", "<b>x", "<i>y", "<u>z"):
        assert piece not in html


def test_a_signer_whom_the_page_of_signatories_lacks_is_a_warning_with_the_entry(as_user, approver, waiting, settings):
    settings.SIGNATORIES = ["https://coalition.example/signers"]
    SignatoryPage.objects.create(url=settings.SIGNATORIES[0], text="nobody yet", read_at=timezone.now())
    html = page(as_user(approver), waiting)
    assert "The page of signatories does not name Lee Placeholder" in html
    assert "<code>Lee Placeholder, U.S. House, OH-03, 2026-03-12</code>" in html
    assert approve(as_user(approver), waiting).status_code == 303


def test_many_pieces_take_as_many_queries_as_one(as_user, approver, comms, waiting, django_assert_max_num_queries):
    client = as_user(approver)
    with django_assert_max_num_queries(31) as before:
        page(client, waiting)
    for number in range(12):
        kept = files.keep(picture(size=(number + 1, 10)), "image/png")
        change = waiting.subjects.get().change
        Evidence.objects.create(change=change, kind="file", file=kept, added_by=comms)
    with django_assert_max_num_queries(len(before)):
        page(client, waiting)
