"""The caption of what is live, on the pages: only that, with what changes, and a way back."""

import pytest

from publisher.models import Account, Announcement, Delivery
from publisher.pipeline import decide, submit
from tests.web import story


@pytest.fixture
def live(going) -> Announcement:
    story.out(going, "post", remote_id="1_2", permalink="https://instagram.example/p/one/")
    return going


def words(made: Announcement) -> str:
    return f"Corrected. {story.fresh(made).revision.manifest['link']}"


def changed(made: Announcement, comms) -> None:
    texts = {"caption.en": words(made)}
    submit.edit(made.pk, by=comms, digest=story.digest_of(made), texts=texts)


def test_only_the_caption_is_offered(as_user, comms, live):
    client = as_user(comms)
    assert "Change the caption" in client.get(f"/announcements/{live.pk}/").content.decode()
    html = client.get(f"/announcements/{live.pk}/edit/").content.decode()
    assert "Change the caption of what is live" in html
    assert 'name="caption.en"' in html
    assert not any(name in html for name in ('name="alt.en"', 'name="subject.en"', "besides"))


def test_it_is_previewed_saved_and_reviewed_with_what_changes(as_user, comms, approver, live):
    form = {"digest": story.digest_of(live), "caption.en": words(live)}
    client = as_user(comms)
    assert "<ins>Corrected" in client.post(f"/announcements/{live.pk}/edit/preview/", form).content.decode()
    assert client.post(f"/announcements/{live.pk}/edit/save/", form).status_code == 303
    html = as_user(approver).get(f"/announcements/{live.pk}/").content.decode()
    assert "What changes of the live caption" in html
    assert "<ins>Corrected" in html
    assert "Leave what is live as it is" in html


def test_it_is_dropped_by_a_button(as_user, comms, live):
    before = story.digest_of(live)
    changed(live, comms)
    path = f"/announcements/{live.pk}/leave/"
    client = as_user(comms)
    assert client.post(path, {"digest": before}).status_code == 409
    assert client.post(path, {"digest": story.digest_of(live)}).status_code == 303
    assert (story.fresh(live).state, story.digest_of(live)) == ("approved", before)
    html = client.get(f"/announcements/{live.pk}/").content.decode()
    assert "A change of what is live was dropped." in html
    assert "Leave what is live" not in html


def test_an_account_that_cannot_is_named_and_gives_the_words(as_user, comms, approver, live, settings):
    settings.CHANNELS = ["instagram", "instagram_graph"]
    Account.objects.filter(channel="instagram").update(channel="instagram_graph")
    for revision in live.revisions.all():
        for act in revision.manifest["acts"]:
            act["account"] = act["account"].replace("instagram/", "instagram_graph/")
        revision.save()
    html = as_user(comms).get(f"/announcements/{live.pk}/edit/").content.decode()
    assert "Instagram (official API) · neighbors cannot change a caption by itself" in html
    changed(live, comms)
    decide.approve(live.pk, by=approver, digest=story.digest_of(live))
    edit = story.out(live, "edit", state="failed", todo="Change it on the account by hand.")
    html = as_user(approver).get(f"/announcements/{live.pk}/").content.decode()
    assert "I changed it by hand" in html
    assert html.count("Corrected.") > 1
    assert as_user(comms).post(f"/deliveries/{edit.pk}/changed/").status_code == 403
    Delivery.objects.filter(pk=edit.pk).update(sending_at=None)
    assert as_user(approver).post(f"/deliveries/{edit.pk}/changed/").status_code == 303
    edit.refresh_from_db()
    assert edit.state == "ready"


def test_a_comment_that_failed_gives_its_words_and_takes_the_word_of_an_approver(as_user, comms, approver, waiting):
    submit.edit(waiting.pk, by=comms, digest=story.digest_of(waiting), texts={"comment.en": "More on the tracker."})
    decide.approve(waiting.pk, by=approver, digest=story.digest_of(waiting))
    post = story.out(waiting, "post", remote_id="1_2", permalink="https://www.instagram.com/p/CDEMO1/")
    comment = story.out(waiting, "comment", state="failed", reason="It is another account's post.")
    Delivery.objects.filter(pk=comment.pk).update(sending_at=None)
    html = as_user(approver).get(f"/announcements/{waiting.pk}/").content.decode()
    assert "I said it by hand" in html
    assert "Your word is enough" in html
    assert as_user(approver).post(f"/deliveries/{comment.pk}/changed/").status_code == 303
    comment.refresh_from_db()
    assert (comment.state, comment.permalink) == ("published", post.permalink)
