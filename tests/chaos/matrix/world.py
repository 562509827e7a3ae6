"""Where a cell is played: a sandbox for each transport, an account for each cell, announcements that are in review."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from publisher import crypto
from publisher.channels.base import Session, Surroundings
from publisher.channels.instagram_client import SHOWN_AS
from publisher.channels.instagram_graph import InstagramGraph
from publisher.models import Account, Announcement, User
from publisher.pipeline import draft, submit
from publisher.sandbox import tls
from publisher.sandbox.doors import Doors
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account as Login
from publisher.sandbox.instagram_things import StoredPost
from tests.chaos.cast import sign
from tests.chaos.matrix.both import BothSandbox
from tests.chaos.matrix.cells import BOTH, PLAIN, TLS, Cell

QUICK, PATIENT = 0.6, 5.0
"""Seconds that a request may take: where the sandbox falls silent, and elsewhere."""


@dataclass(slots=True)
class World:
    """`settings` are Django's, to be changed from cell to cell; `session` is what a log-in leaves."""

    settings: Any
    folder: Path
    session: Session
    approver: User
    comms: User
    sandboxes: dict[tuple[str, str], Doors] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _drafts: list[Announcement] = field(default_factory=list)
    pem: Path | None = None

    def stock(self, people: int) -> None:
        """So many candidates sign, and each has an announcement that is drafted and not yet in review."""
        sign(self.folder, people)
        self._drafts = list(draft.draft_new())

    def announcement(self, cell: Cell, account: Account) -> Announcement:
        """One more that waits for its approval; it is for that account alone. With a story where the cell has one."""
        made = self._drafts.pop()
        self._set("STORIES", cell.act == "story")
        assert submit.submit(made.pk, accounts=[str(account)]), Announcement.objects.get(pk=made.pk).reason
        return Announcement.objects.select_related("revision").get(pk=made.pk)

    def sandbox(self, cell: Cell) -> Doors:
        """The channel's stand-in over the cell's transport; every channel of the cell is sent there."""
        key = (cell.channel, cell.transport)
        if key not in self.sandboxes:
            self.sandboxes[key] = self._started(cell)
        found = self.sandboxes[key]
        self._set("INSTAGRAM_ENDPOINT", found.url)
        self._set("GRAPH_ENDPOINT", found.url)
        self._set("INSTAGRAM_CA", str(self.pem) if cell.transport == TLS else "")
        silent = any(kind in cell.fault + cell.look for kind in ("hang", "drip"))
        self._set("SEND_SECONDS", QUICK if silent else PATIENT)
        found.faults.clear()
        return found

    def account(self, cell: Cell) -> Account:
        """An account of its own for the cell, that the sandbox knows."""
        sandbox, name = self.sandbox(cell), f"cell-{next(self._numbers)}"
        self._set("POSTS_BY", "")
        languages = ["en", "es"] if cell.act == "album" else ["en"]
        if isinstance(sandbox, GraphSandbox | BothSandbox):
            sandbox.add_account(name, f"IGAA-{name}")
        if isinstance(sandbox, GraphSandbox):
            return self.official(name, languages)
        return self.app(name, languages, sandbox)

    def official(self, name: str, languages: list[str]) -> Account:
        """An account by its token, at the sandbox that the settings name."""
        secrets = {"token": f"IGAA-{name}"}
        around = Surroundings(self.settings.GRAPH_ENDPOINT, PATIENT, self.settings.INSTAGRAM_CA)
        session = InstagramGraph(InstagramGraph.Secrets(**secrets), None, around).connect()
        return _stored("instagram_graph", name, languages, secrets, session)

    def app(self, name: str, languages: list[str], sandbox: Doors) -> Account:
        """An account by its password, logged in at that sandbox."""
        login = Login(name, "x")
        sandbox.store.add_account(login)
        token = {"ds_user_id": login.user_id, "sessionid": sandbox.store.open_session(login)}
        known = {"authorization_data": token, SHOWN_AS: name}
        return _stored("instagram", name, languages, {"username": name, "password": "x"}, {**self.session, **known})

    def posts(self, cell: Cell, account: Account) -> list[StoredPost]:
        """What the sandbox counts: every post and story of ours on that account, deleted ones too."""
        every = self.sandbox_of(cell).store.posts()
        return [post for post in every if post.account == account.name and post.upload_id]

    def sandbox_of(self, cell: Cell) -> Doors:
        """As `sandbox`, changing nothing."""
        return self.sandboxes[cell.channel, cell.transport]

    def stop(self) -> None:
        """Ends the sandboxes."""
        for running in self.sandboxes.values():
            running.stop()

    def _set(self, name: str, value: object) -> None:
        """Only what differs: each change lies upon the one before until the test ends."""
        if getattr(self.settings, name) != value:
            setattr(self.settings, name, value)

    def _started(self, cell: Cell) -> Doors:
        context = None
        if cell.transport != PLAIN:
            self.pem = self.pem or tls.certificate(self.folder)
            context = tls.context(self.pem)
        made: Doors
        if cell.channel == BOTH:
            made = BothSandbox(self.folder / f"both-{cell.transport}", {"nobody": "x"}, tls=context)
        elif cell.channel == "instagram_graph":
            made = GraphSandbox({}, self.folder / f"graph-{cell.transport}", tls=context)
        else:
            made = InstagramSandbox(self.folder / f"app-{cell.transport}", {"nobody": "x"}, tls=context)
        return made.start()


def _stored(channel: str, name: str, languages: list[str], secrets: Any, session: Any) -> Account:
    sealed = {"secrets": crypto.seal(secrets), "session": crypto.seal(session)}
    return Account.objects.create(channel=channel, name=name, languages=languages, **sealed)


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}"
