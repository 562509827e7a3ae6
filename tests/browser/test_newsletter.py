"""Signing up, choosing and leaving, in a real browser: on a phone, without JavaScript, and as axe sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Issue, SignUp, Subscriber
from publisher.newsletter import confirming
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from tests.browser.test_accessibility import assert_fine, each
from tests.newsletter.mailing import claimed, mailbox, people

__all__ = ["mailbox"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_SMALL_FOR_A_FORM = """[
  ...document.querySelectorAll("main button, main select, main input:not([tabindex]), main label.tick")
]
  .filter((one) => one.offsetParent)
  .filter((one) => !one.matches("[type=radio], [type=checkbox]"))
  .filter((one) => one.offsetHeight < 44 || parseFloat(getComputedStyle(one).fontSize) < 16)
  .map((one) => one.outerHTML)"""


def test_the_newsletters_pages(open_page):
    reader = people(1, us_state="OH")[0]
    asked = SignUp.objects.create(
        email="ana@readers.example",
        language="en",
        rhythm="daily",
        source="a form",
        expires_at=timezone.now() + timedelta(days=1),
    )
    page = open_page(cut=True)
    choices, confirm = f"/newsletter/choices/{reader.token}", f"/newsletter/confirm/{asked.token}"
    for path in ("/newsletter", "/newsletter?lang=es", choices, confirm, f"/u/{reader.token}"):
        page.goto(path)
        assert_fine(page)
        for _view in each(page):
            assert page.evaluate(TOO_SMALL_FOR_A_FORM) == []
    page.goto("/newsletter?lang=es")
    page.get_by_label("Correo electrónico").fill("ana@localhost")
    page.get_by_label("Solo sobre candidaturas de mi estado").check()
    page.get_by_role("button", name="Suscribirme").click()
    page.get_by_role("alert").wait_for()
    assert_fine(page)


def test_sign_up_confirm_choose_and_leave_on_a_phone_without_javascript(open_page, mailbox, settings, live_server):
    settings.BASE_URL = live_server.url
    page = open_page(390, java_script_enabled=False, has_touch=True)
    page.goto("/newsletter")
    page.get_by_label("Email").fill("ana@readers.example")
    page.get_by_label("One mail a week").tap()
    page.get_by_role("button", name="Sign up").tap()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    confirming.send_due()
    page.goto(f"{mailbox.url}/?kind=sign-up")
    page.goto(f"{mailbox.url}/mail/1")
    page.goto(page.get_by_role("link", name="/newsletter/confirm/").get_attribute("href"))
    page.get_by_role("button", name="Yes, send it to me").tap()
    page.get_by_role("link", name="What we send you").tap()
    assert page.get_by_label("One mail a week").is_checked()
    page.get_by_label("A mail each time a candidate signs").tap()
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("Saved. It holds from the next mail on.").wait_for()
    reader = Subscriber.objects.get()
    assert (reader.email, reader.rhythm) == ("ana@readers.example", "at_once")
    freeze(claimed())
    drain(Issue.objects.get().pk)
    page.goto(mailbox.store.all()[-1].message["List-Unsubscribe"].strip("<>"))
    page.get_by_role("button", name="Leave the newsletter").tap()
    page.get_by_role("heading", name="You have left the newsletter").wait_for()
    reader.refresh_from_db()
    assert reader.state == "unsubscribed"
