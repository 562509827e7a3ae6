"""A stand-in for Instagram on loopback: enough of the private API for the real instagrapi client.

Point PUBLISHER_INSTAGRAM_ENDPOINT at it. `GET /` shows its posts; `GET /sandbox/state` counts them.
"""

import argparse
import re
import signal
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from publisher.sandbox.faults import Fault, Faults
from publisher.sandbox.instagram_after import Afterwards
from publisher.sandbox.instagram_control import Control
from publisher.sandbox.instagram_http import Answer, Request, Server, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_media import Media
from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_stories import Stories
from publisher.sandbox.instagram_things import Account

Route = tuple[str, str, str, Callable[[Request], Answer]]
_OWN = "sandbox"  # kind of the sandbox's own doors: not counted, never struck by a fault


class InstagramSandbox:
    """The server, in a thread of this process. Use `start` and `stop`, or `with`.

    Without `accounts` any user name logs in, and its first password is its password from then on.
    Posts are kept in `folder` and are there again after a restart; without one they go with the server.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        accounts: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: SSLContext | None = None,
    ) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-") if folder is None else None
        self.store = Store(Path(self._temporary.name if self._temporary else str(folder)).resolve())
        for username, password in (accounts or {}).items():
            self.store.add_account(Account(username, password))
        logins = Logins(self.store, open_to_all=not accounts)
        self.media = Media(self.store, logins)
        self.faults = Faults()
        self.control = Control(self.store, self.media, self.faults)
        self._routes = [
            *_routes_of_posts(self.media, Stories(self.store, logins, self.media)),
            *_routes_of_what_comes_after(Afterwards(self.store, logins, self.media)),
            *_routes_of_logins(logins),
            *_routes_of_our_own(self.control),
        ]
        self._server = Server((host, port), self._respond)
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(  # the handshake is for the connection's own thread
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """http(s)://HOST:PORT, for PUBLISHER_INSTAGRAM_ENDPOINT and for a browser."""
        host, port = self._server.server_address[:2]
        return f"{self._scheme}://{host!s}:{port}"

    @property
    def state(self) -> dict[str, Any]:
        """As GET /sandbox/state answers."""
        return self.control.state()

    def fault(self, kind: str, match: str = "/media/configure/", **more: Any) -> None:
        """Let something go wrong; see `faults`. Once, unless `times` or `probability` say otherwise."""
        self.faults.add({"kind": kind, "match": match, **more})

    def start(self) -> Self:
        """Listen; returns at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, end requests that hang, and remove a temporary folder."""
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        if self._temporary:
            self._temporary.cleanup()

    __enter__ = start

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _respond(self, request: Request) -> tuple[Answer, Fault | None]:
        kind, act = self._routed(request)
        if kind == _OWN:
            return act(request), None
        self.store.count(kind)
        self._server.stopping.wait(self.control.delay)
        fault = self.faults.take(request.path)
        if fault is not None and not fault.after:
            return Answer(body=b'{"status": "ok"}'), fault
        return act(request), fault

    def _routed(self, request: Request) -> tuple[str, Callable[[Request], Answer]]:
        method = "GET" if request.method == "HEAD" else request.method
        for wanted, pattern, kind, act in self._routes:
            if method in wanted.split() and re.fullmatch(pattern, request.path):
                return kind, act
        return "unknown", _unknown


def _unknown(request: Request) -> Answer:
    return as_json({"message": f"The sandbox has no {request.path}", "status": "fail"}, 404)


def _fine(_: Request) -> Answer:
    return as_json({"status": "ok"})


def _routes_of_posts(media: Media, stories: Stories) -> list[Route]:
    """Method, path, kind in the counts, and who answers. The first that fits is taken."""
    return [
        ("POST", r"/rupload_igphoto/[^/]+", "upload", media.upload),
        ("POST", r"/api/v1/media/configure/", "configure", media.configure),
        ("POST", r"/api/v1/media/configure_sidecar/", "configure", media.configure_sidecar),
        ("POST", r"/api/v1/media/configure_to_story/", "configure", stories.configure),
        ("POST", r"/api/v1/media/validate_reel_url/", "validate_link", stories.validate_link),
        ("GET", r"/api/v1/users/[^/]+/usernameinfo/", "user", stories.user),
        ("GET", r"/api/v1/feed/user/\d+/", "feed", media.feed),
        ("GET", r"/api/v1/feed/user/\d+/story/", "reel", stories.reel),
        ("GET", r"/api/v1/media/\d+(_\d+)?/info/", "info", media.info),
    ]


def _routes_of_what_comes_after(after: Afterwards) -> list[Route]:
    one = r"/api/v1/media/\d+(_\d+)?"
    return [
        ("POST", one + r"/delete/", "delete", after.delete),
        ("POST", one + r"/only_me/", "archive", after.archive),
        ("POST", one + r"/edit_media/", "edit", after.edit),
        ("POST", one + r"/comment/", "comment", after.comment),
        ("GET", one + r"/comments/", "comments", after.comments),
    ]


def _routes_of_logins(logins: Logins) -> list[Route]:
    caa = r"/api/v1/bloks/async_action/com\.bloks\.www\."
    return [
        ("GET", r"/api/v1/accounts/current_user/", "current_user", logins.current_user),
        ("POST", r"/graphql_www", "login_step", logins.device),
        ("POST", caa + r"bloks\.caa\.login\.process_client_data_and_redirect/", "login_step", logins.homepage),
        ("POST", r"/api/v1/attestation/create_android_keystore/", "login_step", logins.attestation),
        ("GET", r"/api/v1/qe/sync/", "login_step", logins.key),
        ("POST", caa + r"bloks\.caa\.login\.async\.send_login_request/", "password", logins.send),
        ("POST", r"/api/v1/accounts/login/", "password", logins.send_older),
        ("POST", caa + r"two_step_verification\.verify_code\.async/", "code", logins.verify_code),
        ("POST", r"/api/v1/(bloks|launcher|feed/reels_tray|feed/timeline)/.*", "login_step", _fine),
    ]


def _routes_of_our_own(control: Control) -> list[Route]:
    return [
        ("GET", r"/sandbox/state", _OWN, control.show_state),
        ("POST DELETE", r"/sandbox/faults", _OWN, control.set_faults),
        ("POST", r"/sandbox/settings", _OWN, control.set_settings),
        ("POST", r"/sandbox/accounts", _OWN, control.add_account),
        ("GET", r"/images/[A-Za-z0-9-]+\.jpg", _OWN, control.image),
        ("GET", r"/p/[A-Za-z0-9_-]+/?", _OWN, control.post_page),
        ("GET", r"/stories/[^/]+/\d+/?", _OWN, control.story_page),
        ("GET", r"/", _OWN, control.feed_page),
    ]


def serve(host: str, port: int, folder: Path | str, accounts: Mapping[str, str] | None = None) -> None:
    """Run the sandbox as a process of its own until SIGTERM or Ctrl-C."""
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with InstagramSandbox(folder, accounts, host, port):
        done.wait()


def main() -> None:
    """`python -m publisher.sandbox.instagram --port 8900 --folder var/instagram`."""
    parser = argparse.ArgumentParser(description="A stand-in for Instagram on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    told = parser.parse_args()
    serve(told.host, told.port, told.folder)


if __name__ == "__main__":
    main()
