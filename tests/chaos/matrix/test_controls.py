"""The matrix is red where it should be: without the gate before the visible request, libcurl's own resend shows in it.

On TLS with HTTP/2, where a connection that was used before and is reset makes libcurl send again by itself.
"""

from typing import Any

import pytest

from publisher.channels import instagram_client
from publisher.channels.instagram_transport import CONFIGURE
from publisher.sandbox.instagram_store import Store
from tests.chaos.matrix import deaths
from tests.chaos.matrix.cells import RESEND, RESET, TLS, Cell
from tests.chaos.matrix.play import Report, play_all
from tests.chaos.matrix.world import World

pytestmark = pytest.mark.chaos

POST, ALBUM = (Cell("instagram", act, RESEND, "reset_after", TLS) for act in ("post", "album"))


@pytest.fixture
def ungated(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes a post visible travels as all other requests do, over the connection that carried the picture."""
    real = instagram_client._mount

    def mount(client: Any, around: Any) -> Any:
        gates = real(client, around)
        client.private.mount(CONFIGURE, client.private.get_adapter("https://"))
        return gates

    monkeypatch.setattr(instagram_client, "_mount", mount)


@pytest.fixture
def deduplicating(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service makes nothing of what comes under an upload id that it has a post of."""
    real = Store.add_post

    def add_post(store: Store, account: Any, caption: str, upload_id: str, *rest: Any, **people: Any) -> Any:
        same = (one for one in store.posts() if one.upload_id == upload_id)
        return next(same, None) or real(store, account, caption, upload_id, *rest, **people)

    monkeypatch.setattr(Store, "add_post", add_post)


def played(world: World, *cells: Cell) -> Report:
    world.stock(len(cells))
    return play_all(world, "control", list(cells))


def test_with_the_gate_a_reset_connection_makes_one_request(world: World) -> None:
    report = played(world, POST)
    assert report.wrong == []
    assert [(one.happened.sent, one.happened.effects) for one in report.played] == [(1, 1)]


def test_control_without_the_gate_everything_is_there_twice(world: World, ungated: None) -> None:
    report = played(world, POST, ALBUM)
    assert [wrong for wrong in report.wrong if "2 effects" in wrong] == report.wrong
    assert len(report.wrong) == 2
    wire = world.sandbox_of(POST).store.wire.requests
    first, again = [one for one in wire if one.kind == "configure"][:2]
    assert (again.connection != first.connection, again.stream) == (True, 1)


def test_control_a_resend_of_which_the_service_makes_nothing_shows_too(
    world: World, ungated: None, deduplicating: None
) -> None:
    (wrong,) = played(world, POST).wrong
    assert "2 visible requests came of 1 attempt(s)" in wrong


def test_nothing_resends_by_the_official_api_since_it_is_no_http2(world: World) -> None:
    """Why its silent resend is skipped: libcurl's needs streams, and there are none."""
    cell = Cell("instagram_graph", "post", RESET, "reset_after", TLS)
    report = played(world, cell)
    assert report.wrong == []
    assert report.played[0].happened.sent == 1
    wire = world.sandbox_of(cell).store.wire
    assert (wire.streams, {one.stream for one in wire.requests}) == (0, {0})


def test_control_a_sandbox_that_plays_no_faults_makes_every_cell_wrong(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("publisher.sandbox.faults.Faults.take", lambda *_: None)
    (wrong,) = played(world, POST).wrong
    assert "never struck" in wrong


def test_control_a_worker_that_does_not_die_as_planned_makes_its_cell_wrong(world: World, monkeypatch: Any) -> None:
    monkeypatch.setitem(deaths.POSTING, ("stamp", "after"), lambda: None)
    (wrong,) = played(world, Cell("instagram", "post", RESEND, "reset_after", TLS, "stamp", "after")).wrong
    assert "0 of 1 died" in wrong
