"""The preflight sees faults that were planted in a finished card."""

from dataclasses import replace

import pytest

from graphics import Look
from graphics.compose import compose
from graphics.luminance import contrast, levels
from graphics.output import on_file
from graphics.preflight import on_texts
from tests.graphics.cards import TALL, card, picture, saved


@pytest.fixture
def placard():
    return compose(card("Zoë Ñandú Příklad"), TALL, Look())


def failing(image, runs):
    return {point.name for point in on_texts(image, runs, TALL) if not point.ok}


def changed(placard, role, **changes):
    return [replace(run, **changes) if run.role == role else run for run in placard.runs]


def test_a_good_card_has_no_fault(placard):
    assert failing(placard.image, placard.runs) == set()


def test_pale_text_fails_the_contrast():
    pale = compose(card(), TALL, Look(accent="#d98c5f"))
    assert failing(pale.image, pale.runs) == {"contrast"}


def test_covered_text_counts_as_cut_off(placard):
    (run,) = [run for run in placard.runs if run.role == "date"]
    placard.image.paste(Look().paper, (run.x + 100, run.y - 4, run.x + 140, run.y + 50))
    assert failing(placard.image, placard.runs) == {"no clip"}


def test_text_outside_its_slot_counts_as_cut_off(placard):
    runs = changed(placard, "promise", slot=(72, 0, 500, 1350))
    assert failing(placard.image, runs) == {"no clip"}


def test_text_in_the_margin_leaves_the_safe_zone(placard):
    assert "safe zone" in failing(placard.image, changed(placard, "wordmark", x=20))


def test_ragged_left_edges_are_seen(placard):
    assert "left edges" in failing(placard.image, changed(placard, "statement", x=76))


def test_lines_that_meet_are_seen(placard):
    office = next(run for run in placard.runs if run.role == "office")
    assert "no overlap" in failing(placard.image, changed(placard, "place", y=office.y + 8))


@pytest.mark.parametrize(
    "data",
    [
        saved(picture(1080, 1350), quality=92),
        saved(picture(1080, 1350), subsampling=0, progressive=True),
        saved(picture(1080, 1350), subsampling=0, comment=b"hello"),
        saved(picture(1080, 1080), subsampling=0),
        saved(picture(1080, 1350, "L")),
        saved(picture(1080, 1350), "PNG"),
    ],
    ids=["4:2:0", "progressive", "comment", "size", "grey", "png"],
)
def test_a_file_of_another_kind_is_seen(data):
    assert not on_file(data, TALL).ok


def test_contrast_is_that_of_wcag():
    assert contrast(0, 1) == pytest.approx(21)
    grey = picture(8, 8).copy()
    grey.paste("#777777", (0, 0, 8, 8))
    level = levels(grey, grey.convert("L").point(lambda value: 255), (0.5,))[0]
    assert contrast(level, 1) == pytest.approx(4.48, abs=0.06)
