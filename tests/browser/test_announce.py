"""An organizer at a rally: one thumb, a weak connection."""

import io

import PIL.Image
import pytest
from playwright.sync_api import Page, expect

from publisher.models import Announcement, Evidence, SourceKey
from tests.web import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _jpeg() -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "#335577").save(out, "JPEG")
    return out.getvalue()


PHOTO = {"name": "pledge.jpg", "mimeType": "image/jpeg", "buffer": _jpeg()}
UNSENT = "Not sent yet. It is kept on this phone; try again."
DONE = "Nothing is public yet"


@pytest.fixture
def form(open_page, log_in, organizer, approver):
    """The form of a candidate, on a phone, with a photo and some words in it."""
    candidacy = story.candidate("Bo Sample")
    SourceKey.objects.filter(candidacy=candidacy).update(status="pending")
    page = open_page(390, cut=True)
    log_in(page, organizer)
    page.goto(f"/announce/?candidate={candidacy.pk}")
    page.get_by_label("Take a photo").set_input_files(PHOTO)
    page.get_by_label("Their words").fill("I signed it tonight.")
    return page


def press(page: Page, name: str = "Send it to review") -> None:
    page.get_by_role("button", name=name).click()


def arrived(page: Page) -> Announcement:
    """The one announcement, once its page says so."""
    page.get_by_role("heading", name=DONE).wait_for()
    made = Announcement.objects.get()
    assert page.url.endswith(f"/announce/sent/{made.pk}/")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('report:'))") == []
    return made


def evidence() -> set[tuple[str, str]]:
    return set(Evidence.objects.values_list("kind", "title"))


ALL = {("file", "pledge.jpg"), ("note", "I signed it tonight.")}


def test_a_cut_connection_loses_nothing_and_it_is_sent_when_it_is_back(form: Page) -> None:
    form.context.set_offline(True)
    press(form)
    form.get_by_text(UNSENT).wait_for()
    form.get_by_label("Their words").fill("I signed it tonight. Bo")
    assert not Announcement.objects.exists()
    form.context.set_offline(False)  # the phone says so, and the page sends by itself
    arrived(form)
    assert evidence() == {("file", "pledge.jpg"), ("note", "I signed it tonight. Bo")}


def test_what_was_typed_is_there_again_after_the_phone_forgot_the_page(form: Page) -> None:
    form.context.set_offline(True)
    press(form)
    form.get_by_text(UNSENT).wait_for()
    key = form.locator("[name=key]").input_value()
    address, context = form.url, form.context
    form.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/announce/")
    page.locator("#kept").get_by_role("link", name="Bo Sample").click()
    page.get_by_text("What you typed before is back.").wait_for()
    assert (page.url, page.locator("[name=key]").input_value()) == (address, key)
    press(page)
    arrived(page)
    assert evidence() == ALL
    page.goto("/announce/")
    expect(page.locator("#kept")).not_to_be_visible()


def test_an_answer_that_was_lost_on_the_way_is_no_second_announcement(form: Page) -> None:
    lose = [True]

    def lossy(route) -> None:
        if route.request.method == "POST" and lose:
            lose.clear()
            route.fetch(max_redirects=0)  # it arrives, and the answer does not
            route.abort()
        else:
            route.continue_()

    form.route("**/announce/", lossy)
    press(form)
    form.get_by_text(UNSENT).wait_for()
    assert Announcement.objects.count() == 1
    press(form, "Try again")
    arrived(form)
    assert evidence() == ALL


def test_a_refusal_is_said_and_the_photo_stays_chosen(form: Page) -> None:
    form.get_by_label("A link").fill("https://me:secret@campaign.example/")
    press(form)
    form.get_by_text("The evidence address cannot be used.").wait_for()
    assert form.get_by_label("Take a photo").evaluate("(field) => field.files[0].name") == "pledge.jpg"
    form.get_by_label("A link").fill("")
    press(form)
    arrived(form)
    assert evidence() == ALL


def test_whoever_was_logged_out_logs_in_and_finds_it_again(form: Page, log_in_by_form, organizer) -> None:
    form.context.clear_cookies()
    press(form)
    form.get_by_text("you were logged out").wait_for()
    address = form.url
    log_in_by_form(form, organizer)
    form.goto(address)
    form.get_by_text("What you typed before is back.").wait_for()
    press(form)
    arrived(form)
    assert evidence() == ALL


def test_another_person_on_the_same_phone_sees_nothing_of_it(form: Page, log_in_by_form, approver) -> None:
    address = form.url
    form.context.clear_cookies()
    log_in_by_form(form, approver)
    form.goto(address)
    assert form.get_by_label("Their words").input_value() == ""
    form.goto("/announce/")
    expect(form.locator("#kept")).not_to_be_visible()


def test_a_double_tap_without_javascript_is_one_announcement(open_page, log_in, organizer, approver) -> None:
    candidacy = story.candidate("Bo Sample")
    SourceKey.objects.filter(candidacy=candidacy).update(status="pending")
    page = open_page(390, java_script_enabled=False)
    log_in(page, organizer)
    page.goto("/announce/?q=bo")
    page.get_by_role("link", name="Bo Sample U.S. House").click()
    page.get_by_label("Their words").fill("I signed it tonight.")
    page.get_by_role("button", name="Send it to review").dblclick()
    page.get_by_role("heading", name=DONE).wait_for()
    assert Announcement.objects.count() == 1


def test_names_are_found_while_they_are_typed(open_page, log_in, organizer) -> None:
    story.candidate("Zoë Příklad")
    page = open_page(320)
    log_in(page, organizer)
    page.goto("/announce/")
    page.get_by_label("Candidate’s name").press_sequentially("prikald")
    page.locator("#found").get_by_role("link", name="Zoë Příklad U.S. House").click()
    page.get_by_role("heading", name="Zoë Příklad").wait_for()
