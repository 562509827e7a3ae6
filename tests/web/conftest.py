"""Pages are asked by Django's test client; pictures are drawn once."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from publisher import rendering
from publisher.models import Announcement, User
from tests.web import story
from tests.web.served import CSV, Served


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "draw", story.draw_once)


@pytest.fixture
def waiting(db: None) -> Announcement:
    return story.in_review()


@pytest.fixture
def going(approver: User) -> Announcement:
    return story.approved(approver)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which that person is logged in."""

    def logged_in(user: User) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def served() -> Iterator[Served]:
    """A tracker that can be read on loopback."""
    with Served(CSV).running() as running:
        yield running
