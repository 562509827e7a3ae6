"""One page by both of its ways in: what goes out by the one the other knows too, under the same address."""

from pathlib import Path
from ssl import SSLContext

from publisher.sandbox.graph import routes
from publisher.sandbox.graph_containers import Containers
from publisher.sandbox.graph_media import GraphMedia
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account


class BothSandbox(InstagramSandbox):
    """The app's own API, and the official one, on the same accounts and posts."""

    def __init__(
        self, folder: Path | str | None = None, accounts: dict[str, str] | None = None, tls: SSLContext | None = None
    ) -> None:
        super().__init__(folder, accounts, tls=tls)
        self._official = GraphMedia(self.store, Containers(), {}, lambda: self.url)
        self.routes = [*routes(self._official), *self.routes]

    def add_account(self, name: str, token: str) -> None:
        """One more account by its long-lived token; by its password it is added as ever."""
        self.store.add_account(Account(name, "x"))
        self._official.add_token(name, token)
