"""A new channel is one file and its name in one setting: the whole story goes through one that nothing else knows.

The contract tests find it by themselves (`test_contract.py`), as they find every other.
"""

import base64
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from publisher.models import Account, User
from publisher.pipeline import reconcile, takedown
from tests.channels.test_contract import NAMES
from tests.pipeline.story import Tracker, approve, drafted, later, only, plain_jpegs, quick_pictures, tracker, work

__all__ = ["plain_jpegs", "quick_pictures", "tracker"]


class Board:
    """The service that the sample speaks with. `lose` is how many confirmations are lost."""

    def __init__(self) -> None:
        board, self.notices, self.lose, self.posted = self, [], 0, 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer: Any = {"notices": board.notices}
                if self.command == "POST":
                    board.posted += 1
                    answer = {**json.loads(body), "id": board.posted}
                    board.notices.append(answer)
                elif self.command == "DELETE":
                    board.notices = [one for one in board.notices if str(one["id"]) != self.path.split("/")[-1]]
                if self.command == "POST" and board.lose:
                    board.lose -= 1
                    return
                data = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_DELETE = do_GET  # noqa: N815 - names that the base class looks for

            def log_message(self, *_: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.notices: list[dict[str, Any]]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def board(settings: Any, quick_pictures: None) -> Iterator[Board]:
    running = Board()
    settings.CHANNELS, settings.INSTAGRAM_ENDPOINT, settings.SEND_SECONDS = ["noticeboard"], running.url, 5
    yield running
    running.stop()


@pytest.fixture
def account(board: Board, cli: Any, tmp_path: Path) -> Account:
    """Connected on the command line, whose options are those of the channel's own secrets."""
    told: list[str] = []
    for name, text in (("board", "town"), ("key", "never-show-this")):
        (tmp_path / name).write_text(f"{text}\n")
        told += ["--secret", f"{name}=@{tmp_path / name}"]
    done = cli("account", "connect", "noticeboard", "--name", "town", *told)
    assert done.code == 0, done.err
    assert cli("account", "check", "noticeboard/town").code == 0
    return Account.objects.get(channel="noticeboard")


def test_the_contract_tests_find_it() -> None:
    assert "noticeboard" in NAMES


def test_what_was_approved_hangs_there_byte_for_byte(
    board: Board, account: Account, tracker: Tracker, approver: User
) -> None:
    made = approve(drafted(tracker), approver)
    work()
    (notice,), (act,) = board.notices, made.revision.manifest["acts"]
    assert (notice["text"], notice["alt"]) == (act["text"], act["slides"][0]["alt"])
    assert sha256(base64.b64decode(notice["picture"])).hexdigest() == act["slides"][0]["sha256"]
    assert (only(made).state, only(made).remote_id) == ("published", "1")


def test_a_lost_confirmation_is_found_and_nothing_hangs_there_twice(
    board: Board, account: Account, tracker: Tracker, approver: User
) -> None:
    board.lose = 1
    made = approve(drafted(tracker), approver)
    work()
    assert only(made).state == "uncertain"
    later(only(made), next_look_at=-1)
    assert reconcile.look(only(made).pk) == "found"
    assert (only(made).state, board.posted) == ("published", 1)


def test_it_is_taken_down_by_deleting_it(board: Board, account: Account, tracker: Tracker, approver: User) -> None:
    made = approve(drafted(tracker), approver)
    work()
    takedown.take_down(made.pk, by=approver, reason="They asked us to.", how="delete")
    work()
    assert (only(made).state, board.notices) == ("taken_down", [])
