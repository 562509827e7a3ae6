"""Two posts of one announcement: taking down takes both, and where the recorded one is gone the other takes over."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.channels.base import Channel
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Event, Reading, TakeDown
from publisher.pipeline import reconcile, takedown, wrong_link
from publisher.queueing import queue
from tests.pipeline.story import Stage, later, only, work

WHY = "The candidate asked us to."


@pytest.fixture
def twice(stage: Stage) -> Announcement:
    """Its list lagged, a person had it sent again, and both are there; reading back said so."""
    stage.sandbox.media.feed_lag = 7200
    stage.sandbox.fault("drop_after")
    made = stage.approved()
    work()
    later(only(made), sending_at=-3600)
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked.")
    work()
    stage.sandbox.media.feed_lag = 0
    later(only(made), published_at=-7200)
    read()
    assert only(made).reason.startswith("It appears twice on the account: ")
    return made


def read() -> None:
    Reading.objects.update(next_at=timezone.now(), unseen_at=timezone.now() - timedelta(minutes=11))
    work()


def again(made: Announcement) -> str:
    TakeDown.objects.update(next_at=timezone.now())
    return takedown.carry_out(only(made).pk)


def live(stage: Stage) -> list[int]:
    return [int(post["id"]) for post in stage.posts if not (post["deleted"] or post["archived"])]


def links(stage: Stage, made: Announcement) -> tuple[str, str]:
    """Of the recorded one and of the other."""
    known = only(made).permalink
    (other,) = {f"{stage.sandbox.url}/p/{post.code}/" for post in stage.sandbox.store.posts()} - {known}
    return known, other


def gone(stage: Stage, made: Announcement) -> None:
    """Somebody deletes the recorded one on the account, and that is confirmed."""
    known = only(made).permalink
    stage.sandbox.store.delete_post(next(post.pk for post in stage.sandbox.store.posts() if post.code in known))
    read()


@pytest.mark.parametrize("how", ["archive", "delete"])
def test_both_are_taken_down(stage: Stage, twice: Announcement, how: str) -> None:
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY, how=how)
    work()
    assert (only(twice).state, live(stage)) == ("taken_down", [])


def test_it_is_not_down_while_one_of_them_is_not(stage: Stage, twice: Announcement) -> None:
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY, how="delete")
    stage.sandbox.fault("http_500", match="/delete/")
    assert takedown.carry_out(only(twice).pk) == "still live"
    assert (only(twice).state, queue()[0].screen.value) == ("published", "Needs a look")
    assert again(twice) == "taken down"
    assert live(stage) == []


def test_the_one_that_is_known_is_taken_down_also_where_the_list_cannot_be_read(
    stage: Stage, twice: Announcement
) -> None:
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY)
    stage.sandbox.fault("http_500", match="feed/user/", times=9)
    assert takedown.carry_out(only(twice).pk) == "taken down"
    assert live(stage) == []


def test_what_the_channel_cannot_staff_are_asked_to_by_both_links(
    stage: Stage, twice: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Instagram, "archive", Channel.archive)
    known, other = links(stage, twice)
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY)
    assert takedown.carry_out(only(twice).pk) == "still live"
    assert f"by hand: {known}, {other}" in only(twice).todo
    gone(stage, twice)
    takedown.done_by_hand(only(twice).pk, by=stage.approver)
    TakeDown.objects.update(said_at=timezone.now() - takedown.LISTS_LAG)
    assert again(twice) == "still live"
    assert (only(twice).state, only(twice).reason.endswith(other)) == ("published", True)
    stage.sandbox.store.delete_post(*live(stage))
    assert again(twice) == "taken down"


def test_of_a_paused_account_both_are_named(stage: Stage, twice: Announcement) -> None:
    pause(stage.account, "Crisis.", "Call.")
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY)
    work()
    assert f"by hand: {', '.join(links(stage, twice))}" in only(twice).todo
    takedown.done_by_hand(only(twice).pk, by=stage.approver)
    work()
    assert only(twice).state == "taken_down"


def test_where_the_recorded_one_is_gone_the_other_takes_its_place(
    stage: Stage, twice: Announcement, client: Client
) -> None:
    other = links(stage, twice)[1]
    gone(stage, twice)
    assert (only(twice).reason, queue()[0].screen.value) == (
        f"The recorded post is no longer on the account, and another one of it is there: {other}",
        "Needs a look",
    )
    client.force_login(stage.approver)
    page = client.get(f"/announcements/{twice.pk}/").content.decode()
    assert '<span class="badge look">Needs a look</span>' in page
    assert '<span class="badge live">' not in page
    form = re.search(rf'action="/deliveries/{only(twice).pk}/link/".*?</form>', page, re.DOTALL)
    assert form
    assert f'value="{other}"' in form[0]
    assert "/nowhere/" not in page  # what a worker's receipt says is not undone
    assert client.post(f"/deliveries/{only(twice).pk}/link/", {"link": other}).status_code == 303
    read()
    assert (only(twice).permalink, only(twice).reason, queue()[0].screen.value) == (other, "", "Live")
    assert Event.objects.get(what="link_mended").role == "approver"


def test_no_other_link_takes_its_place(stage: Stage, twice: Announcement) -> None:
    known, other = links(stage, twice)
    with pytest.raises(Refusal, match="no link of a person's"):
        wrong_link.mend(only(twice).pk, by=stage.approver, link=other)  # the recorded one stands still
    gone(stage, twice)
    with pytest.raises(Refusal, match="Only the other one"):
        wrong_link.mend(only(twice).pk, by=stage.approver, link=f"{stage.sandbox.url}/p/SOMEOTHER1/")
    with pytest.raises(Refusal, match="no link of a person's"):
        wrong_link.not_there(only(twice).pk, by=stage.approver, reason="No.")
    assert only(twice).permalink == known


def test_taking_down_takes_the_other_where_the_recorded_one_is_gone(stage: Stage, twice: Announcement) -> None:
    gone(stage, twice)
    takedown.take_down(twice.pk, by=stage.approver, reason=WHY)
    work()
    assert (only(twice).state, live(stage)) == ("taken_down", [])
    assert Account.objects.get(pk=stage.account.pk).paused_at is None
