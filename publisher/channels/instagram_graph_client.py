"""Requests to the official Instagram API: each with a time limit, none repeated, the token in nothing that prints."""

from collections.abc import Collection, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import BaseAdapter

from publisher.channels.base import Surroundings
from publisher.channels.in_time import InTime
from publisher.channels.instagram_transport import ConfigureOnce, Limited, ToEndpoint, within
from publisher.channels.scrub import scrubbed

HOST = "https://graph.instagram.com"
VERSION = "v25.0"

Answer = dict[str, Any]


class GraphError(Exception):
    """The service answered, and not with what was asked for. `code` is 0 where it named none.

    `said` is what it means for people to read, at most 200 characters, without our secrets.
    """

    def __init__(self, status: int, code: int = 0, subcode: int = 0, said: str = "", passing: bool = False) -> None:
        super().__init__(f"HTTP {status}, code {code}/{subcode}")
        self.status = status
        self.code = code
        self.subcode = subcode
        self.said = said
        self.passing = passing


class Graph:
    """One account's conversation with the service. Raises GraphError and requests.RequestException.

    `secret`: what else of the account no error may repeat.
    """

    def __init__(
        self, token: str, around: Surroundings, seconds: float = 0, secret: Collection[str] = frozenset()
    ) -> None:
        seconds = seconds or around.timeout_seconds
        limits = within(seconds)
        self._token = token
        self._secret = {token, *secret}
        make = partial(_adapter, around.endpoint)
        self._once = ConfigureOnce(make, limits)
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy or a netrc from the environment must not slip in
        self._session.verify = around.ca_file or True
        for prefix in ("https://", "http://"):
            self._session.mount(prefix, Limited(make(), limits))

    @property
    def may_have_left(self) -> bool:
        """Whether any byte of the last `post_once` can have reached the service."""
        return self._once.may_have_left

    def get(self, path: str, **query: str) -> Answer:
        """Ask."""
        return self._asked("GET", f"{HOST}/{VERSION}/{path}", params=query)

    def post(self, path: str, **fields: str) -> Answer:
        """Make something that nobody sees."""
        return self._asked("POST", f"{HOST}/{VERSION}/{path}", data=fields)

    def post_once(self, path: str, **fields: str) -> Answer:
        """Make something visible: over a connection of its own, one request, whatever happens to it."""
        address = f"{HOST}/{VERSION}/{path}"
        self._session.mount(address, self._once)
        self._once.arm()
        return self._asked("POST", address, data=fields)

    def renewed(self) -> Answer:
        """A new long-lived token for this one. The service takes it in the query only, so no error may print that."""
        query = {"grant_type": "ig_refresh_token", "access_token": self._token}
        return self._asked("GET", f"{HOST}/refresh_access_token", params=query)

    def _asked(self, method: str, address: str, **what: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}"}
        response = self._session.request(method, address, headers=headers, allow_redirects=False, **what)
        try:
            answer = response.json()
        except ValueError:
            raise GraphError(response.status_code) from None
        if not isinstance(answer, dict):
            raise GraphError(response.status_code)
        if "error" in answer or response.status_code != HTTPStatus.OK:
            raise _error(response.status_code, answer.get("error"), self._secret)
        return answer


def _adapter(endpoint: str) -> BaseAdapter:
    return ToEndpoint(endpoint, InTime()) if endpoint else InTime()


def _error(status: int, told: object, secret: Collection[str]) -> GraphError:
    if not isinstance(told, Mapping):
        return GraphError(status)
    words = told.get("error_user_msg") or told.get("message")
    plain = scrubbed(" ".join(words.split()), secret) if isinstance(words, str) else ""
    fit = len(plain) <= 200 and not set(plain) & set("{}<>")
    return GraphError(
        status,
        _number(told.get("code")),
        _number(told.get("error_subcode")),
        plain if fit else "",
        told.get("is_transient") is True,
    )


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
