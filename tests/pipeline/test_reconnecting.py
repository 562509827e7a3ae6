"""An account is connected anew while a worker is at it, or after it was retired: what a person gave and saw counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher import crypto
from publisher.accounts.coming import would_go
from publisher.accounts.connecting import connect
from publisher.accounts.resuming import resume, retire
from publisher.claims import claim
from publisher.models import Account, Announcement, Event, User
from publisher.pipeline import decide, publish, wait
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import only, work
from tests.pipeline.test_graph import approved, graph

__all__ = ["approved", "graph"]


def account() -> Account:
    return Account.objects.get(channel="instagram_graph")


def reconnected(by: User, token: str = "IGAA-token") -> Account:
    return connect("instagram_graph", "main", {"token": token}, languages=["en", "es"], by=by)


def test_a_token_that_was_given_while_a_worker_is_at_it_stays(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    """The worker renews the old one, which its owner may revoke in the next moment."""
    wait.promote()
    old = crypto.unseal(account().session)
    old["asked_at"] = (timezone.now() - timedelta(days=3)).isoformat()
    Account.objects.filter(pk=account().pk).update(session=crypto.seal(old))
    taken = claim(account().pk)
    assert taken
    graph.media.add_token("coalition", "IGAA-new-token")
    graph.media.renewable = False
    reconnected(approver, "IGAA-new-token")
    graph.media.renewable, before = True, graph.media.renewed
    publish.publish(taken)
    assert graph.media.renewed == before + 1
    assert crypto.unseal(account().session)["token"] == "IGAA-new-token"
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_what_waited_on_a_retired_account_is_shown_before_it_goes(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    wait.promote()
    retire(account(), "We rest.", by=approver)
    assert reconnected(approver).paused_at
    work()
    assert (only(approved).state, graph.state["posts"]) == ("ready", [])
    assert "was retired" in account().pause_reason
    assert [one.code for one in would_go(account())] == [approved.code]
    assert resume(account(), by=approver, shown=[only(approved).pk]) == 1
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_so_is_what_was_not_even_due_when_it_was_retired(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    retire(account(), "We rest.", by=approver)
    reconnected(approver)
    work()
    assert (only(approved).state, graph.state["posts"]) == ("ready", [])


def test_with_nothing_waiting_a_retired_account_is_ready_at_once(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    work()
    retire(account(), "We rest.", by=approver)
    assert reconnected(approver).paused_at is None
    assert not Event.objects.filter(what="paused").exists()


@pytest.mark.parametrize("retired", [True, False])
def test_what_was_stopped_meanwhile_keeps_nothing_back(
    graph: GraphSandbox, approved: Announcement, approver: User, retired: bool
) -> None:
    wait.promote()
    if retired:
        retire(account(), "We rest.", by=approver)
        decide.stop(approved.pk, by=approver, reason="Changed our mind.")
    assert reconnected(approver).paused_at is None
