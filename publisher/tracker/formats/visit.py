"""All requests of one read: one deadline, one limit of bytes, one guard."""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from publisher.net import Answer, NetError, get, next_hop, split
from publisher.tracker.formats.base import Asked, Unreachable
from publisher.tracker.values import Reading, SourceSpec

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class Visit:
    """What a format has at hand while it reads. `seconds` is what its reads take at most."""

    def __init__(
        self,
        spec: SourceSpec,
        asked: Asked,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        hosts: tuple[str, ...] = (),
    ) -> None:
        self.asked = asked
        self.location = spec.address
        self.started = time.monotonic()
        self.ends = self.started + (asked.limits.seconds or seconds)
        self.left_bytes = asked.limits.max_bytes
        self.headers = dict(headers or {})
        # A secret goes to the host that it was given for, and to no other.
        self.hosts = () if "Authorization" in self.headers else (*spec.allowed_hosts, *hosts)

    @property
    def by_http(self) -> bool:
        """True for an address; false for a file."""
        return self.location.lower().startswith(("http://", "https://"))

    def document(self) -> Answer:
        """The location itself, from a file or over HTTP: 304 if it says that it has not changed since last time."""
        if not self.by_http:
            return self._file()
        since = {"If-None-Match": self.asked.etag, "If-Modified-Since": self.asked.last_modified}
        return self.get(self.location, {name: value for name, value in since.items() if value})

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One page, or 304 if `headers` ask for that. Raises Unreachable for any other status."""
        answer = self.ask(url, headers)
        return answer if answer.status == 304 and headers else self.accepted(answer)

    def accepted(self, answer: Answer) -> Answer:
        """The answer, if its status is 200. Raises Unreachable that says what to do about another."""
        if answer.status == 200:
            return answer
        raise Unreachable(f"Expected the tracker, came the HTTP status {answer.status}: {self._advice(answer.status)}.")

    def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One answer of any status. Raises Unreachable."""
        sent = {"Accept": "text/csv, application/json;q=0.9, */*;q=0.1"} | self.headers | dict(headers or {})
        try:
            self._careful(url)
            answer = get(url, self.asked.guard, sent, self.left_bytes, self._left(), self.hosts)
        except NetError as error:
            raise Unreachable(str(error)) from error
        self.left_bytes -= len(answer.body)
        return answer

    def follow(self, url: str, link: str) -> str:
        """The address of a link that stood in the page at `url`. Raises Unreachable if it leads to another host."""
        try:
            return next_hop(url, link, (split(self.location)[1], *self.hosts), "links")
        except NetError as error:
            raise Unreachable(str(error)) from error

    def wait(self, seconds: float, why: str) -> None:
        """Sleeps. Raises Unreachable with `why` at once if the time does not suffice."""
        if time.monotonic() + seconds >= self.ends:
            raise Unreachable(f"{why}: wait, it is tried again at the next poll.")
        self.asked.sleep(seconds)

    def reading(self, pages: Sequence[bytes], first: Answer, *, whole: bool = True) -> Reading:
        """What was read. `whole`: the one answer `first` is all, so that its ETag speaks for everything."""
        digest = hashlib.sha256()
        for page in pages:
            digest.update(page)
        again = first.status == 304
        found = self.asked.sha256 if again else digest.hexdigest()
        before = {"etag": self.asked.etag, "last-modified": self.asked.last_modified} if again else {}
        told = before | dict(first.headers) if whole else {}
        unchanged = again or found == self.asked.sha256
        return Reading(
            unchanged=unchanged,
            pages=() if unchanged else tuple(pages),
            etag=told.get("etag", ""),
            last_modified=told.get("last-modified", ""),
            sha256=found,
            url=first.url,
            seconds=time.monotonic() - self.started,
        )

    def _left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Unreachable("The tracker did not answer in full in the time allowed: try again later.")
        return left

    def _careful(self, url: str) -> None:
        scheme, host, _, _ = split(url)
        if "Authorization" in self.headers and scheme != "https" and host not in _HERE:
            raise Unreachable(f"A secret is not sent to {host} over http, where others can read it: use https.")

    def _advice(self, status: int) -> str:
        if status in (401, 403):
            if "Authorization" in self.headers:
                return "the secret is not accepted, give a new one with `publisher source set NAME --secret @FILE`"
            return "make the address readable without a login"
        if status in (404, 410):
            return "correct the address, nothing is there"
        return "wait, it is tried again at the next poll"

    def _file(self) -> Answer:
        location, most = self.location, self.asked.limits.max_bytes
        if "://" in location and not location.startswith("file://"):
            raise Unreachable("Expected a file, http or https address, came another kind: give one of these.")
        path = Path(unquote(urlsplit(location).path) if location.startswith("file://") else location)
        try:
            # A pipe or a device could block for ever or never end.
            if not path.is_file():
                raise Unreachable(f"There is no file {path}: check the path.")
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size  # asking for the most there may be would reserve it, slowly
                body = file.read(min(size, most) + 1)
        except (OSError, ValueError) as error:
            why = type(error).__name__
            raise Unreachable(f"The file {path} cannot be read ({why}): check its permissions.") from error
        if len(body) > most:
            raise Unreachable(f"The file {path} has more than {most:,} bytes: shorten it or raise the limit.")
        return Answer(200, {}, body, path.absolute().as_uri())


def bearer(secret: str) -> dict[str, str]:
    """The header that shows a token (RFC 6750), if there is one."""
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def with_parameters(url: str, **parameters: object) -> str:
    """`url` with these parameters in its query in place of others of their names."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    query = urlencode([*kept, *((name, str(value)) for name, value in parameters.items())])
    return urlunsplit(parts._replace(query=query))


def parameters(url: str) -> dict[str, str]:
    """The parameters in the query of `url`."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
