"""A real Chromium against the real application on loopback."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from publisher.models import User
from tests.conftest import PASSWORD
from tests.web.conftest import drawn_once

__all__ = ["drawn_once"]

expect.set_options(timeout=10_000)


def _is_error(message: ConsoleMessage, *, cut: bool) -> bool:
    # Playwright and axe put scripts of their own into every frame; the mail's frame refuses them, as it should.
    expected = ("Blocked script execution", *(("Failed to load resource",) if cut else ()))
    return message.type == "error" and not message.text.startswith(expected)


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a page of a window of that width and scheme; any error on its console fails the test.

    `cut`: but for those that the browser writes when the connection is lost or the server refuses.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(width: int = 1280, scheme: str = "light", *, cut: bool = False, **options: object) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 844}, color_scheme=scheme, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if _is_error(message, cut=cut) else None)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def log_in(live_server, client: Client) -> Callable[[Page, User], None]:
    """The page of somebody who has logged in; how they do it by the form is `log_in_by_form`."""

    def log_in_(page: Page, user: User) -> None:
        client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        client.cookies.clear()  # each window has a session of its own
        page.goto("/")

    return log_in_


@pytest.fixture
def log_in_by_form() -> Callable[[Page, User], None]:
    """Logs in by the form."""

    def log_in_(page: Page, user: User) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("**/")

    return log_in_
