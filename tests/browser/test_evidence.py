"""Evidence on the review page, in a real browser: seen, handed over, vouched for."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from publisher.models import Evidence
from publisher.pipeline import submit
from publisher.proof.attachments import from_file, from_mail, from_note
from tests.browser.test_accessibility import assert_fine
from tests.proof.test_attachments import picture
from tests.proof.test_mails import MAIL
from tests.web import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pieces_of_every_kind_and_the_form_are_for_everybody(open_page, log_in, approver, comms):
    announcement = story.in_review()
    Evidence.objects.update(file=None, captured_at=None, trouble="It does not let us in (403).")
    proofs = [from_file(picture(size=(900, 600)), "rally.png"), from_mail(MAIL, "I sign."), from_note("Seen.\nHeard.")]
    submit.attach(announcement.pk, by=comms, proofs=proofs)
    page = open_page()
    log_in(page, approver)
    page.goto(f"/announcements/{announcement.pk}/")
    page.get_by_text("Add evidence").click()
    page.locator(".evidence-picture").scroll_into_view_if_needed()
    assert_fine(page)


def test_a_screenshot_is_handed_over_on_a_phone_without_javascript(open_page, log_in, approver, tmp_path: Path):
    announcement = story.in_review()
    Evidence.objects.update(file=None, captured_at=None, trouble="It asks for a log-in.")
    (tmp_path / "screenshot.png").write_bytes(picture())
    page = open_page(390, java_script_enabled=False)
    log_in(page, approver)
    page.goto(f"/announcements/{announcement.pk}/")
    assert page.get_by_role("checkbox", name="I have opened the evidence").count() == 1
    page.get_by_text("Add evidence").click()
    page.get_by_label("A photo, a screenshot, a PDF or an .eml file").set_input_files(tmp_path / "screenshot.png")
    page.get_by_label("What they said, word for word").fill("I sign.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Added. It waits for review with it.")).to_be_visible()
    expect(page.get_by_role("img", name="The picture screenshot.png")).to_be_visible()
    assert page.get_by_role("checkbox", name="I have opened the evidence").count() == 0
