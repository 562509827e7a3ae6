"""A stand-in over https is trusted through its CA file, and only through that; it is spoken to as Instagram is."""

from pathlib import Path
from typing import Any

import pytest

from publisher.channels.base import Surroundings
from publisher.channels.instagram import Instagram
from publisher.sandbox import tls
from publisher.sandbox.instagram import InstagramSandbox


@pytest.mark.parametrize("trusted", [True, False])
def test_only_the_named_ca_is_trusted(pem: Path, trusted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with InstagramSandbox(accounts={"coalition": "x"}, tls=tls.context(pem)) as sandbox:
        around = Surroundings(sandbox.url, 5, str(pem) if trusted else "")
        channel = Instagram(Instagram.Secrets("coalition", "x"), None, around)
        if trusted:
            assert channel.connect()
        else:
            with pytest.raises(Exception, match="could not be reached"):
                channel.connect()


def test_over_tls_the_private_requests_are_streams_and_the_visible_one_has_its_own_connection(
    secure: InstagramSandbox, connect_secure: Any, make_post: Any
) -> None:
    channel, post = connect_secure(), make_post(slides=2)
    channel.send(channel.prepare(post, {}), post)
    first, second, configure = secure.store.wire.requests
    assert [one.kind for one in secure.store.wire.requests] == ["upload", "upload", "configure"]
    assert (first.connection, first.stream, second.stream) == (second.connection, 1, 3)
    assert (configure.connection != first.connection, configure.stream) == (True, 1)
    assert secure.state["wire"]["streams"] == 3
    assert secure.state["wire"]["connections"] == 2
    assert secure.state["wire"]["bytes"] > sum(upload["size"] for upload in secure.state["uploads"])
