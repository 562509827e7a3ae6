"""The sandbox is not kinder than the world: what doubles a post there doubles it here, and ours does not.

The library's own `photo_upload` runs on its own transports, led to the sandbox; only its sleeps are shortened.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import instagrapi.mixins.media
import instagrapi.mixins.photo
import instagrapi.mixins.private
import pytest
from instagrapi import Client
from instagrapi.exceptions import ClientError

from publisher.channels.base import Unknown
from publisher.channels.instagram_transport import ToEndpoint
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account

CAPTION = "Maximiliana Example signed the pledge.\nneighbors.example/a/Q7wX"
DOUBLED = {
    "plain": ["http_408_after", "truncate_after", "empty_json_after"],
    "TLS with HTTP/2": ["http_408_after", "reset_after", "empty_json_after"],
}
"""Faults after which the library has made two posts (reference: measured), by transport."""
CASES = [(transport, fault) for transport, faults in DOUBLED.items() for fault in faults]
ONCE = ["drop_after", "http_500_after", "h2_goaway_after", "h2_reset_after", "truncate_after"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(time=time.time, localtime=time.localtime, sleep=lambda _: None)
    for module in (instagrapi.mixins.media, instagrapi.mixins.photo, instagrapi.mixins.private):
        monkeypatch.setattr(module, "time", clock)


@pytest.fixture
def upload(impatient: None, logged_in: Any, pem: Path, jpeg: Any, tmp_path: Path) -> Any:
    """`photo_upload` of the library's client, with nothing of ours but the way to the sandbox."""
    picture = tmp_path / "card.jpg"
    picture.write_bytes(jpeg())

    def run(sandbox: InstagramSandbox) -> Any:
        plain = sandbox.url.startswith("http:")
        account = Account("coalition", "correct horse")
        token = {"ds_user_id": account.user_id, "sessionid": sandbox.store.open_session(account)}
        told = {**logged_in, "authorization_data": token}
        client = Client(settings=told, request_timeout=0, tls_verify=str(pem), session_retry_total=0)
        client.private.trust_env = False
        usual = None if plain else client.private.get_adapter("https://")
        client.private.mount("https://", ToEndpoint(sandbox.url, usual))
        return client.photo_upload(picture, CAPTION)

    return run


@pytest.mark.parametrize(("transport", "fault"), CASES)
def test_the_librarys_own_call_posts_twice(request: Any, upload: Any, transport: str, fault: str) -> None:
    sandbox = request.getfixturevalue("sandbox" if transport == "plain" else "secure")
    sandbox.fault(fault)
    assert upload(sandbox)
    assert (len(sandbox.state["posts"]), sandbox.state["duplicates"]) == (2, 1)
    assert sandbox.state["requests"]["configure"] == 2


@pytest.mark.parametrize(("transport", "fault"), CASES)
def test_ours_posts_once(request: Any, make_post: Any, transport: str, fault: str) -> None:
    sandbox = request.getfixturevalue("sandbox" if transport == "plain" else "secure")
    channel, post = request.getfixturevalue("connect" if transport == "plain" else "connect_secure")(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault(fault)
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert (len(sandbox.state["posts"]), sandbox.state["requests"]["configure"]) == (1, 1)


def test_the_silent_resend_is_libcurls_own(secure: InstagramSandbox, upload: Any) -> None:
    """Reset after the effect on a connection that was used before: sent again on a new one, and the call succeeds."""
    secure.fault("reset_after")
    upload(secure)
    sent = [one for one in secure.store.wire.requests if one.kind in ("upload", "configure")]
    before, first, again = sent
    assert (before.connection, first.stream > before.stream) == (first.connection, True)
    assert (again.connection != first.connection, again.stream) == (True, 1)


@pytest.mark.parametrize("fault", ONCE)
def test_what_the_library_survives_there_it_survives_here(secure: InstagramSandbox, upload: Any, fault: str) -> None:
    """Not crueller either: these end in an error and one post, as measured."""
    secure.fault(fault)
    with pytest.raises(ClientError):
        upload(secure)
    assert len(secure.state["posts"]) == secure.state["requests"]["configure"] == 1


def test_a_refused_stream_had_no_effect_so_that_libcurl_may_send_it_again(
    secure: InstagramSandbox, connect_secure: Any, make_post: Any
) -> None:
    """RFC 9113, 8.7: the one resend that is left below us, of what the server says that it has not looked at."""
    channel, post = connect_secure(), make_post()
    prepared = channel.prepare(post, {})
    secure.fault("h2_refused")
    channel.send(prepared, post)
    assert (len(secure.state["posts"]), secure.state["requests"]["configure"]) == (1, 2)


def test_a_person_who_posts_meanwhile_is_taken_for_us_by_the_library_and_not_by_ours(
    sandbox: InstagramSandbox, upload: Any, connect: Any, make_post: Any
) -> None:
    sandbox.media.feed_lag = 3600
    sandbox.fault("no_media_after", meanwhile="Lunch.")
    assert upload(sandbox).caption_text == "Lunch."
    channel, post = connect(), make_post("B2", text="Other words.\nneighbors.example/a/B2")
    prepared = channel.prepare(post, {})
    sandbox.fault("no_media_after", meanwhile="Supper.")
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert channel.find(post, prepared.checkpoint, datetime.now(UTC)) is None
