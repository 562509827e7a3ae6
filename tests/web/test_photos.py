"""A candidate's photo on its page: put on record with its rights, seen as cards show it, moved and withdrawn."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from publisher.brand import DEFAULT
from publisher.models import Candidacy, CandidatePhoto
from tests.graphics.cards import saved
from tests.graphics.drawn import sitter
from tests.web import story

RIGHTS = {"credit": "Photo: Sample Studio", "licence": "CC BY 4.0", "permission": "Mail of March 3", "permitted": "yes"}


@pytest.fixture
def lee(db) -> Candidacy:
    return story.candidate()


def send(client, lee, data=None, **changes):
    file = SimpleUploadedFile("IMG_0001.exe", saved(sitter()) if data is None else data, "text/html")
    return client.post(f"/candidates/{lee.pk}/photo/", RIGHTS | {"photo": file} | changes)


def page(client, lee) -> str:
    return unescape(client.get(f"/candidates/{lee.pk}/").content.decode())


def test_a_photo_is_put_on_record_and_shown_with_its_rights(as_user, comms, lee):
    client = as_user(comms)
    assert "cards are type alone" in page(client, lee)
    assert send(client, lee).status_code == 303
    html, photo = page(client, lee), CandidatePhoto.objects.get()
    for words in (
        "Photo: Sample Studio",
        "CC BY 4.0",
        "Mail of March 3",
        f"/photos/{photo.pk}/crop.jpg",
        "Casey Comms",
    ):
        assert words in html
    for name, size in (("crop", (432, 432)), ("whole", (480, 600))):
        answer = client.get(f"/photos/{photo.pk}/{name}.jpg")
        assert Image.open(BytesIO(answer.content)).size == size
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"permitted": ""}, "Tick that the photo may be used"),
        ({"licence": " "}, "needs a licence"),
        ({"credit": "\u3164"}, "needs a credit"),
        ({"permission": "\u0301\u0301"}, "needs a permission"),
        ({"credit": "Photo: \u202eoidutS"}, "The credit holds an invisible control character"),
        ({"credit": "Photo: \ua000"}, "The credit cannot be printed on the cards"),
        ({"credit": "W" * 120}, "The credit cannot be printed on the cards"),
        ({"data": b"GIF89a"}, "is a GIF: save it as JPEG"),
        ({"data": b""}, "is empty"),
        ({"data": b"<svg onload='alert(1)'/>"}, "is an SVG drawing"),
        ({"data": saved(Image.new("RGB", (1, 1)))}, "1 x 1 pixels"),
    ],
)
def test_a_refusal_is_said_and_what_was_typed_stays(as_user, comms, lee, changes, why):
    answer = send(as_user(comms), lee, **changes)
    html = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert why in html
    assert f'value="{(RIGHTS | changes)["credit"]}"' in html
    assert not CandidatePhoto.objects.exists()


def test_the_focus_follows_a_click_or_two_numbers_and_returns_to_the_face(as_user, comms, lee):
    client, address = as_user(comms), f"/candidates/{lee.pk}/photo/focus/"
    send(client, lee)  # 1200 x 1500, shown 240 x 300
    for form, found in (
        ({"at.x": "60", "at.y": "150", "x": "", "y": ""}, (0.25, 0.5)),
        ({"x": "40", "y": "30.5"}, (0.4, 0.305)),
        ({"at.x": "0", "at.y": "0", "x": "10", "y": "20"}, (0.1, 0.2)),  # Enter on the picture is no click
        ({"face": "yes", "x": "", "y": ""}, (None, None)),
    ):
        assert client.post(address, form).status_code == 303
        photo = CandidatePhoto.objects.get()
        assert (photo.focus_x, photo.focus_y) == pytest.approx(found)
    assert client.post(address, {"x": "half", "y": "3"}).status_code == 400
    assert "two numbers from 0 to 100" in client.post(address, {"x": "140", "y": "3"}).content.decode()


def test_moving_the_focus_moves_the_crop(as_user, comms, lee):
    client = as_user(comms)
    send(client, lee)
    crop = f"/photos/{CandidatePhoto.objects.get().pk}/crop.jpg"
    before = client.get(crop).content
    client.post(f"/candidates/{lee.pk}/photo/focus/", {"x": "50", "y": "90"})
    assert client.get(crop).content != before


def test_it_is_withdrawn_with_a_reason(as_user, comms, lee):
    client, address = as_user(comms), f"/candidates/{lee.pk}/photo/withdraw/"
    assert client.post(address, {"reason": "Gone."}).status_code == 404
    send(client, lee)
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "The studio objects."}).status_code == 303
    assert "cards are type alone" in page(client, lee)


def test_where_cards_have_no_place_for_it_the_page_says_so(as_user, comms, lee, settings, tmp_path):
    client = as_user(comms)
    assert "has no place for a photo" not in page(client, lee)
    own = tmp_path / "brand.toml"
    own.write_text(re.sub(r"^template = .*$", 'template = "ballot"', DEFAULT.read_text(), flags=re.M))
    settings.BRAND_FILE = str(own)
    assert "has no place for a photo" in page(client, lee)


def test_an_organizer_sees_it_and_has_no_form(as_user, comms, organizer, lee):
    send(as_user(comms), lee)
    html = page(as_user(organizer), lee)
    assert "Photo: Sample Studio" in html
    assert "Move the focus" not in html
    assert send(as_user(organizer), lee).status_code == 403


def test_opened_by_its_address_a_form_leads_to_the_page(as_user, comms, lee):
    answer = as_user(comms).get(f"/candidates/{lee.pk}/photo/")
    assert (answer.status_code, answer["Location"]) == (302, f"/candidates/{lee.pk}/")
