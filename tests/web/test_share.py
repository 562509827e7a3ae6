"""The card for a candidate to share: what was approved, whole, or a sentence that says why not."""

import io
from pathlib import Path

import pytest
from PIL import Image

from publisher.brand import DEFAULT
from publisher.models import Announcement, Revision
from tests.web import story

PAPER = (12, 200)  # a corner of the placard's paper


@pytest.fixture
def rebranded(tmp_path: Path, settings):
    """Another brand file from now on, with this put in place of that."""

    def change(old: str, new: str) -> None:
        text = DEFAULT.read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / f"brand{len(list(tmp_path.iterdir()))}.toml"
        file.write_text(text.replace(old, new), encoding="utf-8")
        settings.BRAND_FILE = str(file)

    return change


def public(approver, name: str = "Lee Placeholder") -> Announcement:
    made = story.approved(approver, name)
    story.out(made, "post", permalink="https://www.instagram.com/p/DEMO/")
    return made


def card(client, made: Announcement, language: str = "en"):
    return client.get(f"/announcements/{made.pk}/share/1080x1350.{language}.jpg")


def as_before_brands_were_frozen(made: Announcement) -> None:
    for revision in Revision.objects.filter(announcement=made):
        manifest = {key: value for key, value in revision.manifest.items() if key != "brand"}
        Revision.objects.filter(pk=revision.pk).update(manifest=manifest)


def test_it_is_drawn_with_the_brand_that_was_approved(as_user, approver, comms, rebranded):
    made, client = public(approver), as_user(comms)
    before = card(client, made).content
    rebranded('promise = "Abolish ICE.', 'promise = "Keep libraries.')
    assert card(client, made).content == before
    rebranded("[look]", '[look]\npaper = "#e8f4f0"')
    assert card(client, made).content == before
    rebranded('template = "placard"', 'template = "arch"')
    assert card(client, made).content == before
    rebranded('paid_for_by = ""', 'paid_for_by = "Paid for by somebody new."')
    assert card(client, made).content == before


def test_an_older_revision_is_drawn_with_todays_look_while_the_words_are_the_approved_ones(
    as_user, approver, comms, rebranded
):
    made, client = public(approver), as_user(comms)
    as_before_brands_were_frozen(made)
    rebranded("[look]", '[look]\npaper = "#e8f4f0"')
    paper = Image.open(io.BytesIO(card(client, made).content)).getpixel(PAPER)
    assert all(abs(one - other) < 16 for one, other in zip(paper, (0xE8, 0xF4, 0xF0), strict=True))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('promise = "Abolish ICE.', 'promise = "Keep libraries.'),
        ('\nname = "Neighbors Not Numbers"', '\nname = "Somebody New"'),
        ('"neighborsnotnumbers.example" ', '"somebodynew.example" '),
    ],
)
def test_an_older_revision_gets_no_card_of_words_that_nobody_approved(as_user, approver, comms, rebranded, old, new):
    made, client = public(approver), as_user(comms)
    as_before_brands_were_frozen(made)
    rebranded(old, new)
    answer = card(client, made)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert "The brand has changed since this was approved" in answer.content.decode()
    # What it left alone is still as it was approved.
    assert card(client, made, "es").status_code == (200 if "promise" in old else 409)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"{'W' * 30}{'M' * 30}", "smallest text: too small to read: the name"),
        ("Ana ꀀ Sample", "no installed typeface has ꀀ (U+A000)"),
    ],
)
def test_a_card_that_would_be_faulty_is_a_sentence_and_no_picture(as_user, approver, comms, name, said):
    story.in_review()  # its pictures stand in for the faulty ones of this name
    made = public(approver, name)
    answer = card(as_user(comms), made)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert "There is no card to share: " in page
    assert said in page
