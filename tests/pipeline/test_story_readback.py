"""A story read back, on both of Instagram's channels: as it was approved for a day, never called deleted after it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from publisher import files
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Notice, Reading, User
from publisher.pipeline import by_hand, readback
from publisher.queueing import queue
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import Slide
from tests.pipeline.story import Stage, approve, drafted, later, only, work
from tests.pipeline.test_graph import graph

__all__ = ["graph"]

Told = tuple[Announcement, Store]
HOUR = timedelta(hours=1)


@pytest.fixture(params=["instagram", "instagram_graph"])
def told(request: pytest.FixtureRequest, live_server: Any, tracker: Any, approver: Any, settings: Any) -> Told:
    """Live with a story, and where the stand-in keeps both."""
    settings.STORIES = True
    world = request.getfixturevalue("graph" if request.param == "instagram_graph" else "stage")
    store = getattr(world, "sandbox", world).store
    made = approve(drafted(tracker), approver, languages=["en", "es"])
    work()
    assert only(made, "story").state == "published"
    return made, store


def read(made: Announcement) -> str:
    """Its turn has come."""
    Reading.objects.update(next_at=timezone.now())
    assert only(made, "story").pk in readback.due_readings()
    return readback.read_back(only(made, "story").pk)


def story_of(store: Store) -> int:
    return next(post.pk for post in store.posts() if post.act == "story")


def troubles() -> list[str]:
    return list(Notice.objects.filter(kind__in=("drifted", "gone")).values_list("kind", flat=True))


def test_it_is_as_approved(told: Told) -> None:
    """Also where the service takes no alt text for a story: what was not sent cannot have been changed."""
    made, _store = told
    later(only(made, "story"), published_at=-7200)
    assert read(made) == "as approved"
    row = Reading.objects.get(delivery=only(made, "story"))
    assert (row.differs, row.trouble, troubles()) == ([], "", [])


def test_one_that_was_never_read_in_its_day_is_over_and_not_deleted(told: Told) -> None:
    made, _store = told
    with time_machine.travel(timezone.now() + 25 * HOUR, tick=True):
        assert read(made) == "over"
        work()
        story = only(made, "story")
        assert (story.state, story.look_since, troubles()) == ("published", None, [])
        assert queue()[0].screen.value == "Live"
        row = Reading.objects.get(delivery=story)
        assert (row.trouble, row.next_at) == ("A story stands for a day, and its day is over.", None)
        assert story.pk not in readback.due_readings()


def test_one_that_was_missing_at_the_end_of_its_day_is_not_called_deleted_after_it(told: Told) -> None:
    made, store = told
    later(only(made, "story"), published_at=-22.9 * 3600)
    store.delete_post(story_of(store))
    assert read(made) == "missing"
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        assert read(made) == "over"
        assert (only(made, "story").look_since, troubles()) == (None, [])


def test_one_that_is_deleted_within_its_day_is_told(told: Told) -> None:
    made, store = told
    later(only(made, "story"), published_at=-7200)
    store.delete_post(story_of(store))
    assert read(made) == "missing"
    Reading.objects.update(unseen_at=timezone.now() - timedelta(minutes=11))
    assert (read(made), troubles()) == ("gone", ["gone"])
    assert queue()[0].screen.value == "Needs a look"


def test_one_that_a_person_posted_is_over_by_its_own_clock_and_not_by_when_they_said_so(
    stage: Stage, comms: User, settings: Any
) -> None:
    settings.STORIES = True
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    act = next(one for one in only(made, "story").revision.manifest["acts"] if one["act"] == "story")
    store, (slide,) = stage.sandbox.store, act["slides"]
    shown = Slide(store.save_image("by-hand.jpg", files.read(slide["sha256"])), 1080, 1920, slide["alt"])
    story = store.add_post(Login("coalition", "x"), "", "", (shown,), "story")
    with time_machine.travel(timezone.now() + 20 * HOUR, tick=True):
        by_hand.take(only(made, "story").pk, by=comms)
        by_hand.finish(only(made, "story").pk, by=comms, link=f"{stage.sandbox.url}/stories/coalition/{story.pk}/")
        resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
        later(only(made, "story"), published_at=-180)
        readback.read_back(only(made, "story").pk)
    assert abs(only(made, "story").published_at.timestamp() - story.made_at) < 2
    with time_machine.travel(timezone.now() + 25 * HOUR, tick=True):
        assert read(made) == "over"
    assert troubles() == []
