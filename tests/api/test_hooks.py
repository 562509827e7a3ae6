"""`/hooks/SOURCE`: who is heard, how often, and that nothing of a message is believed."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from publisher import logs, nudge, sweep
from publisher.models import HookHint, HookMessage, HookSecret, StatusChange
from publisher.pipeline import listen
from tasks import facts
from tests.cases import examples
from tests.pipeline.story import Tracker

pytestmark = pytest.mark.django_db
BODY = b'{"type": "row.updated", "timestamp": "2026-03-12T20:00:00Z", "data": {}}'
PING = {"base": {"id": "app0"}, "webhook": {"id": "ach0"}}
NEW = ("source", "webhook", "tracker", "--new", "--json")


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> list[tuple[str, int | None]]:
    """What the workers are told; the source has rested since its baseline."""
    found: list[tuple[str, int | None]] = []
    monkeypatch.setattr(nudge, "send", lambda task, ident=None: found.append((task, ident)))
    type(tracker.source).objects.update(read_at=timezone.now() - timedelta(minutes=1))
    return found


@pytest.fixture
def secret(cli: Any, hints: Any) -> str:
    return str(json.loads(cli(*NEW).out)["secret"])


def signed(secret: str, ident: str = "msg_1", body: bytes = BODY, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(ident, at.replace(microsecond=0), body.decode()),
    }


def post(headers: dict[str, str], body: bytes = BODY, path: str = "/hooks/tracker") -> Any:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_signed_message_has_the_source_read_again(secret: str, tracker: Tracker, hints: Any) -> None:
    answer = post(signed(secret))
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert hints == [("reread", tracker.source.pk)]
    tracker.says("oh-3", "signed")
    facts.reread(tracker.source.pk)
    assert StatusChange.objects.get().after == "signed"
    assert sweep.due_sources(60) == []


def test_what_a_message_says_is_never_a_fact(secret: str, tracker: Tracker, hints: Any) -> None:
    body = b'{"type": "signed", "data": {"id": "oh-3", "status": "signed"}}'
    post(signed(secret, body=body), body)
    facts.reread(tracker.source.pk)
    assert not StatusChange.objects.exists()


def test_the_same_message_again_is_answered_and_does_nothing(secret: str, tracker: Tracker, hints: Any) -> None:
    post(signed(secret))
    tracker.poll()
    hints.clear()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8), tick=True):  # tried again, so signed anew
        assert post(signed(secret)).status_code == 204
        sweep.sweep()
        assert post(signed(secret)).status_code == 204
        assert (hints, listen.asked()) == ([], [])
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10), tick=True):
        sweep.sweep()
        assert not HookMessage.objects.exists()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_that_is_too_old_or_too_new_is_refused(secret: str, hints: Any, minutes: int) -> None:
    answer = post(signed(secret, at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert answer.status_code == 401
    assert (hints, HookHint.objects.exists()) == ([], False)


def test_a_flood_of_good_messages_reads_every_few_seconds(secret: str, tracker: Tracker, hints: Any) -> None:
    done = 0
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for number in range(60):  # six a second, for ten seconds
            assert post(signed(secret, f"msg_{number}")).status_code == 204
            clock.shift(timedelta(seconds=1 / 6))
            if len(hints) > done:  # the worker
                done += 1
                facts.reread(tracker.source.pk)
    assert (len(hints), done) == (2, 2)


def test_what_comes_right_after_a_read_is_read_by_the_sweeper(secret: str, tracker: Tracker, hints: Any) -> None:
    tracker.poll()
    post(signed(secret))
    assert (hints, sweep.due_sources(60)) == ([], [])
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=6), tick=True):
        assert sweep.due_sources(60) == [tracker.source.pk]
        sweep.sweep()
        assert ("reread", tracker.source.pk) in hints
        tracker.poll()
        hints.clear()
        sweep.sweep()
        assert hints == []


def test_a_hint_that_comes_late_reads_nothing(secret: str, tracker: Tracker, hints: Any) -> None:
    post(signed(secret))
    tracker.poll()
    polls = tracker.source.polls.count()
    facts.reread(tracker.source.pk)
    assert tracker.source.polls.count() == polls


def test_a_paused_source_is_not_read(secret: str, tracker: Tracker, hints: Any) -> None:
    type(tracker.source).objects.update(paused_at=timezone.now())
    assert post(signed(secret)).status_code == 204
    assert (hints, listen.asked()) == ([], [])


def test_several_secrets_are_good_at_once_until_one_is_dropped(cli: Any, secret: str) -> None:
    second = json.loads(cli(*NEW).out)
    assert post(signed(secret, "a")).status_code == post(signed(second["secret"], "b")).status_code == 204
    old = HookSecret.objects.order_by("id").first()
    assert cli("source", "webhook", "tracker", "--drop", str(old.pk)).code == 0
    assert post(signed(secret, "c")).status_code == 401
    assert post(signed(second["secret"], "d")).status_code == 204
    assert cli("source", "webhook", "tracker", "--drop", str(old.pk)).code == 1


def test_a_sender_that_changes_over_signs_with_both(cli: Any, secret: str) -> None:
    both = signed(secret)
    both["webhook-signature"] = (
        "v1a,abc " + signed("whsec_" + "A" * 40)["webhook-signature"] + " " + both["webhook-signature"]
    )
    assert post(both).status_code == 204


def test_a_secret_is_shown_once_and_kept_sealed(cli: Any, secret: str) -> None:
    row = HookSecret.objects.get()
    shown = cli("source", "webhook", "tracker", "--list").out
    assert secret.removeprefix("whsec_") not in row.secret + shown
    assert "standard" in shown


def test_a_secret_of_the_senders_own_is_taken_from_a_file(cli: Any, hints: Any, tmp_path: Any) -> None:
    theirs = "whsec_" + base64.b64encode(b"their own secret, of 32 bytes ok").decode()
    file = tmp_path / "secret"
    file.write_text(theirs + "\n")
    assert cli(*NEW, "--secret-file", str(file)).code == 0
    assert post(signed(theirs)).status_code == 204
    file.write_text("whsec_short\n")
    done = cli(*NEW, "--secret-file", str(file))
    assert (done.code, done.err.count("\n")) == (1, 1)


@pytest.fixture
def airtable(cli: Any, hints: Any, tmp_path: Any) -> Callable[..., Any]:
    """Sends a ping as Airtable signs it."""
    key = b"what Airtable made"
    file = tmp_path / "secret"
    file.write_text(base64.b64encode(key).decode())
    assert cli(*NEW, "--kind", "airtable", "--secret-file", str(file)).code == 0

    def send(at: str | None, good: bool = True) -> Any:
        body = json.dumps(PING | ({"timestamp": at} if at is not None else {})).encode()
        mac = hmac.new(key if good else b"another", body, hashlib.sha256).hexdigest()
        return post({"X-Airtable-Content-MAC": f"hmac-sha256={mac}"}, body)

    return send


def test_airtables_ping_is_heard_once(airtable: Any, hints: Any) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert [airtable(now).status_code for _ in range(2)] == [204, 204]
    assert len(hints) == HookMessage.objects.count() == 1


def test_airtables_ping_needs_its_mac_and_its_time(airtable: Any, hints: Any) -> None:
    now = datetime.now(UTC)
    assert airtable(now.isoformat(), good=False).status_code == 401
    assert airtable((now - timedelta(days=8)).isoformat()).status_code == 401
    assert [airtable(at).status_code for at in (None, "yesterday", "0001-01-01T00:00:00+23:59")] == [400, 400, 401]
    assert hints == []


def test_a_sender_that_cannot_sign_needs_an_address_that_was_made_for_it(cli: Any, hints: Any) -> None:
    assert post({}, b"anything", "/hooks/tracker/guessed").status_code == 401
    made = json.loads(cli(*NEW, "--kind", "path").out)
    path = made["address"].removeprefix("http://127.0.0.1:8000")
    assert len(path) > 50
    assert post({}, b"\xff anything", path).status_code == 204
    assert post({}, b"anything", path[:-1]).status_code == 401
    assert post({}, b"anything").status_code == 401
    assert len(hints) == 1


def test_an_address_with_a_secret_is_not_logged(caplog: Any) -> None:
    event = logs.hide_secrets(None, "", {"request": "POST /hooks/tracker/abcDEF_-1 x", "event": "Not Found: /u/tok"})
    assert event == {"request": "POST /hooks/tracker/(hidden) x", "event": "Not Found: /u/(hidden)"}
    pages = {"confirm/a-_1?lang=es": "confirm/(hidden)?lang=es", "choices/tok/delete": "choices/(hidden)/delete"}
    for page, shown in pages.items():
        assert logs.hide_secrets(None, "", {"event": f"/newsletter/{page}"}) == {"event": f"/newsletter/{shown}"}
    assert logs.hide_secrets(None, "", {"event": "/hooks/tracker"}) == {"event": "/hooks/tracker"}


def test_an_unknown_source_and_another_method_are_said(secret: str) -> None:
    assert post(signed(secret), path="/hooks/nonsense").status_code == 404
    assert Client().get("/hooks/tracker").status_code == 405


def test_too_much_is_refused(secret: str) -> None:
    assert post(signed(secret), b"x" * 300_000).status_code == 413


def test_a_signed_body_that_is_no_json_is_a_mistake(secret: str, hints: Any) -> None:
    for body in (b"{", b"[" * 100_000, b""):
        assert post(signed(secret, body=body), body).status_code == 400
    assert hints == []


def test_a_secret_that_does_not_open_lets_nobody_in_and_breaks_nothing(secret: str, caplog: Any) -> None:
    HookSecret.objects.update(secret="broken")
    with caplog.at_level(logging.ERROR):
        assert post(signed(secret)).status_code == 401


HEADERS = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "X-Airtable-Content-MAC"]),
        HEADERS | st.sampled_from(["v1,", "v1", "v1,é", "v1,!!", "nan", "1e999", "hmac-sha256=", "v1,a,b"]),
    ),
    st.binary(max_size=100),
    st.booleans(),
)
def test_no_message_makes_it_fall_over(secret: str, headers: Any, body: bytes, partly: bool) -> None:
    good = signed(secret) if partly else {}
    answer = post(good | headers, body)
    assert answer.status_code in (400, 401)
