"""Opening an address: is something there, and what is it?"""

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue

from publisher.net import Answer, Blocked, Guard, NetError, UnknownHost, get, split
from publisher.proof.pages import read_page

MOST_BYTES = 5_000_000
SECONDS = 15.0
AT_ONCE = 8
_GONE = frozenset({404, 410})
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,30}/[a-z0-9.+-]{1,32}")
_ASKS = {
    401: "It asks for a log-in (401).",
    403: "It does not let us in (403).",
    429: "It was asked too often and lets nobody in for a while (429).",
    451: "It may not be shown here (451).",
}


class Verdict(StrEnum):
    """`there`: a page came. `gone`: nothing is there, says whoever must know. `unsure`: we cannot tell."""

    THERE = "there"
    GONE = "gone"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. `sentence` says why it is not `there`; `body` is what to keep when it is."""

    verdict: Verdict
    sentence: str = ""
    status: int | None = None
    url: str = ""
    title: str = ""
    content_type: str = ""
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The content type without its parameters; of bytes that we know nothing of when it is none."""
        kind = self.content_type.partition(";")[0].strip().lower()
        return kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"


def look(url: str, guard: Guard, *, seconds: float = SECONDS) -> Seen:
    """Opens `url`, redirects to any public host included. Raises nothing: what goes wrong is `unsure`.

    Only 404, 410 and a name that does not exist are `gone`: everything else may be a site that dislikes programs.
    """
    try:
        answer = get(url, guard, max_bytes=MOST_BYTES, seconds=seconds, allowed_hosts=("*",))
    except UnknownHost as cause:
        if cause.host == split(url)[1]:
            return Seen(Verdict.GONE, f"There is no host {cause.host}.")
        return Seen(Verdict.UNSURE, str(cause))
    except Blocked as cause:
        return Seen(Verdict.UNSURE, f"It must not be opened. {cause}")
    except NetError as cause:
        return Seen(Verdict.UNSURE, str(cause))
    return judged(url, answer)


def judged(url: str, answer: Answer) -> Seen:
    """What an answer says of the address."""
    if answer.status in _GONE:
        return Seen(Verdict.GONE, f"Nothing is there any more ({answer.status}).", answer.status, answer.url)
    if not 200 <= answer.status < 300:
        said = _ASKS.get(answer.status, f"It answers with an error ({answer.status}).")
        return Seen(Verdict.UNSURE, said, answer.status, answer.url)
    kind = answer.headers.get("content-type", "")
    page = read_page(answer.body, kind, url, answer.url)
    if page.doubt:
        return Seen(Verdict.UNSURE, page.doubt, answer.status, answer.url, page.title)
    return Seen(Verdict.THERE, "", answer.status, answer.url, page.title, kind, answer.body)


def look_at_all(urls: Iterable[str], guard: Guard, *, seconds: float) -> dict[str, Seen]:
    """Several at once, done within `seconds` whatever hangs. One that was not begun in that time is left out.

    The threads are left to themselves then: even a name server that never answers keeps nobody waiting.
    """
    left: SimpleQueue[str] = SimpleQueue()
    for url in dict.fromkeys(urls):
        left.put(url)
    ends = time.monotonic() + seconds
    begun: set[str] = set()
    found: dict[str, Seen] = {}
    threads = [
        threading.Thread(target=_work, args=(left, begun, found, guard, ends), daemon=True) for _ in range(AT_ONCE)
    ]
    for thread in threads[: left.qsize()]:
        thread.start()
    for thread in threads:
        if thread.ident:
            thread.join(max(0.0, ends - time.monotonic()))
    late = Seen(Verdict.UNSURE, "It did not answer in the time allowed.")
    return {url: found.get(url, late) for url in list(begun)}


def _work(left: SimpleQueue[str], begun: set[str], found: dict[str, Seen], guard: Guard, ends: float) -> None:
    while (seconds := ends - time.monotonic()) > 0:
        try:
            url = left.get_nowait()
        except Empty:
            return
        begun.add(url)
        found[url] = look(url, guard, seconds=min(seconds, SECONDS))
