"""The same announcements as in the tests of the staff pages, asked for by strangers."""

import pytest
from django.test import Client

from publisher.models import Announcement, User
from tests.web import story
from tests.web.conftest import as_user, drawn_once, going, waiting

__all__ = ["as_user", "drawn_once", "going", "waiting"]


@pytest.fixture
def live(approver: User) -> Announcement:
    """An announcement of which the post is out."""
    announcement = story.approved(approver)
    story.out(announcement, "post", permalink="https://www.instagram.com/p/DEMO/")
    return announcement


@pytest.fixture
def stranger() -> Client:
    return Client()
