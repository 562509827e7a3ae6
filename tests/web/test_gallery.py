"""The gallery of cards, and the card for a candidate to share."""

import io
from html import unescape

import pytest
from PIL import Image

from publisher.brand import DEFAULT
from publisher.cards import KINDS
from publisher.current_brand import brand
from publisher.gallery.people import HARD_NAMES
from tests.web import story


def test_it_shows_every_kind_and_every_hard_name(as_user, organizer):
    page = as_user(organizer).get("/gallery/?template=ballot&size=1200x630&language=es").content.decode()
    for kind in KINDS:
        assert f'"/gallery/ballot/1200x630.es/{kind}/0.jpg"' in page
    assert page.count("?small") == len(KINDS) + len(HARD_NAMES)


def test_what_there_is_not_shows_the_brands_own_template(as_user, organizer):
    page = as_user(organizer).get("/gallery/?template=poster&size=9&language=fr").content.decode()
    assert "/gallery/placard/1080x1350.en/signed/0.jpg" in page


def test_a_picture_is_drawn_whole_and_small(as_user, organizer):
    client = as_user(organizer)
    for address, width in (("", 1200), ("?small", 540)):
        answer = client.get(f"/gallery/ballot/1200x630.en/digest/0.jpg{address}")
        assert Image.open(io.BytesIO(answer.content)).width == width
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["poster/1200x630.en/signed/0", "ballot/9x9.en/signed/0", "ballot/1200x630.fr/signed/0",
             "ballot/1200x630.en/pending/0", "ballot/1200x630.en/signed/99"]
)  # fmt: skip
def test_a_picture_that_there_is_not_is_not_here(as_user, organizer, path):
    assert as_user(organizer).get(f"/gallery/{path}.jpg").status_code == 404


def test_strangers_see_none_of_it(client):
    for path in ("/gallery/", "/gallery/ballot/1200x630.en/signed/0.jpg", "/announcements/1/share/1080x1350.en.jpg"):
        assert client.get(path).status_code == 302


def test_who_signed_gets_a_card_to_share_once_it_is_public(as_user, approver, comms):
    waiting = story.approved(approver)
    client, path = as_user(comms), f"/announcements/{waiting.pk}/share/1080x1350.es.jpg"
    assert client.get(path).status_code == 404
    assert path not in client.get(f"/announcements/{waiting.pk}/").content.decode()
    story.out(waiting, "post", permalink="https://www.instagram.com/p/DEMO/")
    assert path in client.get(f"/announcements/{waiting.pk}/").content.decode()
    answer = client.get(path)
    assert f'filename="{waiting.code}-1080x1350.es.jpg"' in answer["Content-Disposition"]
    assert Image.open(io.BytesIO(answer.content)).size == (1080, 1350)
    assert client.get(path.replace("1350", "1080")).status_code == 404
    story.fresh(waiting).__class__.objects.filter(pk=waiting.pk).update(contradiction="The tracker says pending.")
    assert client.get(path).status_code == 404


def test_the_card_to_share_keeps_the_promise_that_was_approved(as_user, approver, comms, settings, tmp_path):
    """Another promise in the brand is another pledge: nobody signed that one."""
    waiting = story.approved(approver)
    story.out(waiting, "post", permalink="https://www.instagram.com/p/DEMO/")
    client, path = as_user(comms), f"/announcements/{waiting.pk}/share/1080x1350.en.jpg"
    before = client.get(path).content
    settings.BRAND_FILE = tmp_path / "brand.toml"
    settings.BRAND_FILE.write_text(DEFAULT.read_text().replace("Abolish ICE. ", "Abolish all of it. "))
    assert brand().pledge["en"].promise.startswith("Abolish all of it")
    assert client.get(path).content == before


def test_a_card_to_share_that_cannot_be_drawn_says_why_on_the_page(as_user, approver, comms, settings, tmp_path):
    settings.BRAND_FILE = tmp_path / "brand.toml"
    settings.BRAND_FILE.write_text(DEFAULT.read_text().replace("neighborsnotnumbers.example", "n" * 58 + ".example"))
    waiting = story.approved(approver)
    story.out(waiting, "post", permalink="https://www.instagram.com/p/DEMO/")
    answer = as_user(comms).get(f"/announcements/{waiting.pk}/share/1080x1350.en.jpg", follow=True)
    assert "There is no card to share: " in unescape(answer.content.decode())
