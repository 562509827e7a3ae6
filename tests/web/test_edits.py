from html import unescape

import pytest

from publisher.manifest import texts_of
from publisher.models import Announcement
from tests.web import story

NEW_ALT = "A card with the name Lee Placeholder."


def post(client, announcement: Announcement, act: str, **texts):
    revision = story.fresh(announcement).revision
    fields = texts_of(revision.manifest) | {"digest": revision.digest} | texts
    return client.post(f"/announcements/{announcement.pk}/{act}/", fields)


def test_the_form_holds_every_text(as_user, comms, waiting):
    html = unescape(as_user(comms).get(f"/announcements/{waiting.pk}/edit/").content.decode())
    for text in texts_of(waiting.revision.manifest).values():
        assert text in html


def test_the_preview_shows_the_words_that_change_and_stores_nothing(as_user, comms, waiting):
    caption = waiting.revision.manifest["words"]["en"]["caption"].replace("signed", "put a name to")
    html = post(as_user(comms), waiting, "edit/preview", **{"caption.en": caption}).content.decode()
    assert "<del>signed</del>" in html
    assert "<ins>put a name to</ins>" in html
    assert story.fresh(waiting).revision.number == 1


def test_unchanged_texts_have_no_preview(as_user, comms, waiting):
    answer = post(as_user(comms), waiting, "edit/preview")
    assert answer.status_code == 400
    assert "Nothing is changed yet" in answer.content.decode()


@pytest.mark.parametrize("act", ["edit/save", "edit/approve"])
def test_saving_unchanged_texts_is_refused(as_user, approver, waiting, act):
    answer = post(as_user(approver), waiting, act, languages=["en", "es"])
    assert (answer.status_code, "Nothing was changed." in answer.content.decode()) == (400, True)
    assert story.fresh(waiting).revision.number == 1


def test_saving_makes_a_new_revision_in_review(as_user, comms, waiting):
    assert post(as_user(comms), waiting, "edit/save", **{"alt.en": NEW_ALT}).status_code == 303
    revision = story.fresh(waiting).revision
    assert (revision.number, revision.by) == (2, comms)
    assert texts_of(revision.manifest)["alt.en"] == NEW_ALT


def test_an_approver_edits_and_approves_in_one_step(as_user, approver, waiting):
    answer = post(as_user(approver), waiting, "edit/approve", **{"alt.en": NEW_ALT}, languages=["en", "es"])
    assert answer.status_code == 303
    announcement = story.fresh(waiting)
    assert (announcement.state, announcement.revision.number) == ("approved", 2)


def test_who_may_not_approve_leaves_no_half_done_edit(as_user, comms, waiting):
    answer = post(as_user(comms), waiting, "edit/approve", **{"alt.en": NEW_ALT}, languages=["en", "es"])
    assert answer.status_code == 403
    assert NEW_ALT in answer.content.decode()
    assert story.fresh(waiting).revision.number == 1


def test_an_edit_of_an_old_text_is_refused_and_what_was_typed_is_kept(as_user, comms, waiting):
    client = as_user(comms)
    old = story.digest_of(waiting)
    post(client, waiting, "edit/save", **{"alt.en": "Somebody was faster."})
    answer = post(client, waiting, "edit/save", digest=old, **{"alt.en": NEW_ALT})
    assert answer.status_code == 409
    assert NEW_ALT in answer.content.decode()
    assert story.fresh(waiting).revision.number == 2


def test_the_address_must_stay_in_the_caption(as_user, comms, waiting):
    answer = post(as_user(comms), waiting, "edit/save", **{"caption.en": "No address here."})
    assert answer.status_code == 400
    assert waiting.code in answer.content.decode()


def test_going_back_from_the_preview_keeps_what_was_typed(as_user, comms, waiting):
    assert NEW_ALT in post(as_user(comms), waiting, "edit", **{"alt.en": NEW_ALT}).content.decode()


def test_line_ends_of_browsers_are_no_change(as_user, comms, waiting):
    caption = waiting.revision.manifest["words"]["en"]["caption"].replace("\n", "\r\n")
    assert post(as_user(comms), waiting, "edit/preview", **{"caption.en": caption}).status_code == 400


def test_an_edited_alt_text_is_the_same_in_the_post_on_the_page_and_in_the_mail(as_user, approver, waiting, client):
    before = waiting.revision.manifest["words"]["en"]["alt"]
    alt = 'A card: "I signed" & more.'
    post(as_user(approver), waiting, "edit/approve", **{"alt.en": alt}, languages=["en", "es"])
    made = story.fresh(waiting)
    manifest = made.revision.manifest
    assert made.state == "approved"
    slides = [slide for act in manifest["acts"] for slide in act["slides"] if slide["lang"] == "en"]
    assert {slide["alt"] for slide in slides} == {alt}
    mail = as_user(approver).get(f"/announcements/{waiting.pk}/mail/en/").content.decode()
    assert 'alt="A card: &quot;I signed&quot; &amp; more."' in mail
    story.out(made, "post")
    page = client.get(f"/a/{made.code}").content.decode()
    assert page.count('="A card: &quot;I signed&quot; &amp; more."') == 2
    assert not any(before in unescape(text) for text in (str(manifest["acts"]), mail, page))
