"""Requests to a campaign back end: each with a time limit, none repeated by itself, the key in nothing that prints."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from publisher.channels.errors import ChannelError, NeedsHuman, Refused, TryLater, Unknown
from publisher.channels.instagram_transport import Limited, ToEndpoint, never_connected
from publisher.channels.scrub import scrubbed
from publisher.channels.surroundings import Surroundings
from publisher.mailers.values import State

_CONNECT_SECONDS = 10.0
_SOON = timedelta(minutes=1)
_LATER = timedelta(minutes=10)
_LONGEST = 200
_CLEAN_NO = frozenset({400, 402, 404, 405, 406, 409, 410, 422})
"""Answers that are a plain no to this request, given before anything was done."""
_PLAIN = _CLEAN_NO | {401, 403, 429}


class Missing(Refused):
    """The service has no such thing."""


class Api:
    """One service, at `base` (no slash at its end), with the headers that say who we are."""

    def __init__(self, label: str, base: str, headers: Mapping[str, str], around: Surroundings) -> None:
        self._label = label
        self._base = base
        self._headers = {"Accept": "application/json", "User-Agent": "publisher", **headers}
        self._around = around
        words = [word for value in headers.values() for word in value.split()]
        self._secret = {*words, *(part for word in words for part in word.split(":"))}

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """What may be repeated: gives the answer's JSON, None for an empty one. Raises `ChannelError`."""
        try:
            response = self._request(method, path, body, query)
        except requests.RequestException as cause:
            raise TryLater(f"{self._label} gave no answer ({type(cause).__name__}).", _SOON) from cause
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise Missing(f"{self._label} does not know {path}: {self._said(response)}")
        if error := self._error(response):
            raise error
        return self._json(response)

    def once(self, method: str, path: str, body: Any = None) -> None:
        """What is visible: one request over a connection of its own, whatever happens to it. See `Mailer.send`."""
        try:
            response = self._request(method, path, body, {})
        except requests.RequestException as cause:
            if never_connected(cause):
                raise TryLater(f"{self._label} cannot be reached; nothing was sent.", _SOON) from cause
            raise Unknown(f"{self._label} gave no answer after it was told to send ({type(cause).__name__}).") from None
        if not (_is_yes(response) or response.status_code in _PLAIN):
            raise Unknown(f"{self._label} answered with HTTP {response.status_code} when it was told to send.")
        if error := self._error(response):
            raise error
        if response.content.strip():
            try:
                response.json()
            except ValueError:
                raise Unknown(f"Something else than {self._label} answered when it was told to send.") from None

    def _request(self, method: str, path: str, body: Any, query: Mapping[str, str]) -> requests.Response:
        limits = (min(_CONNECT_SECONDS, self._around.timeout_seconds), self._around.timeout_seconds)
        with requests.Session() as session:
            session.trust_env = False  # a proxy or a netrc from the environment must not slip in
            session.verify = self._around.ca_file or True
            for prefix in ("https://", "http://"):
                session.mount(prefix, Limited(self._adapter(), limits))
            return session.request(
                method,
                f"{self._base}{path}",
                params=dict(query),
                json=body,
                headers=dict(self._headers),
                allow_redirects=False,
            )

    def _adapter(self) -> BaseAdapter:
        return ToEndpoint(self._around.endpoint) if self._around.endpoint else HTTPAdapter(max_retries=0)

    def _error(self, response: requests.Response) -> ChannelError | None:
        """What an answer of no means; None for a yes."""
        status, said = response.status_code, self._said(response)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return NeedsHuman(
                f"{self._label} does not let us in (HTTP {status}): {said}",
                "Check PUBLISHER_MAIL_KEY and what that key may do, then start the program again.",
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return TryLater(f"{self._label} wants fewer requests.", _LATER)
        if status in _CLEAN_NO:
            return Refused(f"{self._label} refused (HTTP {status}): {said}")
        if not _is_yes(response):
            return TryLater(f"{self._label} answered with HTTP {status}: {said}", _SOON)
        return None

    def _said(self, response: requests.Response) -> str:
        """What the service says for people to read, on one line and not too long, without our key."""
        try:
            told = response.json()
        except ValueError:
            return "no reason given"
        words = (
            next((told[key] for key in ("message", "detail", "error", "title") if told.get(key)), "") if told else ""
        )
        plain = scrubbed(" ".join(str(words).split()), self._secret)[:_LONGEST]
        return plain or "no reason given"

    def _json(self, response: requests.Response) -> Any:
        if not response.content.strip():
            return None
        try:
            return response.json()
        except ValueError:
            raise TryLater(f"Something else than {self._label} answered: no JSON.", _SOON) from None


def _is_yes(response: requests.Response) -> bool:
    return HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES


def fields(told: Any, *names: str) -> Any:
    """The value under these names, one in the other; `TryLater` where the answer is not of that shape."""
    for name in names:
        if not isinstance(told, Mapping) or name not in told:
            raise TryLater(f"The answer has no {'.'.join(names)}.", _SOON)
        told = told[name]
    return told


def number(told: Any) -> int:
    """A count, -1 where there is none."""
    return told if isinstance(told, int) and told >= 0 else -1


def state_of(states: Mapping[str, State], row: Any) -> State:
    """What the service's word for a campaign's state means; `TryLater` for one that nobody has heard of."""
    word = str(fields(row, "status"))
    if word not in states:
        raise TryLater(f"It stands as {word[:40]!r} there, which we do not know: look at it.", _LATER)
    return states[word]
