"""A link that cannot be of that act, or not of that account, is refused when it is pasted, or told when it is read."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher import as_read, crypto
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Event, Notice, Reading, User
from publisher.pipeline import by_hand, readback, reconcile, wrong_link
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import approve, drafted, only, work
from tests.pipeline.test_graph import graph

__all__ = ["graph"]

SITE = "https://www.instagram.com"
NUMBER = "3512345678901234567"
STORY, STRANGE_STORY = f"{SITE}/stories/coalition/{NUMBER}/", f"{SITE}/stories/second/{NUMBER}/"
POST = f"{SITE}/p/BohzwXyoABC/"
CANNOT_BE = [
    ("post", STORY, "the link of a story, and this is a post: .* has /p/ or /reel/ in it"),
    ("story", POST, "the link of a post, and this is a story: .* has /stories/ in it"),
    ("story", STRANGE_STORY, "a story of second, .* is coalition"),
]


@pytest.fixture
def made(graph: GraphSandbox, tracker: Any, approver: User, settings: Any) -> Announcement:
    """A post and a story by the official API, on an account that is paused: nobody may ask it."""
    settings.STORIES = True
    found = approve(drafted(tracker), approver, languages=["en", "es"])
    pause(account(), "Crisis.", "Call.")
    work()
    return found


def account() -> Account:
    return Account.objects.get(channel="instagram_graph")


def finished(delivery: Delivery, by: User, link: str) -> None:
    by_hand.take(delivery.pk, by=by)
    by_hand.finish(delivery.pk, by=by, link=link)


def goes_on(by: User) -> None:
    """Nothing of what waits there is sent."""
    Delivery.objects.filter(state__in=("paused", "ready")).update(state="stopped")
    resume(account(), by=by)


def read(delivery: Delivery) -> str:
    """Its turn has come."""
    Reading.objects.update(next_at=timezone.now())
    return readback.read_back(delivery.pk)


def as_before(delivery: Delivery, link: str) -> None:
    """The link that was taken when nobody looked at its kind."""
    Delivery.objects.filter(pk=delivery.pk).update(permalink=link)


def needs_a_look() -> bool:
    return "needs_a_look" in {one.state for one in queue()}


@pytest.mark.parametrize(("act", "link", "told"), CANNOT_BE)
def test_it_is_refused_at_once(made: Announcement, approver: User, comms: User, act: str, link: str, told: str) -> None:
    by_hand.take(only(made, act).pk, by=comms)
    with pytest.raises(Refusal, match=told):
        by_hand.finish(only(made, act).pk, by=comms, link=link)
    assert only(made, act).state == "by_hand"
    Delivery.objects.filter(pk=only(made, act).pk).update(state="uncertain", sending_at=timezone.now())
    with pytest.raises(Refusal, match=told):
        reconcile.it_is_there(only(made, act).pk, by=approver, permalink=link)
    assert only(made, act).state == "uncertain"


@pytest.mark.parametrize(
    ("act", "link"),
    [
        ("post", POST),
        ("post", f"{SITE}/reel/BohzwXyoABC/?igsh=x"),
        ("post", f"{SITE}/second/p/BohzwXyoABC/"),  # copied from the page of one who was invited, or who invited us
        ("story", STORY),
        ("story", f"{SITE}/stories/Coalition/{NUMBER}/"),
    ],
)
def test_what_can_be_it_is_taken(made: Announcement, comms: User, act: str, link: str) -> None:
    finished(only(made, act), comms, link)
    assert only(made, act).state == "published"


def test_of_an_account_whose_name_nobody_knows_any_name_is_taken(made: Announcement, comms: User) -> None:
    Account.objects.update(session=crypto.seal({**crypto.unseal(account().session), "username": ""}))
    finished(only(made, "story"), comms, STRANGE_STORY)
    assert only(made, "story").state == "published"


def test_an_account_that_was_renamed_is_asked(
    made: Announcement, graph: GraphSandbox, approver: User, comms: User
) -> None:
    goes_on(approver)
    Delivery.objects.filter(pk=only(made, "story").pk).update(state="failed")
    graph.store.rename("coalition", "coalition_usa")
    by_hand.take(only(made, "story").pk, by=comms)
    with pytest.raises(Refusal, match=r"a story of second, and .* is coalition_usa"):
        by_hand.finish(only(made, "story").pk, by=comms, link=STRANGE_STORY)
    by_hand.finish(only(made, "story").pk, by=comms, link=f"{SITE}/stories/coalition_usa/{NUMBER}/")
    assert only(made, "story").state == "published"


def test_one_that_rests_is_checked_first(
    made: Announcement, graph: GraphSandbox, comms: User, approver: User, client: Client
) -> None:
    graph.store.rename("coalition", "coalition_usa")
    link = f"{SITE}/stories/coalition_usa/{NUMBER}/"
    by_hand.take(only(made, "story").pk, by=comms)
    with pytest.raises(Refusal, match="If it was renamed: Places, Check now, then paste it again"):
        by_hand.finish(only(made, "story").pk, by=comms, link=link)
    client.force_login(approver)
    client.post(f"/places/{account().pk}/check/")
    by_hand.finish(only(made, "story").pk, by=comms, link=link)
    assert only(made, "story").state == "published"


@pytest.mark.parametrize(("act", "link"), [(act, link) for act, link, _told in CANNOT_BE])
def test_one_that_was_taken_before_needs_a_look_and_is_told_once(
    made: Announcement, approver: User, comms: User, act: str, link: str
) -> None:
    finished(only(made, act), comms, POST if act == "post" else STORY)
    as_before(only(made, act), link)
    goes_on(approver)
    assert [read(only(made, act)) for _ in range(3)] == ["differs"] * 3
    assert (needs_a_look(), only(made, act).todo) == (True, as_read.WRONG_TODO)
    assert only(made, act).reason.startswith(f"What stands at {link} is a")
    assert Notice.objects.filter(kind="wrong_link").count() == 1


def test_it_is_mended_with_a_link_that_can_be_it(
    made: Announcement, graph: GraphSandbox, approver: User, comms: User
) -> None:
    finished(only(made), comms, POST)
    as_before(only(made), STRANGE_STORY)
    goes_on(approver)
    read(only(made))
    with pytest.raises(Refusal, match="the link of a story, and this is a post"):
        wrong_link.mend(only(made).pk, by=approver, link=STORY)
    wrong_link.mend(only(made).pk, by=approver, link=posted(graph, made))
    assert only(made).reason == ""
    read(only(made))
    assert only(made).reason == "It has 1 slide, and 2 were approved."  # they posted half of it, but on the account


def posted(graph: GraphSandbox, made: Announcement) -> str:
    """The link of what a person posted on the account."""
    theirs = post_by_hand(graph.store, Login("coalition", "x"), only(made).revision.manifest["acts"][0]["text"])
    return f"{graph.url}/p/{theirs.code}/"


def test_one_of_an_account_that_was_renamed_meanwhile_is_not_called_wrong(
    made: Announcement, graph: GraphSandbox, approver: User, comms: User
) -> None:
    finished(only(made, "story"), comms, STORY)
    as_before(only(made, "story"), f"{SITE}/stories/coalition_usa/{NUMBER}/")
    graph.store.rename("coalition", "coalition_usa")
    goes_on(approver)
    assert read(only(made, "story")) == "cannot tell"
    assert (only(made, "story").look_since, needs_a_look()) == (None, False)


def test_the_accounts_own_story_is_a_persons_word_where_no_list_has_stories(
    made: Announcement, approver: User, comms: User
) -> None:
    finished(only(made, "story"), comms, STORY)
    goes_on(approver)
    assert read(only(made, "story")) == "cannot tell"
    row = Reading.objects.get(delivery=only(made, "story"))
    assert (row.next_at, only(made, "story").look_since) == (None, None)
    assert row.trouble == "Instagram's official API lists no stories, so only people can look at what a person posted."


def test_what_could_not_be_read_for_a_day_needs_a_look_once_until_it_is_read(
    made: Announcement, graph: GraphSandbox, approver: User, comms: User
) -> None:
    finished(only(made), comms, posted(graph, made))
    goes_on(approver)
    graph.fault("http_500", match="/media", times=99)
    told = []
    for _ in range(as_read.TRIES + 2):
        assert read(only(made)) == "cannot tell"
        told.append(only(made).look_since is not None)
    assert told == [False] * (as_read.TRIES - 1) + [True] * 3
    assert only(made).reason == f"{as_read.NEVER_READ}{only(made).permalink}"
    assert "let it stand" in only(made).todo
    assert Notice.objects.filter(kind="unread").count() == Event.objects.filter(what="unread").count() == 1
    readback.let_stand(only(made).pk, by=approver, reason="I opened it: it is ours.")
    read(only(made))
    assert (only(made).look_since, Notice.objects.filter(kind="unread").count()) == (None, 1)
    graph.faults.clear()
    read(only(made))
    assert Reading.objects.get(delivery=only(made)).read_at
    assert not only(made).reason.startswith(as_read.NEVER_READ)


def test_of_an_account_that_people_post_on_the_name_that_they_gave_counts(made: Announcement, comms: User) -> None:
    Account.objects.filter(pk=account().pk).update(
        channel="by_hand", secrets=crypto.seal({"username": "@Coalition"}), session=""
    )
    by_hand.take(only(made, "story").pk, by=comms)
    with pytest.raises(Refusal, match="connect it again with its new name"):
        by_hand.finish(only(made, "story").pk, by=comms, link=STRANGE_STORY)
    by_hand.finish(only(made, "story").pk, by=comms, link=STORY)
    assert only(made, "story").state == "published"
