"""A candidate's photo in a real browser: put on record and moved by a click, on a phone without JavaScript."""

from pathlib import Path

import pytest

from publisher.models import CandidatePhoto
from publisher.pipeline import photos
from tests.browser.test_accessibility import assert_fine
from tests.graphics.cards import saved
from tests.graphics.drawn import sitter
from tests.pipeline.test_photos import RIGHTS
from tests.web import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_photo_and_its_forms_are_for_everybody(open_page, log_in, comms):
    candidacy = story.candidate()
    photos.add(candidacy, saved(sitter()), RIGHTS, by=comms)
    page = open_page()
    log_in(page, comms)
    page.goto(f"/candidates/{candidacy.pk}/")
    for form in ("Move the focus", "Withdraw the photo", "Replace the photo"):
        page.locator("summary", has_text=form).click()
    assert page.locator(".photo-views img").evaluate("image => image.naturalWidth") == 432
    assert_fine(page)


def test_a_photo_is_added_and_its_focus_clicked_without_javascript(open_page, log_in, comms, tmp_path: Path):
    candidacy = story.candidate()
    (tmp_path / "lee.jpg").write_bytes(saved(sitter()))
    page = open_page(390, java_script_enabled=False)
    log_in(page, comms)
    page.goto(f"/candidates/{candidacy.pk}/")
    page.get_by_text("Add a photo").click()
    page.get_by_label("at least 540 pixels a side").set_input_files(tmp_path / "lee.jpg")
    page.get_by_label("Credit, as it is printed").fill(RIGHTS.credit)
    page.get_by_label("Licence").fill(RIGHTS.licence)
    page.get_by_label("Permission: from whom").fill(RIGHTS.permission)
    page.get_by_label("We may show this photo").check()
    page.get_by_role("button", name="Put it on record").click()
    page.get_by_text("The photo is on record.").wait_for()
    page.locator("summary", has_text="Move the focus").click()
    whole = page.locator("input[type=image]")
    assert whole.evaluate("picture => [picture.clientWidth, picture.clientHeight]") == [240, 300]  # as the page counts
    whole.click(position={"x": 60, "y": 150})
    page.get_by_text("Moved.").wait_for()
    photo = CandidatePhoto.objects.get()
    assert (photo.focus_x, photo.focus_y) == pytest.approx((0.25, 0.5), abs=0.02)
