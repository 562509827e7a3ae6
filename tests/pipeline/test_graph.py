"""The story by Instagram's official API: it fetches the pictures from our own pages, and the post is made once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from publisher import crypto
from publisher.accounts.connecting import connect
from publisher.accounts.limits import allowance
from publisher.accounts.resuming import retire
from publisher.channels import instagram_graph_containers as containers
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import publish, reconcile
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Tracker, approve, drafted, edit, later, only, work

SOON = timedelta(days=9, hours=1)


@pytest.fixture
def graph(
    settings: Any, live_server: Any, quick_pictures: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GraphSandbox]:
    """The official API's stand-in with one account connected; it fetches from a real server of ours."""
    monkeypatch.setattr(containers, "PAUSE_SECONDS", 0.01)
    with GraphSandbox({"coalition": "IGAA-token"}) as running:
        settings.GRAPH_ENDPOINT, settings.BASE_URL = running.url, live_server.url
        settings.CHANNELS, settings.SEND_SECONDS = ["instagram", "instagram_graph"], 5
        connect("instagram_graph", "main", {"token": "IGAA-token"}, languages=["en", "es"])
        yield running


@pytest.fixture
def approved(graph: GraphSandbox, tracker: Tracker, approver: User) -> Announcement:
    return approve(drafted(tracker), approver, languages=["en", "es"])


def look(made: Announcement, *, sent_before: float = 300) -> str:
    later(only(made), next_look_at=-1, sending_at=-sent_before)
    return reconcile.look(only(made).pk)


def test_what_was_approved_is_fetched_and_posted(graph: GraphSandbox, approved: Announcement) -> None:
    work()
    delivery, (post,) = only(approved), graph.state["posts"]
    assert (delivery.state, delivery.remote_id) == ("published", post["id"])
    assert delivery.permalink.startswith(graph.url)
    slides = [slide["sha256"] for slide in delivery.revision.manifest["acts"][0]["slides"]]
    assert [one["sha256"] for one in graph.state["fetched"]] == slides == post["sha256"]
    assert len(slides) == 2


def test_the_container_is_stored_before_it_is_published(
    graph: GraphSandbox, approved: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[Any] = []

    def stopped(*_: Any) -> Any:
        stored.append(Delivery.objects.get(announcement=approved, act="post").checkpoint["container"])
        raise SystemExit

    monkeypatch.setattr(publish, "send", stopped)
    with pytest.raises(SystemExit):
        work()
    assert stored == [graph.state["containers"][-1]["id"]]
    assert graph.state["posts"] == []


def test_a_lost_answer_is_found(graph: GraphSandbox, approved: Announcement) -> None:
    graph.fault("drop_after")
    work()
    assert only(approved).state == "uncertain"
    assert look(approved) == "found"
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_a_request_that_never_took_effect_is_made_again_with_the_same_container(
    graph: GraphSandbox, approved: Announcement
) -> None:
    graph.fault("http_500")
    work()
    assert look(approved, sent_before=10) == "cannot tell"
    assert look(approved) == "proven absent"
    made = len(graph.state["containers"])
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)
    assert len(graph.state["containers"]) == made


@pytest.mark.parametrize("word", ["FINISHED", "ERROR", "EXPIRED"])
@pytest.mark.parametrize("fault", ["drop_after", "graph_-1_2207001_after"])
def test_a_status_as_late_as_the_list_makes_no_second_post(
    graph: GraphSandbox, approved: Announcement, fault: str, word: str
) -> None:
    """It is live; for half an hour neither its container nor the list says so."""
    graph.media.feed_lag = 1500
    graph.fault(fault)
    work()
    graph.fault(f"status_{word}", match="status", times=None)
    assert look(approved, sent_before=150) == ("proven absent" if word == "FINISHED" else "cannot tell")
    work()
    assert [one["published"] for one in graph.state["containers"]].count(1) == len(graph.state["posts"]) == 1
    assert only(approved).state == "uncertain"
    graph.media.feed_lag = 0
    assert look(approved) == "found"


def test_what_was_made_again_and_again_without_an_answer_waits_longer_each_time(
    graph: GraphSandbox, approved: Announcement
) -> None:
    """Else its attempts would be used up, and it called failed, before the list has it."""
    graph.media.feed_lag = 1500
    graph.fault("drop_after")
    work()
    graph.fault("status_FINISHED", match="status", times=None)
    waits = []
    for _ in range(4):
        assert look(approved) == "proven absent"
        waits.append((only(approved).not_before - timezone.now()).total_seconds())
        later(only(approved), not_before=-1)
        work()
    assert [round(one / 60) for one in waits] == [0, 4, 8, 16]
    assert (only(approved).state, len(graph.state["posts"])) == ("uncertain", 1)


def test_an_earlier_wording_that_turns_up_is_the_only_one(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    graph.media.feed_lag = 1500
    graph.fault("drop_after")
    work()
    graph.fault("status_FINISHED", match="status", times=None)
    assert look(approved) == "proven absent"
    edit(approved, comms, alt_en="Another alt text.")
    approve(approved, approver, languages=["en", "es"])
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("ready", 1)
    assert "may have published" in only(approved).reason
    with time_machine.travel(only(approved).not_before, tick=True):
        publish.work_account(only(approved).account_id)
    assert (only(approved).state, len(graph.state["posts"])) == ("failed", 1)
    assert "earlier wording" in only(approved).reason


def test_what_was_edited_meanwhile_is_never_posted_as_it_was(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    graph.fault("http_500")
    work()
    assert look(approved) == "proven absent"
    edit(approved, comms, alt_en="Another alt text.")
    approve(approved, approver, languages=["en", "es"])
    work()
    assert graph.state["posts"] == []
    with time_machine.travel(only(approved).not_before, tick=True):
        publish.work_account(only(approved).account_id)
    (post,) = graph.state["posts"]
    assert post["alt"] == "Another alt text."


def test_a_token_that_ended_pauses_the_account(graph: GraphSandbox, approved: Announcement) -> None:
    graph.media.end_tokens()
    work()
    account = Account.objects.get(channel="instagram_graph")
    assert (only(approved).state, account.paused_at is not None) == ("paused", True)
    assert "connect the account again" in account.todo


def test_it_is_connected_with_a_token_file_and_says_when_that_ends(
    graph: GraphSandbox, cli: Any, tmp_path: Path, tracker: Tracker
) -> None:
    file = tmp_path / "token"
    file.write_text("IGAA-token\n")
    assert cli("account", "connect", "instagram_graph", "--name", "main", "--token-file", str(file)).code == 0
    done = cli("account", "check", "instagram_graph/main")
    assert (done.code, done.err) == (0, "")
    sealed = Account.objects.get(channel="instagram_graph")
    assert "IGAA-token" not in sealed.secrets + sealed.session
    sealed.session = crypto.seal(crypto.unseal(sealed.session) | {"ends_at": (timezone.now() + SOON).isoformat()})
    sealed.save()
    done = cli("account", "check", "instagram_graph/main")
    assert (done.code, "ends in 9 days" in done.err) == (0, True)
    again = cli("account", "connect", "instagram_graph", "--name", "twice", "--token-file", str(file))
    assert again.code == 1
    assert "posted twice" in again.err


def test_the_same_page_by_two_channels_is_refused_until_one_is_retired(
    graph: GraphSandbox, connected: Any, cli: Any, tmp_path: Path
) -> None:
    """`coalition` is logged in as the app is; the token is of an account of that name too."""
    Account.objects.all().delete()
    connected("coalition")
    with pytest.raises(Refusal, match=r"twice.*retire instagram/coalition"):
        connect("instagram_graph", "main", {"token": "IGAA-token"})
    assert cli("account", "retire", "instagram/coalition", "--reason", "Official API").code == 0
    assert connect("instagram_graph", "main", {"token": "IGAA-token"}).pk
    with pytest.raises(Refusal, match="instagram_graph/main posts to"):
        connect("instagram", "coalition", {"username": "coalition", "password": "x"})


def test_an_account_with_something_in_doubt_is_not_retired(graph: GraphSandbox, approved: Announcement) -> None:
    graph.fault("drop_after")
    work()
    account = Account.objects.get(channel="instagram_graph")
    with pytest.raises(Refusal, match="in doubt"):
        retire(account, "no more")
    look(approved)
    with pytest.raises(Refusal, match="Say why"):
        retire(account, " ")
    retire(account, "no more")
    with pytest.raises(Refusal, match="already"):
        retire(account, "no more")


def test_the_number_a_day_that_it_tells_is_kept_and_the_lower_one_counts(
    graph: GraphSandbox, approved: Announcement, settings: Any
) -> None:
    settings.LIMITS = "instagram_graph=25/day"
    graph.media.quota = 7
    work()
    account = Account.objects.get(channel="instagram_graph")
    assert only(approved).state == "published"
    assert (account.limits, allowance(account, timezone.now()).per_day) == ({"quota": 7}, 7)
