"""Each campaign back end, spoken to as its documents say: made once, found by its marker, sent by one request."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.channels.errors import ChannelError, NeedsHuman, Refused, TryLater, Unknown
from publisher.channels.surroundings import Surroundings
from publisher.mailers import MAILERS, Mailer
from publisher.mailers.values import Access, Letter, Progress
from tests.mailers.services import ActionNetworkStandIn, ListmonkStandIn, MailchimpStandIn
from tests.mailers.standin import GARBLED, LOST_AFTER, LOST_BEFORE

KINDS: dict[str, Any] = {
    "listmonk": (ListmonkStandIn, "api:secret", "/status", "PUT"),
    "mailchimp": (MailchimpStandIn, "abc123-us21", "/actions/send", "POST"),
    "action_network": (ActionNetworkStandIn, "secret", "/send", "POST"),
}
SINCE = datetime(2026, 3, 12, tzinfo=UTC)


class Both:
    """A service's stand-in, and our side of it."""

    def __init__(self, name: str, stand_in: Any) -> None:
        self.stand_in = stand_in
        _, key, self.path, self.method = KINDS[name]
        self.access = Access(key, "https://lists.example", "", Surroundings(endpoint=stand_in.url, timeout_seconds=2))
        self.service: Mailer = MAILERS[name](self.access)
        self.letter = Letter(
            "coalition.example-issue-7-abc",
            stand_in.AUDIENCE,
            "Zoë signed",
            f'<p>Hello</p><a href="{self.service.unsubscribe}">Leave</a>',
            "Hello\n",
            "The Coalition",
            "news@coalition.example",
        )

    def drafted(self) -> str:
        """A draft that is ready to be sent."""
        remote_id = self.service.create(self.letter)
        self.service.progress(remote_id)  # Action Network counts until it is asked
        self.service.ready(remote_id, self.letter)
        return remote_id


@pytest.fixture(params=sorted(KINDS))
def both(request: Any) -> Iterator[Both]:
    with KINDS[request.param][0]() as stand_in:
        yield Both(request.param, stand_in)


def test_a_draft_is_made_found_sent_once_and_followed_to_its_end(both: Both) -> None:
    service = both.service
    assert service.find(both.letter.marker, SINCE) is None
    remote_id = both.drafted()
    found = service.find(both.letter.marker, SINCE)
    assert found
    assert (found.remote_id, found.progress.state, both.stand_in.mailed) == (remote_id, "draft", [])
    service.send(remote_id)
    assert both.stand_in.mailed == [both.letter.marker]
    assert service.progress(remote_id).state == "sending"
    both.stand_in.finish(97, 100)
    assert service.progress(remote_id) == Progress("sent", 97, 100)


def test_what_was_approved_is_what_it_is_given(both: Both) -> None:
    both.drafted()
    told = str(both.stand_in.campaigns)
    for words in (both.letter.subject, both.letter.html, both.letter.sender_name, both.letter.marker):
        assert words in told


def test_an_answer_that_is_lost_when_it_is_made_makes_no_second_one(both: Both) -> None:
    both.stand_in.fault("POST", "s", LOST_AFTER)
    with pytest.raises(TryLater):
        both.service.create(both.letter)
    assert both.service.find(both.letter.marker, SINCE)
    assert len(both.stand_in.campaigns) == 1


@pytest.mark.parametrize("kind", [LOST_AFTER, GARBLED, 500, 502, 302])
def test_after_it_was_told_to_send_what_is_no_answer_is_a_doubt(both: Both, kind: Any) -> None:
    remote_id = both.drafted()
    both.stand_in.fault(both.method, both.path, kind)
    with pytest.raises(Unknown):
        both.service.send(remote_id)
    asked = [one for one in both.stand_in.asked if one.path.endswith(both.path) and one.method == both.method]
    assert len(asked) == 1


def test_a_request_that_is_lost_on_the_way_there_is_a_doubt_too(both: Both) -> None:
    remote_id = both.drafted()
    both.stand_in.fault(both.method, both.path, LOST_BEFORE)
    with pytest.raises(Unknown):
        both.service.send(remote_id)
    assert both.stand_in.mailed == []


def test_where_nobody_listens_nothing_was_sent(both: Both) -> None:
    remote_id = both.drafted()
    both.stand_in.close()
    with pytest.raises(TryLater, match="nothing was sent"):
        both.service.send(remote_id)


@pytest.mark.parametrize(("status", "error"), [(400, Refused), (401, NeedsHuman), (403, NeedsHuman), (429, TryLater)])
def test_a_clean_no_is_told_as_what_it_is(both: Both, status: int, error: type[Exception]) -> None:
    remote_id = both.drafted()
    both.stand_in.fault(both.method, both.path, status)
    with pytest.raises(error):
        both.service.send(remote_id)


def test_a_second_send_is_refused_by_the_service_itself(both: Both) -> None:
    remote_id = both.drafted()
    both.service.send(remote_id)
    with pytest.raises(Refused):
        both.service.send(remote_id)
    assert len(both.stand_in.mailed) == 1


def test_of_many_campaigns_it_finds_its_own(both: Both) -> None:
    for number in range(130):
        both.service.create(replace(both.letter, marker=f"{both.letter.marker}-{number}"))
    assert both.service.find(both.letter.marker, SINCE) is None
    mine = both.service.create(both.letter)
    found = both.service.find(both.letter.marker, SINCE)
    assert found
    assert found.remote_id == mine


def test_a_wrong_key_is_told_and_not_shown(both: Both) -> None:
    access = replace(both.access, key=f"wrong{both.access.key}")
    with pytest.raises(NeedsHuman, match="PUBLISHER_MAIL_KEY") as caught:
        type(both.service)(access).check([both.stand_in.AUDIENCE])
    assert access.key not in str(caught.value)
    assert access.key not in repr(access)


def test_a_stop_is_asked_for(both: Both) -> None:
    remote_id = both.drafted()
    both.service.send(remote_id)
    both.service.stop(remote_id)
    assert both.service.progress(remote_id).state == "stopped"


def test_where_it_can_pause_it_goes_on_from_there_and_is_not_sent_anew(both: Both) -> None:
    service = both.service
    remote_id = both.drafted()
    service.send(remote_id)
    if not service.pauses:
        with pytest.raises(NotImplementedError):
            service.pause(remote_id)
        return
    service.pause(remote_id)
    assert service.progress(remote_id).state == "paused"
    service.go_on(remote_id)
    assert service.progress(remote_id).state == "sending"
    with pytest.raises(Refused):
        service.go_on(remote_id)
    assert len(both.stand_in.mailed) == 1


def test_words_that_it_would_take_for_commands_are_refused(both: Both) -> None:
    mark = both.service.marks[0]
    with pytest.raises(Refused, match="for a command"):
        both.service.create(replace(both.letter, subject=f"Hello {mark} there"))
    assert both.stand_in.campaigns == []


def person(stand_in: Any, email: str, *, gone: bool = False) -> None:
    """Somebody at the service, who has left or not."""
    if isinstance(stand_in, ActionNetworkStandIn):
        stand_in.people[email] = stand_in.person(email, "unsubscribed" if gone else "subscribed")
    elif isinstance(stand_in, MailchimpStandIn):
        stand_in.people[email] = {"status": "unsubscribed" if gone else "subscribed"}
    else:
        lists = {3: "unsubscribed" if gone else "confirmed"}
        stand_in.people[email] = {"id": len(stand_in.people), "lists": lists, "status": "enabled"}


def test_who_leaves_here_is_taken_off_there_and_nobody_else(both: Both) -> None:
    audience = [both.stand_in.AUDIENCE]
    for email in ("ana@readers.example", "o'ben@readers.example"):
        person(both.stand_in, email)
    both.service.leave("o'ben@readers.example", audience)
    both.service.leave("nobody@readers.example", audience)
    assert list(both.service.left(audience, SINCE - timedelta(days=1))) == ["o'ben@readers.example"]


def test_its_check_says_what_it_found(both: Both) -> None:
    assert both.service.check([both.stand_in.AUDIENCE])


@pytest.mark.parametrize("status", [401, 404, 422, 500])
def test_a_service_that_repeats_the_key_is_not_quoted_with_it(both: Both, status: int) -> None:
    both.stand_in.says = f"Nobody has the key {both.access.key}."
    both.stand_in.fault(both.method, both.path, status)
    with pytest.raises(ChannelError) as told:
        both.service.send(both.drafted())
    assert both.access.key not in str(told.value)
