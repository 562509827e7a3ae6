from html import unescape

from publisher import manifest as manifests
from publisher import workflow
from publisher.models import User
from publisher.pipeline import decide
from tests.web import story


def page(client, announcement) -> str:
    return unescape(client.get(f"/announcements/{announcement.pk}/").content.decode())


def test_it_shows_exactly_what_goes_out(as_user, approver, waiting):
    html = page(as_user(approver), waiting)
    manifest = waiting.revision.manifest
    post = manifest["acts"][0]
    assert post["text"] in html
    assert f"{len(post['text'])} of 2200 characters" in html
    for slide in post["slides"]:
        assert f"/pictures/{slide['sha256']}.jpg" in html
    for name, text in manifests.texts_of(manifest).items():
        assert text in html, name


def test_the_fact_card_gives_the_reasons_to_believe_it(as_user, approver, waiting):
    html = page(as_user(approver), waiting)
    assert "https://campaign.example/pledge" in html
    assert "March 12, 2026" in html
    assert "<td>SIGNED</td>" in html
    assert "says signed." in html


def test_a_mail_is_shown_in_a_sandboxed_frame(as_user, approver, waiting):
    assert f'<iframe class="mail-frame" sandbox src="/announcements/{waiting.pk}/mail/en/"' in page(
        as_user(approver), waiting
    )


def test_every_form_carries_the_digest_of_what_was_shown(as_user, approver, waiting):
    html = page(as_user(approver), waiting)
    forms = html.split("<main")[1].split("<form ")[1:]
    assert len(forms) == 8  # add evidence, two tests of the mail, approve, request changes, hold, reject, draft anew
    assert all(f'name="digest" value="{waiting.revision.digest}"' in form.split("</form>")[0] for form in forms)


def test_who_triggered_reads_why_they_may_not_approve(as_user, approver):
    announcement = story.in_review(by=approver)
    html = page(as_user(approver), announcement)
    assert "You triggered this announcement, so somebody else must approve it." in html
    assert "/approve/" not in html


def test_an_organizer_sees_all_of_it_and_no_button(as_user, organizer, waiting):
    html = page(as_user(organizer), waiting).split("<main")[1]
    assert "Your role is organizer" in html
    assert 'method="post"' not in html


def test_on_its_way_out_it_shows_the_time_and_one_stop_button(as_user, comms, going):
    html = page(as_user(comms), going)
    assert "Going out at" in html
    assert html.count(f'action="/announcements/{going.pk}/stop/"') == 1


def test_the_preset_of_one_asks_for_the_surname(as_user, approver, settings):
    settings.APPROVALS = "one"
    html = page(as_user(approver), story.in_review())
    assert 'name="surname"' in html
    assert "after 15 minutes" in html


def test_a_draft_that_fails_says_why(as_user, approver, waiting):
    announcement = story.fresh(waiting)
    type(announcement).objects.filter(pk=announcement.pk).update(
        state="drafting", revision=None, reason="It cannot be drafted yet: no glyph for that letter."
    )
    assert "no glyph for that letter" in page(as_user(approver), announcement)


def test_the_trail_says_in_words_who_did_what(as_user, approver, comms, going):
    decide.hold(going.pk, by=comms, reason="Wait for the campaign.")
    html = page(as_user(comms), going)
    for words in ("Approved, revision 1 (English, Spanish).", "Casey Comms", "Wait for the campaign.", "Drafted."):
        assert words in html


def test_a_long_story_takes_no_more_queries_than_a_short_one(
    as_user, approver: User, going, django_assert_max_num_queries
):
    client = as_user(approver)
    with django_assert_max_num_queries(28):
        page(client, going)
    for _ in range(30):
        workflow.tell(going, "note", by=approver, personal={"reason": "again"})
    with django_assert_max_num_queries(28):
        page(client, going)
