"""One page by two channels: one posts there, by a setting, and the other does only what that one cannot."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts.connecting import connect
from publisher.accounts.opening import to_post_on
from publisher.accounts.pausing import pause
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import takedown
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import StoredPost
from tests.pipeline.story import Tracker, approve, drafted, fresh, only, work
from tests.pipeline.test_graph import graph

__all__ = ["graph"]
APP = {"username": "coalition", "password": "x"}


@pytest.fixture
def both(graph: GraphSandbox, sandbox: InstagramSandbox, settings: Any) -> GraphSandbox:
    settings.POSTS_BY, settings.STORIES, settings.SEND_SECONDS = "instagram_graph", True, 5
    connect("instagram", "app", APP, languages=["en", "es"])
    return graph


def acts(made: Announcement) -> list[tuple[str, str, bool]]:
    found = fresh(made).revision
    assert found
    return [(act["act"], act["account"], bool(act["link"])) for act in found.manifest["acts"]]


def test_the_post_goes_out_by_one_and_the_story_with_its_link_by_the_other(
    both: GraphSandbox, sandbox: InstagramSandbox, tracker: Tracker, approver: User
) -> None:
    made = approve(drafted(tracker), approver, languages=["en", "es"])
    assert acts(made) == [("post", "instagram_graph/main", True), ("story", "instagram/app", True)]
    work()
    assert len(both.state["posts"]) == 1
    assert [(one["act"], bool(one["stickers"])) for one in sandbox.state["posts"]] == [("story", True)]
    assert set(made.deliveries.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("first", ["instagram_graph", "instagram"])
def test_whichever_was_connected_first_only_the_one_posts(both: GraphSandbox, settings: Any, first: str) -> None:
    settings.POSTS_BY = first
    assert [one.channel for one in to_post_on()] == [first]


def test_without_the_setting_it_is_refused_and_what_is_connected_already_gets_one_post(
    both: GraphSandbox, tracker: Tracker, settings: Any
) -> None:
    settings.POSTS_BY = ""
    with pytest.raises(Refusal, match="name the one that posts in PUBLISHER_POSTS_BY"):
        connect("instagram", "app", APP)
    assert acts(drafted(tracker)) == [("post", "instagram_graph/main", True), ("story", "instagram_graph/main", False)]


def test_a_page_that_nobody_knows_is_refused_all_the_same(both: GraphSandbox, sandbox: InstagramSandbox) -> None:
    Account.objects.filter(channel="instagram").delete()
    sandbox.store.add_account(type(sandbox.store.accounts()[0])("coalition", "x", address="press@coalition.example"))
    sandbox.fault("drop", match="current_user", times=9)
    with pytest.raises(Refusal, match="Nobody knows which page this is"):
        connect("instagram", "app", APP | {"username": "press@coalition.example"})


@pytest.mark.parametrize("how", ["archive", "delete"])
def test_what_the_one_posted_the_other_takes_down_at_its_address(
    both: GraphSandbox, sandbox: InstagramSandbox, tracker: Tracker, approver: User, how: str
) -> None:
    """The official API cannot; by the app's own the post at that address is taken down, and no other."""
    made = approve(drafted(tracker), approver, languages=["en", "es"])
    work()
    login = sandbox.store.account("coalition")
    assert login
    same, another = (post_by_hand(sandbox.store, login, f"Post {n}") for n in (1, 2))  # as the app's own API shows it
    Delivery.objects.filter(pk=only(made).pk).update(permalink=f"{sandbox.url}/p/{same.code}/")
    takedown.take_down(made.pk, by=approver, reason="Wrong seat.", how=how)
    work()
    assert (only(made).state, only(made, "story").state) == ("taken_down", "taken_down")
    found = (sandbox.store.post(same.pk), sandbox.store.post(another.pk))
    assert all(found)
    assert [(one.deleted, one.archived) for one in found if one] == [
        (how == "delete", how == "archive"),
        (False, False),
    ]


def at_the_link(
    both: GraphSandbox, sandbox: InstagramSandbox, tracker: Tracker, approver: User, whose: str
) -> tuple[Announcement, StoredPost]:
    """What a person gave the link of, hours ago; it is `whose` post."""
    made = approve(drafted(tracker), approver, languages=["en", "es"])
    work()
    if sandbox.store.account(whose) is None:
        sandbox.store.add_account(Login(whose, "x"))
    login = sandbox.store.account(whose)
    assert login
    post = post_by_hand(sandbox.store, login, f"Post {fresh(made).code}")
    link = {"permalink": f"{sandbox.url}/p/{post.code}/", "remote_id": ""}
    Delivery.objects.filter(pk=only(made).pk).update(published_at=timezone.now() - timedelta(hours=2), **link)
    return made, post


@pytest.mark.parametrize("how", ["archive", "delete"])
def test_somebody_elses_post_at_the_link_is_not_touched_nor_called_down(
    both: GraphSandbox, sandbox: InstagramSandbox, tracker: Tracker, approver: User, how: str, settings: Any
) -> None:
    settings.STORIES = False
    made, theirs = at_the_link(both, sandbox, tracker, approver, "partner")
    takedown.take_down(made.pk, by=approver, reason="Wrong seat.", how=how)
    work()
    assert (only(made).state, theirs.archived, theirs.deleted) == ("published", False, False)
    assert "is not this account's post" in only(made).reason


def test_what_is_gone_already_is_down(
    both: GraphSandbox, sandbox: InstagramSandbox, tracker: Tracker, approver: User, settings: Any
) -> None:
    settings.STORIES = False
    made, ours = at_the_link(both, sandbox, tracker, approver, "coalition")
    sandbox.store.delete_post(ours.pk)
    takedown.take_down(made.pk, by=approver, reason="Wrong seat.", how="delete")
    work()
    assert only(made).state == "taken_down"


def test_the_page_of_the_one_that_rests_says_that_the_other_goes_on(
    both: GraphSandbox, sandbox: InstagramSandbox, approver: User, client: Any
) -> None:
    client.force_login(approver)
    account = Account.objects.get(channel="instagram")
    told = "Instagram (official API) · main posts on the same page and goes on."
    assert told not in client.get(f"/places/{account.pk}/").content.decode()
    pause(account, "Blocked.", "Wait.", kind="feedback")
    for page in (f"/places/{account.pk}/", f"/accounts/{account.pk}/resume/"):
        assert told in client.get(page).content.decode()
    Account.objects.filter(channel="instagram_graph").update(paused_at=timezone.now())
    assert told not in client.get(f"/places/{account.pk}/").content.decode()


def test_while_the_other_rests_a_person_is_asked(
    both: GraphSandbox, tracker: Tracker, approver: User, settings: Any
) -> None:
    settings.STORIES = False
    made = approve(drafted(tracker), approver, languages=["en", "es"])
    work()
    Account.objects.filter(channel="instagram").update(paused_at="2026-01-01T00:00Z")
    takedown.take_down(made.pk, by=approver, reason="Wrong seat.")
    work()
    assert only(made).state == "published"
    assert "Instagram (official API)" in only(made).reason
