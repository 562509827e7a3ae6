"""What goes with the post: ticks on the edit page, said in the preview, and shown in its exact form for review."""

import re

import pytest

from publisher.extras import Extras, chosen
from publisher.models import Announcement
from publisher.pipeline import draft, handles, submit
from tests.web import story


@pytest.fixture
def confirmed(organizer, db) -> Announcement:
    """In review, about somebody whose account was confirmed before."""
    story.places()
    lee = story.candidate()
    handles.confirm(lee, "lee.placeholder", by=organizer, own=True)
    made = draft.news(story.change_of(lee))
    assert made
    submit.submit(made.pk)
    return story.fresh(made)


def extras(made: Announcement) -> Extras:
    return chosen(story.fresh(made).revision.manifest)


def form(client, made: Announcement, **more: str) -> dict[str, str]:
    html = client.get(f"/announcements/{made.pk}/edit/").content.decode()
    texts = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL))
    return {"digest": story.digest_of(made), "besides": "yes", **texts, **more}


def test_ticks_show_what_stands_and_what_can_be_had(as_user, comms, confirmed):
    html = as_user(comms).get(f"/announcements/{confirmed.pk}/edit/").content.decode()
    assert re.search(r'name="besides.tag" value="yes" checked', html)
    assert re.search(r'name="besides.story" value="yes">', html)
    assert "Invite @lee.placeholder to show the post as theirs too" in html


def test_without_a_confirmed_account_nobody_can_be_named(as_user, comms, waiting):
    html = as_user(comms).get(f"/announcements/{waiting.pk}/edit/").content.decode()
    assert "besides.story" in html
    assert "besides.tag" not in html
    client = as_user(comms)
    forged = form(client, waiting, **{"besides.tag": "yes", "besides.story": "yes"})
    assert client.post(f"/announcements/{waiting.pk}/edit/save/", forged).status_code == 303
    assert extras(waiting) == Extras(story=True)


def test_the_preview_says_what_changes_and_saving_freezes_it(as_user, comms, confirmed):
    client = as_user(comms)
    typed = form(client, confirmed, **{"besides.story": "yes", "besides.mention": "yes"})
    shown = client.post(f"/announcements/{confirmed.pk}/edit/preview/", typed).content.decode()
    assert re.search(r"A story too</h2>\s*<div class=\"caption\"><del>no</del><ins>yes</ins>", shown)
    assert re.search(r"Tag @lee.placeholder[^<]*</h2>\s*<div class=\"caption\"><del>yes</del><ins>no</ins>", shown)
    assert 'name="besides.story" value="yes"' in shown
    client.post(f"/announcements/{confirmed.pk}/edit/save/", typed)
    assert extras(confirmed) == Extras(story=True, mention=True)


def test_a_form_without_the_ticks_leaves_them_as_they_are(as_user, comms, confirmed):
    client = as_user(comms)
    typed = form(client, confirmed, **{"comment.en": "More on the tracker."})
    del typed["besides"]
    client.post(f"/announcements/{confirmed.pk}/edit/save/", typed)
    assert extras(confirmed).tag


def test_the_review_page_shows_each_in_its_exact_form(as_user, approver, comms, confirmed):
    submit.edit(
        confirmed.pk,
        by=comms,
        digest=story.digest_of(confirmed),
        texts={"comment.en": "Ask the <others> too."},
        besides=Extras(story=True, tag=True, mention=True, invite=True),
    )
    html = as_user(approver).get(f"/announcements/{confirmed.pk}/").content.decode()
    manifest = story.fresh(confirmed).revision.manifest
    tall = next(p for p in manifest["pictures"] if (p["size"], p["lang"]) == ("1080x1920", "en"))
    assert "Story · Instagram · neighbors" in html
    assert f'src="/pictures/{tall["sha256"]}.jpg"' in html[: html.index("For those who do not see")]
    assert "Link on the picture</dt><dd>" + manifest["link"] in html
    assert "Mentioned on the picture</dt><dd>@lee.placeholder" in html
    assert "Tagged on the picture</dt><dd>@lee.placeholder" in html
    assert "Invited to show it as theirs too</dt><dd>@lee.placeholder" in html
    assert "Comment · Instagram · neighbors" in html
    assert "Ask the &lt;others&gt; too." in html
