"""How instagrapi's requests travel: always with a time limit, and a post exactly once.

instagrapi 3.2 passes no time limits, sleeps a minute and resends on 408, resends after a truncated
answer, and its libcurl silently resends on a pooled connection that is reset. The adapters here are
mounted in front of that, so that none of it can make a second post.
"""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from publisher.channels.in_time import AnswerLost, read_whole

CONFIGURE = "https://i.instagram.com/api/v1/media/configure"
"""Prefix of the requests that make something visible: /configure/, /configure_sidecar/ and /configure_to_story/."""

MEDIA = "https://i.instagram.com/api/v1/media/"
"""Prefix of the requests about one post; of those, a comment makes something visible that may not be said twice."""

_LOG_IN = re.compile(r"send_login_request|/accounts/login/")
_COMMENT = re.compile(r"/media/[^/]+/comment/(\?|$)")

Limits = tuple[float, float]
"""Seconds to connect, and seconds of silence; together the most that a request with its whole answer takes."""

_CONNECT_SECONDS = 10.0

_CURL_NEVER_CONNECTED = {5, 6, 7}  # CURLE_COULDNT_RESOLVE_PROXY, _RESOLVE_HOST, _CONNECT
_URLLIB3_NEVER_CONNECTED = {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


def within(seconds: float) -> Limits:
    """The limits of a request that takes so many seconds at most."""
    connect = min(_CONNECT_SECONDS, seconds / 3)
    return connect, seconds - connect


class Limited(BaseAdapter):
    """Gives each request a time limit and reads the answer whole; what is no whole answer is AnswerLost."""

    def __init__(self, inner: BaseAdapter, limits: Limits) -> None:
        super().__init__()
        self._inner = inner
        self._limits = limits

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """As requests does; raises AnswerLost on a truncated answer and on 408."""
        response = self._inner.send(request, stream, timeout or self._limits, verify, cert, proxies)
        read_whole(response, request)
        if response.status_code == requests.codes.request_timeout:
            raise AnswerLost(f"no answer came (HTTP {response.status_code})", request=request)
        return response

    def close(self) -> None:
        """Close the pooled connections."""
        self._inner.close()


class ConfigureOnce(BaseAdapter):
    """Lets one request through per `arm()`, on a connection of its own.

    `may_have_left` says afterwards whether any byte of it can have reached the service.
    """

    def __init__(self, make: Callable[[], BaseAdapter], limits: Limits) -> None:
        super().__init__()
        self._make = make
        self._limits = limits
        self._armed = False
        self.may_have_left = False

    def arm(self) -> None:
        """Allow the next request, and only that."""
        self._armed = True
        self.may_have_left = False

    def disarm(self) -> None:
        """Allow nothing more, also if nothing was sent."""
        self._armed = False

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it if armed. Raises AnswerLost on a second request and on an empty or redirected answer."""
        if not self._armed:
            raise AnswerLost("a second request for the same post was stopped", request=request)
        self._armed = False
        self.may_have_left = True
        adapter = Limited(self._make(), self._limits)
        try:
            response = adapter.send(request, *args, **kwargs)
        except requests.RequestException as error:
            self.may_have_left = not never_connected(error)
            raise
        finally:
            adapter.close()
        if response.is_redirect or not response.content.strip():
            raise AnswerLost(f"the answer was empty (HTTP {response.status_code})", request=request)
        return response

    def close(self) -> None:
        """Nothing to close: each request closes its own connection."""


class PasswordOnce(BaseAdapter):
    """Lets the password out once per `arm()`, and ends a log-in that takes too long.

    instagrapi sends a refused password up to three times, which is how accounts are locked. `sent` says whether any
    byte of it can have reached the service since it was armed.
    """

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner
        self._armed = False
        self._until: float | None = None
        self.sent = False

    def arm(self, seconds: float) -> None:
        """Allow one password, and `seconds` for all requests of the log-in together."""
        self._armed, self.sent = True, False
        self._until = time.monotonic() + seconds

    def disarm(self) -> None:
        """Allow no password; what else is asked has its own time limit again."""
        self._armed, self._until = False, None

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """As the inner adapter; `timeout` is a pair. Raises AnswerLost on a second password and when time is over."""
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise AnswerLost("the log-in took too long", request=request)
            timeout = tuple(min(limit, left) for limit in timeout)
        if not _LOG_IN.search(str(request.url)):
            return self._inner.send(request, stream, timeout, verify, cert, proxies)
        if not self._armed:
            raise AnswerLost("the password was not sent a second time", request=request)
        self._armed, self.sent = False, True
        try:
            return self._inner.send(request, stream, timeout, verify, cert, proxies)
        except requests.RequestException as error:
            self.sent = not never_connected(error)
            raise

    def close(self) -> None:
        """Close the pooled connections."""
        self._inner.close()


class CommentsGuarded(BaseAdapter):
    """Sends a comment through the gate, and every other request about a post the common way."""

    def __init__(self, once: ConfigureOnce, common: BaseAdapter) -> None:
        super().__init__()
        self._once = once
        self._common = common

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As the adapter that it chooses."""
        way = self._once if _COMMENT.search(str(request.url)) else self._common
        return way.send(request, *args, **kwargs)

    def close(self) -> None:
        """Close the pooled connections of the common way."""
        self._common.close()


class ToEndpoint(BaseAdapter):
    """Sends everything to a loopback stand-in: path and query unchanged, the host in X-Original-Host."""

    def __init__(self, endpoint: str, inner: BaseAdapter | None = None) -> None:
        super().__init__()
        self._endpoint = endpoint.rstrip("/")
        self._inner = inner or HTTPAdapter(max_retries=0)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As the adapter within; the caller sees the answer as if it came from the original address."""
        parts = urlsplit(str(request.url))
        turned = request.copy()
        turned.url = str(request.url).replace(f"{parts.scheme}://{parts.netloc}", self._endpoint, 1)
        turned.headers["X-Original-Host"] = parts.netloc
        turned.headers.pop("Host", None)  # instagrapi sets it; the stand-in has its own
        response = self._inner.send(turned, *args, **kwargs)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Close the pooled connections."""
        self._inner.close()


def never_connected(error: BaseException) -> bool:
    """Whether this failure proves that no connection was made, hence that nothing was sent."""
    seen: BaseException | None = error
    while seen is not None:
        if getattr(seen, "code", None) in _CURL_NEVER_CONNECTED and "curl" in type(seen).__module__:
            return True
        names = {type(part).__name__ for part in (seen, getattr(seen, "reason", None))}
        names |= {type(getattr(part, "reason", None)).__name__ for part in seen.args}
        if names & _URLLIB3_NEVER_CONNECTED:
            return True
        seen = seen.__cause__
    return False
