"""A channel in one file, as a newcomer would write it: a town's notice board with a small HTTP API.

It is nowhere named but in PUBLISHER_CHANNELS. `tests/channels/conftest.py` lets it lie among the channels.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from publisher.channels.base import Channel, Health, Live, Post, Prepared, Receipt, Refused, Session, TryLater, Unknown
from publisher.channels.instagram_transport import never_connected
from publisher.channels.marker import bears

SOON = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NoticeboardSecrets:
    """Which board, and the key to it."""

    board: str = field(metadata={"label": "Board", "help": "Its name.", "secret": False})
    key: str = field(repr=False, metadata={"label": "Key", "help": "", "secret": True})


class Noticeboard(Channel):
    """One board. Its list is complete at once, so what is not on it was not put there."""

    name = "noticeboard"
    label = "Notice board"
    acts = ("post", "delete")
    max_text = 2000
    max_slides = 1
    sizes = ("1080x1350",)
    absence_is_proof = True
    Secrets = NoticeboardSecrets

    def check(self) -> Health:
        """Asks for the list."""
        try:
            self._list()
        except Unknown as error:
            return Health(False, str(error), "Nothing: it is tried again by itself.")
        return Health(True)

    def connect(self) -> Session:
        """There is no log-in: the key is sent each time."""
        self._before("GET")
        self.session = {"board": self.secrets.board}
        return self.session

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """Asks whether the board is there."""
        if len(post.text) > self.max_text:
            raise Refused(f"The text has {len(post.text)} characters; a notice has room for {self.max_text}.")
        self._before("GET")
        return Prepared(dict(checkpoint))

    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """Puts it up."""
        (image,) = post.images
        told = {"text": post.text, "alt": image.alt, "picture": base64.b64encode(image.data).decode()}
        try:
            return _receipt(self._asked("POST", json=told))
        except Exception as error:
            if never_connected(error):
                raise TryLater("The board could not be reached.", SOON) from None
            raise Unknown(f"It was sent, but the board did not confirm it ({type(error).__name__}).") from None

    def find(self, post: Post, checkpoint: Mapping[str, Any], since: datetime) -> Receipt | None:
        """By its marker."""
        found = (notice for notice in self._list() if bears(notice["text"], post.code))
        return next(map(_receipt, found), None)

    def read(self, receipt: Receipt) -> Live | None:
        """The notice of that number."""
        for notice in self._list():
            if str(notice["id"]) == receipt.remote_id:
                return Live(notice["text"], notice["alt"], 0, 0, 1, _receipt(notice).at)
        return None

    def delete(self, receipt: Receipt) -> None:
        """Takes it off."""
        self._before("DELETE", receipt.remote_id)

    def _list(self) -> list[dict[str, Any]]:
        try:
            return list(self._asked("GET")["notices"])
        except Exception as error:
            raise Unknown(f"The board did not say what hangs there ({type(error).__name__}).") from None

    def _before(self, method: str, number: str = "") -> None:
        try:
            self._asked(method, number)
        except Exception as error:
            raise TryLater(f"The board could not be reached ({type(error).__name__}).", SOON) from None

    def _asked(self, method: str, number: str = "", **what: Any) -> dict[str, Any]:
        address = f"{self.surroundings.endpoint or 'https://board.example'}/notices/{number}"
        headers = {"Authorization": f"Key {self.secrets.key}"}
        with requests.Session() as session:
            session.trust_env = False
            seconds = self.surroundings.timeout_seconds
            response = session.request(method, address, headers=headers, timeout=seconds, **what)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def _receipt(notice: Mapping[str, Any]) -> Receipt:
    return Receipt(str(notice["id"]), f"https://board.example/{notice['id']}", datetime.now(UTC))


CHANNEL = Noticeboard
