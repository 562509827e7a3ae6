"""What the official API's stand-in knows beyond posts: tokens, and containers on their way to being published."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_OPENER = build_opener(ProxyHandler({}))


class NotFetched(Exception):
    """The picture could not be had from its address."""


@dataclass(slots=True)
class Container:
    """Something made ready; `asked` counts how often its status was read."""

    number: str
    account: str
    fields: Mapping[str, str]
    image: bytes = field(repr=False)
    children: tuple["Container", ...]
    polls: int
    failure: str
    made_at: float = field(default_factory=time.time)
    asked: int = 0
    published: int = 0
    expired: bool = False

    @property
    def state(self) -> str:
        """As the API names it."""
        if self.published:
            return "PUBLISHED"
        if self.expired:
            return "EXPIRED"
        if self.asked <= self.polls:
            return "IN_PROGRESS"
        return "ERROR" if self.failure else "FINISHED"


class Containers:
    """Every container; may be used from many threads. `polls` is how many times a new one says IN_PROGRESS first;
    `failure` is the subcode with which new ones fail, empty for none."""

    def __init__(self) -> None:
        self.polls = 1
        self.failure = ""
        self.fetched: list[dict[str, str]] = []
        self._all: dict[str, Container] = {}
        self._lock = threading.Lock()

    def make(self, account: str, fields: Mapping[str, str]) -> Container:
        """A new one; a single picture is fetched. Raises NotFetched, and KeyError for an unknown child."""
        numbers = [number for number in fields.get("children", "").split(",") if number]
        children = tuple(self._all[number] for number in numbers)
        image = b"" if children else self._fetch(fields.get("image_url", ""))
        with self._lock:
            number = str(17_900_000_000_000_000 + len(self._all))
            made = Container(number, account, fields, image, children, self.polls, self.failure)
            self._all[number] = made
        return made

    def get(self, number: str) -> Container | None:
        """The one with that number."""
        return self._all.get(number)

    def all(self) -> list[Container]:
        """In the order in which they were made."""
        return list(self._all.values())

    def expire(self) -> None:
        """Let a day pass for all that are not published."""
        for one in self.all():
            one.expired = True

    def _fetch(self, address: str) -> bytes:
        """As Meta does, but from this machine only."""
        if urlsplit(address).hostname not in _LOOPBACK:
            raise NotFetched(address)
        try:
            with _OPENER.open(address, timeout=5) as answer:
                data: bytes = answer.read()
        except (URLError, OSError) as cause:
            raise NotFetched(address) from cause
        self.fetched.append({"address": address, "sha256": sha256(data).hexdigest()})
        return data
