from dataclasses import replace
from html import unescape

import pytest
from django.utils.http import http_date

from publisher import files, workflow
from publisher.current_brand import brand
from publisher.models import Announcement, Copy, Delivery, Issue, Subscriber
from publisher.pipeline import decide
from tests.web import story


def page(client, announcement: Announcement, query: str = "", **headers: str) -> str:
    return unescape(client.get(f"/a/{announcement.code}{query}", headers=headers).content.decode())


def test_it_tells_who_what_when_and_why_it_is_believed(stranger, live):
    html = page(stranger, live)
    words = live.revision.manifest["words"]["en"]
    assert "Lee Placeholder <span>signed the pledge</span>" in html
    assert "U.S. House, Ohio, 3rd District" in html
    assert "March 12, 2026" in html
    assert 'href="https://campaign.example/pledge"' in html
    assert f'alt="{words["alt"]}"' in html
    assert words["caption"].splitlines()[0] in html


def test_the_promise_is_the_one_that_was_approved(stranger, live, monkeypatch):
    """A brand file that changes later changes nothing of what was said."""
    then = live.revision.manifest["pledge"]["en"]["promise"]
    other = replace(brand(), pledge={lang: replace(said, promise="Another.") for lang, said in brand().pledge.items()})
    monkeypatch.setattr("publisher.public.announcement.brand", lambda: other)
    html = page(stranger, live)
    assert then in html
    assert "Another." not in html


def test_where_the_pledge_was_not_frozen_the_page_leaves_it_out(stranger, live):
    older = {key: value for key, value in live.revision.manifest.items() if key != "pledge"}
    revision = live.revisions.create(number=2, manifest=older, digest="1" * 64, approval=live.revision.approval)
    Delivery.objects.filter(announcement=live).update(revision=revision)
    html = page(stranger, live)
    assert 'class="promise"' not in html
    assert brand().pledge["en"].url not in html
    assert older["words"]["en"]["caption"].splitlines()[0] in html


def test_no_cookie_is_set_and_any_cache_may_keep_it(stranger, live):
    answer = stranger.get(f"/a/{live.code}")
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer["Vary"]
    assert "Last-Modified" in answer


@pytest.mark.parametrize("query", ["", "?lang=es"])
def test_a_slash_at_the_end_leads_to_it_for_good(stranger, live, query):
    answer = stranger.get(f"/a/{live.code}/{query}")
    assert (answer.status_code, answer["Location"]) == (301, f"/a/{live.code}{query}")
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert stranger.get(f"/a/{live.code}/{query}", follow=True).status_code == 200


def test_a_slash_tells_nothing_of_what_is_not_published(stranger, waiting):
    assert stranger.get(f"/a/{waiting.code}/").status_code == stranger.get("/a/ZZZZZZ/").status_code == 301
    assert stranger.get("/a/ZZZZZZ/", follow=True).status_code == 404


def test_a_reader_who_has_it_gets_no_second_copy(stranger, live):
    first = stranger.get(f"/a/{live.code}")
    again = stranger.get(f"/a/{live.code}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_somebody_logged_in_gets_the_same_bytes(stranger, as_user, admin, live):
    assert as_user(admin).get(f"/a/{live.code}").content == stranger.get(f"/a/{live.code}").content


@pytest.mark.parametrize(
    ("query", "accepted", "words"),
    [
        ("", "", "signed the pledge"),
        ("", "es-MX,es;q=0.9,en;q=0.5", "firmó el compromiso"),
        ("?lang=es", "en", "firmó el compromiso"),
        ("?lang=fr", "en", "signed the pledge"),
        ("", "fr,*;q=x", "signed the pledge"),
    ],
)
def test_the_language_is_the_readers(stranger, live, query, accepted, words):
    assert words in page(stranger, live, query, **{"Accept-Language": accepted})


def test_programs_that_show_links_find_the_picture(stranger, live):
    html = page(stranger, live)
    link = live.revision.manifest["link"]
    assert f'<meta property="og:image" content="{link}/1200x630.en.jpg">' in html
    assert f'<link rel="canonical" href="{link}">' in html


def test_the_picture_is_what_was_approved(stranger, live):
    for picture in live.revision.manifest["pictures"]:
        answer = stranger.get(f"/a/{live.code}/{picture['size']}.{picture['lang']}.jpg")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer.content == files.read(picture["sha256"])
        assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["", "/1080x1350.en.jpg"])
@pytest.mark.parametrize("state", ["waiting", "going", "stopped", "held"])
def test_before_anything_went_out_it_cannot_be_told_from_an_unknown_code(stranger, approver, waiting, state, path):
    unknown = stranger.get(f"/a/ZZZZZZ{path}")
    if state != "waiting":
        decide.approve(waiting.pk, by=approver, digest=story.digest_of(waiting))
    if state == "stopped":
        decide.stop(waiting.pk, by=approver)
    if state == "held":
        decide.hold(waiting.pk, by=approver, reason="Wait.")
    answer = stranger.get(f"/a/{waiting.code}{path}")
    assert (answer.status_code, answer.content) == (404, unknown.content)


def test_it_is_there_while_a_delivery_is_in_doubt(stranger, going):
    story.out(going, "post", state="uncertain")
    assert stranger.get(f"/a/{going.code}").status_code == 200


def test_it_is_gone_when_the_doubt_ends_with_nothing_out(stranger, going):
    delivery = story.out(going, "post", state="uncertain")
    workflow.move(delivery, "ready", sending_at=None)
    assert stranger.get(f"/a/{going.code}").status_code == 404


def test_a_newer_text_that_nobody_approved_does_not_show(stranger, live):
    newer = live.revision.manifest | {
        "words": {"en": {"caption": "SECRET", "alt": "SECRET"}, "es": {"caption": "SECRET", "alt": "SECRET"}}
    }
    revision = live.revisions.create(number=2, manifest=newer, digest="1" * 64, approval=live.revision.approval)
    Announcement.objects.filter(pk=live.pk).update(revision=revision)
    assert "SECRET" not in page(stranger, live)


def test_what_was_taken_down_says_so_and_shows_nothing_of_it(stranger, live):
    workflow.move(Delivery.objects.get(announcement=live, act="post"), "taken_down")
    answer = stranger.get(f"/a/{live.code}")
    assert answer.status_code == 410
    assert "We took this down" in answer.content.decode()
    assert "Lee Placeholder" not in answer.content.decode()
    assert stranger.get(f"/a/{live.code}/1080x1350.en.jpg").status_code == 404


def test_a_mailing_counts_from_its_first_copy_on(stranger, going):
    mail = Delivery.objects.get(announcement=going, act="mail")
    issue = Issue.objects.create(delivery=mail, compiled={})
    copy = Copy.objects.create(issue=issue, subscriber=Subscriber.objects.get(), language="en")
    assert stranger.get(f"/a/{going.code}").status_code == 404
    Copy.objects.filter(pk=copy.pk).update(state="sending")
    assert stranger.get(f"/a/{going.code}").status_code == 200


def test_a_post_taken_down_counts_even_where_mail_stays(stranger, live):
    story.out(live, "mail")
    workflow.move(Delivery.objects.get(announcement=live, act="post"), "taken_down")
    assert stranger.get(f"/a/{live.code}").status_code == 410


def test_a_correction_is_linked_once_it_is_public(stranger, approver, live):
    correction = story.approved(approver, "Bo Sample")
    Announcement.objects.filter(pk=correction.pk).update(corrects=live)
    assert "This was corrected" not in page(stranger, live)
    story.out(correction, "post")
    assert f"/a/{correction.code}" in page(stranger, live)


def test_small_letters_are_as_good(stranger, live):
    assert stranger.get(f"/a/{live.code.lower()}").status_code == 200


def test_it_only_answers_reading(stranger, live):
    assert stranger.post(f"/a/{live.code}").status_code == 405


def test_no_name_of_staff_shows(stranger, approver, live):
    html = page(stranger, live)
    assert approver.email not in html
    assert approver.last_name not in html


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Tracker update to follow."), ("es", "El registro se actualizará.")]
)
def test_what_went_out_on_our_evidence_says_that_the_tracker_follows(stranger, organizer, approver, language, words):
    early = story.on_our_evidence(organizer, approver)
    assert words in page(stranger, early, f"?lang={language}")
    story.tracker_says(early.subjects.get().change.candidacy, "signed")
    assert words not in page(stranger, early, f"?lang={language}")


def test_it_does_not_promise_an_update_where_the_tracker_says_otherwise(stranger, organizer, approver):
    early = story.on_our_evidence(organizer, approver)
    story.tracker_says(early.subjects.get().change.candidacy, "refused")
    assert "Tracker update to follow." not in page(stranger, early)


def test_a_reader_who_has_it_is_told_when_the_tracker_followed(stranger, organizer, approver):
    early = story.on_our_evidence(organizer, approver)
    story.tracker_says(early.subjects.get().change.candidacy, "signed")
    again = stranger.get(f"/a/{early.code}", headers={"If-Modified-Since": http_date()})
    assert (again.status_code, "Tracker update to follow." in again.content.decode()) == (200, False)


def test_what_the_tracker_said_first_promises_no_update(stranger, live):
    assert "Tracker update to follow." not in page(stranger, live)
