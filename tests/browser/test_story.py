"""What people do most, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from publisher.tracker.values import Rule
from tests.web import held, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_review_approve_and_stop_on_a_phone_without_javascript(open_page, log_in_by_form, approver, settings):
    settings.UNDO_SECONDS = 300
    announcement = story.in_review()
    page = open_page(390, java_script_enabled=False)
    log_in_by_form(page, approver)
    page.get_by_role("link", name="Lee Placeholder").click()
    page.get_by_role("link", name="Go to the decision").click()
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("checkbox", name="Spanish").check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Going out at")).to_be_visible()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("Stopped. What had not gone out stays here")).to_be_visible()
    assert set(announcement.deliveries.values_list("state", flat=True)) == {"stopped"}


def test_an_edit_is_seen_as_a_difference_before_it_is_approved(open_page, log_in, approver):
    announcement = story.in_review()
    page = open_page()
    log_in(page, approver)
    page.goto(f"/announcements/{announcement.pk}/edit/")
    page.get_by_label("Alt text, English").fill("Plain lettering, no portrait.")
    page.get_by_role("button", name="See what changes").click()
    assert page.locator("ins", has_text="Plain lettering").count() == 1
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("checkbox", name="Spanish").check()
    page.get_by_role("button", name="Save and approve").click()
    page.wait_for_url(f"**/announcements/{announcement.pk}/")
    assert story.fresh(announcement).state == "approved"


def test_the_page_follows_what_happens_by_itself(open_page, log_in, approver, settings):
    settings.UNDO_SECONDS = 300
    announcement = story.approved(approver)
    page = open_page()
    log_in(page, approver)
    page.clock.install()
    page.goto(f"/announcements/{announcement.pk}/")
    page.locator(".left", has_text="in 4:").wait_for()
    story.out(announcement, "post")
    story.out(announcement, "mail")
    page.clock.fast_forward("00:11")
    page.locator("#screen .badge", has_text="Live").wait_for()


def test_a_quarantined_row_is_cleared_with_two_taps_on_a_phone_without_javascript(open_page, log_in, comms):
    row = held.row(Rule.SAME_PERSON, name="Leigh Placeholder", candidacy=held.known())
    page = open_page(390, java_script_enabled=False, has_touch=True)
    log_in(page, comms)
    page.get_by_role("link", name="Quarantine 1 open").tap()
    page.get_by_role("link", name="Leigh Placeholder").tap()
    page.get_by_text("It is somebody else").tap()
    page.get_by_text("1 status change becomes an announcement to review.").wait_for()
    page.get_by_role("button", name="Yes, somebody else").tap()
    page.get_by_text("Accepted. It counts with the next read").wait_for()
    row.refresh_from_db()
    assert row.state == "accepted"


def test_the_sources_are_looked_at_again_after_a_read_was_asked_for(open_page, log_in, comms):
    source = held.source()
    page = open_page()
    log_in(page, comms)
    page.clock.install()
    page.goto("/sources/")
    page.get_by_role("button", name="Read now").click()
    page.get_by_text("is read as soon as a worker is free").wait_for()
    source.lease_until = timezone.now() + timedelta(minutes=1)
    source.save()
    page.clock.fast_forward("00:05")
    page.locator(".badge", has_text="Reading now").wait_for()


def test_the_mail_is_drawn_in_its_frame(open_page, log_in, approver):
    announcement = story.in_review()
    page = open_page()
    log_in(page, approver)
    page.goto(f"/announcements/{announcement.pk}/")
    frame = page.frame_locator('iframe[title="The mail, English"]')
    expect(frame.get_by_role("heading", name="Lee Placeholder").first).to_be_visible()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(open_page, log_in, approver):
    page = open_page()
    log_in(page, approver)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
