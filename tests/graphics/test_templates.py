"""Every template in every format: fit to publish whatever the card says, and a composition of its own."""

import io
from dataclasses import replace
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from graphics import SIZES, TEMPLATES, Card, Look, Photo, Signer, Size, draw
from graphics.compose import compose
from tests.graphics.cards import ENGLISH, SPANISH, card, picture, saved

PEOPLE = tuple(
    Signer(name, seat)
    for name, seat in (
        ("Ana Sample", "U.S. House, OH-03"),
        ("Bo Example", "U.S. Senate, Maine"),
        ("Zoë Ñandú Příklad", "U.S. House, CA-12"),
        ("Lee Placeholder", "U.S. House, TX-07"),
    )
)
NOTE = "On March 3 we wrote that Bo Example signed the pledge. That was wrong: the tracker says pending."
KINDS: dict[str, Card] = {
    "signed": card("Jo Li"),
    "long": card("Maximiliana Featherstonhaugh-Candidate"),
    "marks": card("Nguyễn Thị Mẫu"),
    "spanish": Card(name="María de la Muestra", **SPANISH),
    "refused": card("Dana Specimen", statement="declined to sign the pledge", status="refused"),
    "rescinded": card("Dana Specimen", statement="took back a signed pledge", status="rescinded"),
    "correction": card("Bo Example", statement="Correction", status="correction", note=NOTE),
    "digest": card("Four candidates", people=PEOPLE, office="", place=""),
    "crowd": card("Six candidates", people=(*PEOPLE, *PEOPLE[:2]), office="", place=""),
    "share": card("Ana Sample", statement="I signed the pledge"),
}
both = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
each = pytest.mark.parametrize("template", TEMPLATES)


@pytest.mark.cross_section(2)
@both
@each
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_fit_to_publish(template: str, size: Size, kind: str) -> None:
    picture = draw(KINDS[kind], size, Look(), template)
    assert [(point.name, point.detail) for point in picture.preflight if not point.ok] == []
    assert (picture.width, picture.height) == (size.width, size.height)


@both
@each
def test_it_says_who_which_seat_and_what_was_promised(template: str, size: Size) -> None:
    said = " ".join(run.ink.text for run in compose(KINDS["long"], size, Look(), template).runs)
    for word in ("Maximiliana", "Featherstonhaugh", "signed the pledge", "U.S. House", "Ohio, 3rd District"):
        assert word in said
    assert set(ENGLISH["promise"].split()) <= set(said.split())


@both
@each
def test_a_digest_names_everybody(template: str, size: Size) -> None:
    said = " ".join(run.ink.text for run in compose(KINDS["digest"], size, Look(), template).runs)
    assert all(set(one.name.split()) <= set(said.replace("·", " ").split()) for one in PEOPLE)


@both
def test_the_templates_are_not_one_in_three_colours(size: Size) -> None:
    """Also without any colour they differ in a good part of their pixels."""
    grey = [compose(KINDS["long"], size, Look(), template).image.convert("L") for template in TEMPLATES]
    for one, other in combinations(grey, 2):
        assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 25


@each
def test_nothing_is_written_where_a_story_is_covered(template: str) -> None:
    size = SIZES["1080x1920"]
    for made in KINDS.values():
        tops = [run.box for run in compose(made, size, Look(), template).runs]
        assert min(box[1] for box in tops) >= 250
        assert max(box[3] for box in tops) <= 1580


@each
def test_text_in_the_covered_zone_is_named(template: str) -> None:
    size = SIZES["1080x1350"]
    narrow = Size("1080x1350", 1080, 1350, (34, 250, 1046, 1350))
    points = {point.name: point for point in draw(card(), narrow, Look(), template).preflight}
    assert draw(card(), size, Look(), template).ok
    assert not points["safe zone"].ok
    assert "out of what is always seen" in points["safe zone"].detail


@pytest.mark.cross_section(1)
@both
@each
def test_only_who_signed_gets_bright_colours(template: str, size: Size) -> None:
    bright = Look(patches=("#00ff00",) * 6, quiet=("#777777",) * 6, accent="#a63c17")
    refused = compose(KINDS["refused"], size, bright, template).image
    green = sum(1 for red, high, blue in set(refused.get_flattened_data()) if high > 200 and red < 90 and blue < 90)
    assert green == 0


@each
def test_the_same_card_gives_the_same_bytes(template: str) -> None:
    size = SIZES["1080x1920"]
    first, again = (draw(KINDS["marks"], size, Look(), template).data for _ in range(2))
    assert first == again
    assert Image.open(io.BytesIO(first)).format == "JPEG"


@each
def test_far_too_many_people_are_refused_by_the_preflight_and_not_by_an_error(template: str) -> None:
    crowd = card("Forty candidates", people=PEOPLE * 10, office="", place="")
    assert not draw(crowd, SIZES["1080x1350"], Look(), template).ok


PHOTO = Photo(saved(picture()), credit="Photo: Cy Sample.")


@both
@pytest.mark.parametrize("template", ["placard", "arch"])
def test_a_photo_is_shown_with_its_credit(template: str, size: Size) -> None:
    made = compose(card(photo=PHOTO), size, Look(), template)
    assert made.shown
    assert "Cy Sample." in " ".join(run.ink.text for run in made.runs if run.role == "disclaimer")


@pytest.mark.cross_section(1)
@both
@each
@pytest.mark.parametrize("kind", ["refused", "rescinded", "correction", "digest"])
def test_every_other_answer_is_type_alone(template: str, size: Size, kind: str) -> None:
    """Neither the photo nor its credit."""
    plain, given = (
        compose(replace(KINDS[kind], photo=photo), size, Look(), template).image.tobytes() for photo in (None, PHOTO)
    )
    assert plain == given


def test_a_template_without_a_place_for_a_photo_prints_no_credit_either() -> None:
    size = SIZES["1080x1350"]
    assert draw(card(photo=PHOTO), size, Look(), "ballot").data == draw(card(), size, Look(), "ballot").data
