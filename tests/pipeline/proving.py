"""Announcements that rest on a site, and what becomes of their evidence."""

from datetime import timedelta
from typing import Any

import pytest

from publisher.errors import Refusal
from publisher.models import Announcement, Event, Evidence, User
from publisher.pipeline import draft
from publisher.truth.evidence import Standing, standing
from tests.pipeline.story import Stage, approve, in_review

PDF = b"%PDF-1.7\n%%EOF"
HOUR = timedelta(hours=1)


def told(stage: Stage, url: str, key: str = "oh-3") -> Announcement:
    """The tracker says that `key` signed, with this address: an announcement in review."""
    stage.tracker.says(key, "signed", evidence=url)
    stage.tracker.poll()
    return in_review(draft.draft_new()[0])


def piece(announcement: Announcement) -> Evidence:
    return Evidence.objects.get(change__subjects__announcement=announcement)


def stands(announcement: Announcement) -> Standing:
    return standing(piece(announcement))


def happened() -> list[str]:
    return list(Event.objects.filter(kind="statuschange").order_by("id").values_list("what", flat=True))


def refusal(announcement: Announcement, by: User, **more: Any) -> str:
    with pytest.raises(Refusal) as refused:
        approve(announcement, by, **more)
    return str(refused.value)
