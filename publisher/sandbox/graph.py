"""A stand-in for Instagram's official API on loopback: tokens, containers, publishing, what is there.

Point PUBLISHER_GRAPH_ENDPOINT at it. `GET /` shows its posts; `GET /sandbox/state` counts them. It fetches pictures
from this machine only.
"""

import argparse
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext
from typing import Any

from publisher.sandbox.doors import Doors, Route, own, run
from publisher.sandbox.graph_containers import Containers
from publisher.sandbox.graph_media import GraphMedia
from publisher.sandbox.instagram_control import Control
from publisher.sandbox.instagram_things import Account


class GraphSandbox(Doors):
    """`accounts` are names and their long-lived tokens."""

    visible = "/media_publish"

    def __init__(
        self,
        accounts: Mapping[str, str],
        folder: Path | str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(folder, host, port, tls)
        for name in accounts:
            self.store.add_account(Account(name, ""))
        self.containers = Containers()
        tokens = {token: name for name, token in accounts.items()}
        self.media = GraphMedia(self.store, self.containers, tokens, lambda: self.url)
        self.control = GraphControl(self.store, self.media, self.faults, self.containers)
        self.routes = routes(self.media) + own(self.control)

    def add_account(self, name: str, token: str) -> None:
        """One more account, with its long-lived token."""
        self.store.add_account(Account(name, ""))
        self.media.add_token(name, token)


class GraphControl(Control):
    """The sandbox's own doors, with what containers add."""

    def __init__(self, store: Any, media: GraphMedia, faults: Any, containers: Containers) -> None:
        super().__init__(store, media, faults)
        self._graph = media
        self._containers = containers

    def state(self) -> dict[str, Any]:
        """And what was fetched, each container's state, and how often it was published."""
        told = super().state()
        for post in told["posts"]:
            post["sha256"] = [sha256(Path(slide["image"]).read_bytes()).hexdigest() for slide in post["slides"]]
        made = [{"id": one.number, "state": one.state, "published": one.published} for one in self._containers.all()]
        return {**told, "containers": made, "fetched": list(self._containers.fetched)}

    def _set(self, told: dict[str, Any]) -> None:
        """`polls`, `failure` and `quota` for what is made from now on; `expire` lets a day pass; and `feed_lag`,
        `delay`; `end_sessions` ends every token."""
        self._containers.polls = int(told.pop("polls", self._containers.polls))
        self._containers.failure = str(told.pop("failure", self._containers.failure))
        self._graph.quota = int(told.pop("quota", self._graph.quota))
        if told.pop("expire", False):
            self._containers.expire()
        if told.pop("end_sessions", False):
            self._graph.end_tokens()
        super()._set(told)


def routes(media: GraphMedia) -> list[Route]:
    """Method, path, kind in the counts, and who answers. The first that fits is taken."""
    version = r"/v\d+\.\d+"
    return [
        ("GET", r"/refresh_access_token", "renew", media.renew),
        ("GET", version + r"/me", "who", media.me),
        ("POST", version + r"/\d+/media", "create", media.create),
        ("POST", version + r"/\d+/media_publish", "publish", media.publish),
        ("GET", version + r"/\d+/media", "list", media.list),
        ("GET", version + r"/\d+/content_publishing_limit", "limit", media.limit),
        ("GET", version + r"/\d+/comments", "read_comments", media.comments),
        ("POST", version + r"/\d+/comments", "comment", media.comment),
        ("GET", version + r"/\d+/insights", "insights", media.insights),
        ("GET", version + r"/\d+", "status", media.status_or_post),
    ]


def main() -> None:
    """`python -m publisher.sandbox.graph --port 8901 --folder var/graph --account neighbors=TOKEN`."""
    parser = argparse.ArgumentParser(description="A stand-in for Instagram's official API on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--account", action="append", default=[], metavar="NAME=TOKEN")
    told = parser.parse_args()
    accounts = dict(one.split("=", 1) for one in told.account)
    run(GraphSandbox(accounts, told.folder, told.host, told.port))


if __name__ == "__main__":
    main()
