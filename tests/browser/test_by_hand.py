"""What a person posts, in a real browser: shared from a phone, copied at a desk, and without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from publisher.accounts.pausing import pause
from publisher.models import Delivery, Reading
from publisher.pipeline import by_hand
from tests.browser.test_accessibility import assert_fine
from tests.web import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = """navigator.canShare = () => true;
navigator.share = (what) => { window.shared = what; return Promise.resolve(); };"""


@pytest.fixture
def task(approver, settings) -> Delivery:
    made = story.handed_over(approver, settings)
    assert made.state == "by_hand"
    return made


def test_every_step_is_for_everybody(open_page, log_in, comms, approver, task):
    page = open_page()
    log_in(page, comms)
    page.goto(f"/announcements/{task.announcement_id}/")
    page.get_by_role("link", name="Post it by hand").click()
    assert_fine(page)
    page.get_by_role("button", name="I post it now").click()
    page.get_by_label("Caption").wait_for()
    assert_fine(page)
    other = open_page()
    log_in(other, approver)
    other.goto(f"/deliveries/{task.pk}/by-hand/")
    assert_fine(other)


def test_what_a_block_asks_of_people_is_for_everybody(open_page, log_in, comms, approver):
    post = story.out(story.approved(approver), "post", state="uncertain", reason="It broke off.")
    pause(post.account, "Instagram blocked this action for the account.", "Wait a day.", kind="feedback")
    page = open_page(390)
    log_in(page, comms)
    page.goto(f"/deliveries/{post.pk}/by-hand/")
    expect(page.get_by_text("Nothing here keeps you from posting it by hand all the same")).to_be_visible()
    assert_fine(page)


def test_a_phone_shares_the_picture_itself(open_page, log_in, comms, task):
    page = open_page(390)
    page.add_init_script(PHONE)
    log_in(page, comms)
    page.goto(f"/deliveries/{task.pk}/by-hand/")
    page.get_by_role("button", name="I post it now").click()
    page.get_by_role("button", name="Share to the app").click()
    shared = page.evaluate("({name: shared.files[0].name, size: shared.files[0].size, text: shared.text})")
    assert shared["name"] == f"{task.announcement.code}-1.en.jpg"
    assert shared["size"] > 10_000
    assert task.announcement.code in shared["text"]


def test_a_desk_has_no_sharing_and_copies(open_page, log_in, comms, task):
    page = open_page(1280, permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("delete Navigator.prototype.canShare")
    log_in(page, comms)
    page.goto(f"/deliveries/{task.pk}/by-hand/")
    page.get_by_role("button", name="I post it now").click()
    page.get_by_role("button", name="Copy the alt text").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Alt text").input_value()
    expect(page.get_by_role("button", name="Share to the app")).not_to_be_visible()


def test_without_javascript_everything_is_there(open_page, log_in, comms, task):
    page = open_page(390, java_script_enabled=False)
    log_in(page, comms)
    page.goto(f"/deliveries/{task.pk}/by-hand/")
    page.get_by_role("button", name="I post it now").click()
    assert page.get_by_label("Caption").input_value()
    expect(page.get_by_role("link", name="Download it")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the caption")).not_to_be_visible()
    page.get_by_label("The link of the post").fill("https://www.instagram.com/p/HANDMADE1/")
    page.get_by_role("button", name="It is posted").click()
    expect(page.get_by_text("Noted: it is live.")).to_be_visible()


def test_a_wrong_link_is_put_right_on_its_page(open_page, log_in, comms, approver, task):
    by_hand.take(task.pk, by=comms)
    by_hand.finish(task.pk, by=comms, link="https://www.instagram.com/p/WRONG12345/")
    Delivery.objects.filter(pk=task.pk).update(look_since=timezone.now(), reason="It is another's.", todo="Mend it.")
    Reading.objects.create(delivery=task, read_at=timezone.now(), differs=["It is another's."], stands="another")
    page = open_page()
    log_in(page, approver)
    page.goto(f"/announcements/{task.announcement_id}/")
    page.locator("summary", has_text="It is not there").click()
    assert_fine(page)
    page.get_by_label("The right link").fill("https://www.instagram.com/p/RIGHT12345/?igsh=abc")
    page.get_by_role("button", name="It is there").click()
    expect(page.get_by_text("Noted. It is read back there now.")).to_be_visible()
    task.refresh_from_db()
    assert (task.permalink, task.look_since) == ("https://www.instagram.com/p/RIGHT12345/", None)
