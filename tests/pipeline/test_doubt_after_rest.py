"""What was in doubt while its account rested is looked for after the resume, and never sent again by that look."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from publisher.accounts.coming import in_doubt, would_go
from publisher.accounts.connecting import connect
from publisher.accounts.resuming import resume, retire
from publisher.models import Account, Announcement, Reading, User
from publisher.pipeline import by_hand, decide, reconcile, wrong_link
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Stage, approve, edit, later, only, work
from tests.pipeline.test_graph import approved, graph, look

__all__ = ["approved", "graph"]


@pytest.fixture
def doubtful(graph: GraphSandbox, approved: Announcement) -> Announcement:
    """Instagram called it spam: it may be live, the account is paused, and nothing else waits there."""
    graph.fault("graph_4_2207051")
    work()
    assert (only(approved).state, bool(account().paused_at)) == ("uncertain", True)
    return approved


def account() -> Account:
    return Account.objects.get(channel="instagram_graph")


def goes_on(by: User) -> int:
    return resume(account(), by=by, forced="We looked.", shown=[])


def test_it_is_asked_about_and_not_sent(graph: GraphSandbox, doubtful: Announcement, approver: User) -> None:
    assert (would_go(account()), [one.code for one in in_doubt(account())]) == ([], [doubtful.code])
    assert goes_on(approver) == 0
    assert look(doubtful) == "asked"
    work()
    doubt = only(doubtful)
    assert (doubt.state, doubt.next_look_at, graph.state["posts"]) == ("uncertain", None, [])
    assert "It is not there." in doubt.reason
    assert queue()[0].todo == doubt.todo == reconcile.NOT_BY_ITSELF
    assert [one.subject for one in mail.outbox if one.subject.startswith("Is it there?")]


def test_whoever_says_that_it_is_not_there_has_it_sent(
    graph: GraphSandbox, doubtful: Announcement, approver: User
) -> None:
    goes_on(approver)
    look(doubtful)
    later(only(doubtful), sending_at=-7200)
    reconcile.send_again(only(doubtful).pk, by=approver, reason="Looked at the account.")
    work()
    assert (only(doubtful).state, len(graph.state["posts"])) == ("published", 1)


def test_what_is_found_is_live_as_ever(graph: GraphSandbox, approved: Announcement, approver: User) -> None:
    graph.fault("graph_4_2207051_after")
    work()
    goes_on(approver)
    assert look(approved) == "found"
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_what_was_stopped_meanwhile_ends_there(graph: GraphSandbox, doubtful: Announcement, approver: User) -> None:
    decide.stop(doubtful.pk, by=approver, reason="Changed our mind.")
    goes_on(approver)
    assert look(doubtful, sent_before=3600) == "proven absent"
    assert (only(doubtful).state, graph.state["posts"]) == ("stopped", [])


@pytest.mark.parametrize("kind", ["please_wait", "feedback_required", "feedback_required_after"])
def test_a_caption_that_was_blocked_is_asked_about_too(stage: Stage, comms: User, kind: str) -> None:
    made = stage.approved()
    work()
    before, text = stage.posts[0]["caption"], f"Corrected. http://127.0.0.1:8000/a/{made.code}"
    edit(made, comms, caption_en=text)
    approve(made, stage.approver)
    stage.sandbox.fault(kind, match="/edit_media/")
    work()
    change = only(made, "edit")
    assert (change.state, bool(change.account.paused_at), bool(change.account.todo)) == ("uncertain", True, True)
    resume(stage.account, by=stage.approver, forced="It is over.", shown=[])
    later(change, next_look_at=-1, sending_at=-7200)
    work()
    took = kind.endswith("_after")
    found = ("published", text) if took else ("uncertain", before)
    assert (only(made, "edit").state, stage.posts[0]["caption"]) == found
    if not took:
        reconcile.send_again(change.pk, by=stage.approver, reason="Looked at the post.")
        work()
    assert (only(made, "edit").state, stage.posts[0]["caption"]) == ("published", text)
    assert stage.sandbox.state["requests"]["edit"] == (1 if took else 2)


def test_the_page_shows_it_before_anything_goes_on(
    graph: GraphSandbox, doubtful: Announcement, approver: User, client: Any
) -> None:
    client.force_login(approver)
    page = client.get(f"/accounts/{account().pk}/resume/").content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert doubtful.code in words[words.index("In doubt") :]
    assert "If it is not there you are asked" in words


def test_so_does_the_command(graph: GraphSandbox, doubtful: Announcement, cli: Any) -> None:
    done = cli("account", "resume", "instagram_graph/main", "--force", "We looked.", "--json")
    told = json.loads(done.out)
    assert (told["would_go"], [one["code"] for one in told["in_doubt"]]) == ([], [doubtful.code])


SOMEWHERE = "https://www.instagram.com/p/BohzwXyoABC/"


@pytest.fixture
def in_hand(graph: GraphSandbox, doubtful: Announcement, approver: User) -> Announcement:
    """A person took over what is in doubt, while the account rests."""
    later(only(doubtful), sending_at=-7200)
    by_hand.take(only(doubtful).pk, by=approver, looked=True)
    return doubtful


def nothing_leaves_unasked(graph: GraphSandbox, made: Announcement, by: User) -> None:
    """It is looked for and not found; then a person has the question, and their answer sends it."""
    later(only(made), next_look_at=-1)
    work()
    assert (only(made).state, only(made).todo, graph.state["posts"]) == ("uncertain", reconcile.NOT_BY_ITSELF, [])
    reconcile.send_again(only(made).pk, by=by, reason="Looked at the account.")
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):  # what a person had is listed by then
        later(only(made), not_before=-1)
        work()
    assert (only(made).state, len(graph.state["posts"])) == ("published", 1)


def test_what_a_person_has_in_hand_is_in_doubt_too_and_not_sent_when_it_is_given_back(
    graph: GraphSandbox, in_hand: Announcement, approver: User
) -> None:
    assert [one.code for one in in_doubt(account())] == [in_hand.code]
    goes_on(approver)
    by_hand.give_back(only(in_hand).pk, by=approver)
    nothing_leaves_unasked(graph, in_hand, approver)


def unlisted(made: Announcement, by: User) -> None:
    """The link that was pasted leads nowhere, which is known once the list has not had it twice."""
    by_hand.finish(only(made).pk, by=by, link=SOMEWHERE)
    goes_on(by)
    later(only(made), published_at=-7200)
    for _ in range(2):
        Reading.objects.update(next_at=timezone.now(), unseen_at=timezone.now() - timedelta(minutes=11))
        work()
    assert only(made).look_since


def test_that_nothing_is_at_a_link_sends_nothing(graph: GraphSandbox, in_hand: Announcement, approver: User) -> None:
    unlisted(in_hand, approver)
    wrong_link.not_there(only(in_hand).pk, by=approver, reason="Nothing is there.")
    nothing_leaves_unasked(graph, in_hand, approver)


def test_nor_does_it_once_a_retired_account_is_connected_again(
    graph: GraphSandbox, in_hand: Announcement, approver: User
) -> None:
    unlisted(in_hand, approver)
    retire(account(), "We rest.", by=approver)
    wrong_link.not_there(only(in_hand).pk, by=approver, reason="Nothing is there.")
    work()
    connect("instagram_graph", "main", {"token": "IGAA-token"}, languages=["en", "es"], by=approver)
    nothing_leaves_unasked(graph, in_hand, approver)


def test_nor_what_was_in_doubt_while_it_was_retired(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    graph.fault("http_500")
    work()
    assert only(approved).state == "uncertain"
    later(only(approved), sending_at=-7200)
    Account.objects.filter(pk=account().pk).update(retired_at=timezone.now())
    connect("instagram_graph", "main", {"token": "IGAA-token"}, languages=["en", "es"], by=approver)
    nothing_leaves_unasked(graph, approved, approver)
