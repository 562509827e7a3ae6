"""The pages of accounts in a real browser: for everybody, and without JavaScript."""

import pytest

from publisher.accounts.opening import by_hand
from publisher.accounts.pausing import pause
from publisher.sandbox.instagram_things import Account as Login
from tests.browser.test_accessibility import assert_fine
from tests.pipeline.story import account, connected, logged_in, sandbox

__all__ = ["account", "connected", "logged_in", "sandbox"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEED = "JBSWY3DPEHPK3PXP"


def test_the_list_the_ways_in_and_an_account(open_page, log_in, approver, account):
    pause(account, "Instagram wants the account holder to confirm something.", "Open the app.", kind="challenge")
    page = open_page()
    log_in(page, approver)
    for path in ("/places/", "/places/connect/", f"/places/{account.pk}/", f"/places/{by_hand().pk}/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        assert_fine(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_code_is_typed_by_whoever_has_it(open_page, log_in, approver, sandbox, script):
    sandbox.store.add_account(Login("coalition", "x", SEED))
    page = open_page(1280 if script else 390, java_script_enabled=script)
    log_in(page, approver)
    page.goto("/places/connect/")
    page.get_by_text("Log in with a username and password").click()
    form = page.locator("form[action='/places/connect/instagram/']")
    form.get_by_label("Username").fill("coalition")
    form.get_by_label("Password").fill("x")
    form.get_by_label("I know that Instagram does not allow this").check()
    form.get_by_role("button", name="Connect Instagram").click()
    page.get_by_role("textbox", name="Code").wait_for()
    if script:
        assert_fine(page)
    page.get_by_role("button", name="Give it up").click()
    page.get_by_text("Given up.").wait_for()
