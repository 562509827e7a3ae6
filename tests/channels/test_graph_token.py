"""A long-lived token: whose it is, renewed in time, a person told before it ends."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher import logs
from publisher.channels.base import NeedsHuman, TryLater
from publisher.channels.instagram_graph import InstagramGraph
from publisher.sandbox.instagram_things import Account
from tests.channels.conftest import TOKEN

NUMBER = Account("coalition", "").user_id


def aged(session: dict[str, Any], left_days: float = 50, asked_days: float = 2) -> dict[str, Any]:
    now = datetime.now(UTC)
    ends, asked = now + timedelta(days=left_days), now - timedelta(days=asked_days)
    return {**session, "ends_at": ends.isoformat(), "asked_at": asked.isoformat()}


def test_connecting_finds_whose_it_is_and_renews_it(graph: Any, official: Any) -> None:
    session = official(connected=False).connect()
    assert (session["user_id"], session["username"]) == (NUMBER, "coalition")
    assert session["token"] != TOKEN
    assert InstagramGraph.identity(InstagramGraph.Secrets(TOKEN), session) == NUMBER


def test_a_token_too_young_to_be_renewed_is_kept(graph: Any, official: Any) -> None:
    graph.media.renewable = False
    session = official(connected=False).connect()
    assert session["token"] == TOKEN
    assert official(session=session).check().ok


def test_a_token_of_another_account_is_refused(official: Any) -> None:
    with pytest.raises(NeedsHuman, match="not to 17841"):
        official(connected=False, user_id="17841").connect()


def test_a_wrong_token_is_refused(official: Any) -> None:
    with pytest.raises(NeedsHuman, match="no longer accepts the access token") as caught:
        official(connected=False, token="IGAA-wrong").connect()
    assert "IGAA" not in str(caught.value)


def test_it_is_renewed_when_it_is_older_than_a_day(graph: Any, official: Any, fetched_post: Any) -> None:
    session = aged(official().session)
    channel = official(session=session)
    prepared = channel.prepare(fetched_post(), {})
    assert prepared.session == channel.session
    assert prepared.session["token"] != session["token"]
    assert datetime.fromisoformat(prepared.session["ends_at"]) > datetime.now(UTC) + timedelta(days=59)
    assert official(session=prepared.session).prepare(fetched_post(), {}).session is None


@pytest.mark.parametrize("fault", ["http_500", "drop", "graph_100", "empty_json"])
def test_a_renewal_that_fails_stops_nothing(graph: Any, official: Any, fetched_post: Any, fault: str) -> None:
    session = aged(official().session)
    graph.fault(fault, match="renew")
    prepared = official(session=session).prepare(fetched_post(), {})
    assert prepared.checkpoint["container"]
    assert prepared.session["token"] == session["token"]
    assert prepared.session["ends_at"] == session["ends_at"]


@pytest.mark.parametrize(("left", "warned"), [(15, False), (13, True), (1, True)])
def test_a_person_is_told_from_two_weeks_before_its_end(official: Any, left: int, warned: bool) -> None:
    health = official(session=aged(official().session, left_days=left)).check()
    assert health.ok
    assert bool(health.todo) == ("ends in" in health.reason) == warned


def test_check_says_why_it_cannot_publish(graph: Any, official: Any) -> None:
    channel = official()
    assert channel.check().ok
    graph.media.end_tokens()
    health = channel.check()
    assert not health.ok
    assert "Make a new long-lived token" in health.todo


def test_check_changes_nothing(graph: Any, official: Any) -> None:
    channel = official(session=aged(official().session))
    before = json.dumps(channel.session)
    channel.check()
    assert json.dumps(channel.session) == before
    assert graph.media.renewed == 1  # by connecting alone


def test_an_unreachable_service_is_told_apart_from_a_wrong_token(graph: Any, official: Any) -> None:
    graph.fault("http_500", match="who")
    with pytest.raises(TryLater):
        official(connected=False).connect()


def test_a_renewal_leaves_no_token_in_the_logs(
    official: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token stands in the address there, which urllib3 logs at DEBUG; the last net takes it out."""
    teller = logging.getLogger("urllib3.connectionpool")
    monkeypatch.setattr(teller, "disabled", False)  # as others of the tests may have left it
    with caplog.at_level(logging.DEBUG, logger=teller.name):
        official()
    lines = [record.getMessage() for record in caplog.records]
    assert any(TOKEN in line for line in lines)
    assert TOKEN not in str([logs.hide_secrets(None, "", {"event": line}) for line in lines])
