"""An answer that a post does not exist is no proof that it is gone: the account's own list decides."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from publisher import notices
from publisher.models import Announcement, Reading, User
from publisher.pipeline import readback, takedown
from tests.pipeline.story import Stage, approve, edit, later, only, work
from tests.pipeline.test_takedown import again, ask, live, stands

__all__ = ["live"]

ACTS = {"archive": "/only_me/", "delete": "/delete/"}
FAULTS = ["http_404", "media_unavailable"]


@pytest.fixture
def old(live: Announcement) -> Announcement:
    """It is live, and no list lags behind it any more."""
    later(only(live), published_at=-7200)
    return live


@pytest.mark.parametrize("how", ACTS)
@pytest.mark.parametrize("kind", FAULTS)
def test_it_is_not_called_down_because_it_is_not_known_once(
    stage: Stage, old: Announcement, client: Client, how: str, kind: str
) -> None:
    stage.sandbox.fault(kind, match=ACTS[how])
    ask(old, stage.approver, how=how)
    work()
    assert (only(old).state, stands(stage)) == ("published", True)
    assert only(old).reason.startswith("It is not confirmed that it is down. Instagram says that there is no such post")
    assert client.get(f"/a/{old.code}", follow=True).status_code == 200
    assert again(old) == "taken down"
    assert not stands(stage)


@pytest.mark.parametrize("how", ACTS)
def test_nor_if_it_is_never_known(stage: Stage, old: Announcement, how: str) -> None:
    for match in (ACTS[how], "/info/"):
        stage.sandbox.fault("http_404", match=match, times=None)
    ask(old, stage.approver, how=how)
    work()
    assert again(old) == "still live"
    assert (only(old).state, stands(stage)) == ("published", True)


@pytest.mark.parametrize("kind", FAULTS)
def test_what_a_person_says_is_down_is_not_because_the_one_look_does_not_know_it(
    stage: Stage, old: Announcement, kind: str
) -> None:
    stage.sandbox.fault("http_500", match="/only_me/")
    ask(old, stage.approver)
    work()
    takedown.done_by_hand(only(old).pk, by=stage.approver)
    stage.sandbox.fault(kind, match="/info/")
    work()
    assert (only(old).state, stands(stage)) == ("published", True)
    assert "Instagram lists the post but does not show it." in only(old).reason


@pytest.mark.parametrize("how", ACTS)
def test_a_young_post_that_its_list_may_not_have_yet_is_not_called_down(
    stage: Stage, live: Announcement, how: str
) -> None:
    stage.sandbox.media.feed_lag = 1500
    for match in (ACTS[how], "/info/"):
        stage.sandbox.fault("http_404", match=match)
    ask(live, stage.approver, how=how)
    work()
    assert (only(live).state, stands(stage)) == ("published", True)
    assert "its list may not have it yet" in only(live).reason
    assert again(live) == "taken down"
    assert not stands(stage)


def test_a_caption_is_changed_although_its_post_was_not_known_once(
    stage: Stage, old: Announcement, comms: User
) -> None:
    edit(old, comms, caption_en=f"Again. {only(old).announcement.revision.manifest['link']}")
    approve(old, stage.approver)
    stage.sandbox.fault("http_404", match="/info/")
    work()
    change = only(old, "edit")
    assert (change.state, "gone" in change.reason) == ("ready", False)
    later(change, not_before=-1)
    work()
    assert (only(old, "edit").state, stage.posts[0]["caption"][:6]) == ("published", "Again.")


@pytest.mark.parametrize("kind", FAULTS)
def test_nobody_is_told_that_a_post_is_gone_which_the_account_lists(
    stage: Stage, live: Announcement, kind: str
) -> None:
    stage.sandbox.fault(kind, match="/info/", times=None)
    for hours in (1, 2, 3):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
            Reading.objects.update(next_at=timezone.now())
            assert readback.read_back(only(live).pk) == "cannot tell"
    notices.send_due()
    assert not [one.subject for one in mail.outbox if "gone" in one.subject]
    assert "Instagram lists the post but does not show it." in Reading.objects.get().trouble
