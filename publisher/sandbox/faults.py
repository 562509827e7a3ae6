"""Faults on request: what goes wrong, for which paths, how often."""

import json
import random
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CONNECTION = frozenset({"drop", "reset", "truncate", "hang", "delay", "drip", "h2_reset", "h2_refused", "h2_goaway"})
"""Faults of the connection itself: closed, reset, broken off half-way, silent, late, and one on which the answer comes
byte by byte, over `seconds`, and never its last; and those of HTTP/2 alone: the stream is reset or refused, or the
connection told to go away. On HTTP/1.1 these three are a closed connection."""

_FEEDBACK = {
    "message": "feedback_required",
    "spam": True,
    "feedback_title": "Try again later",
    "feedback_message": "We limit how often you can do certain things on Instagram.",
    "status": "fail",
}
_CHALLENGE = {
    "message": "challenge_required",
    "challenge": {"url": "https://i.instagram.com/challenge/", "api_path": "/challenge/", "native_flow": True},
    "status": "fail",
}
_LEGACY = {"url": "https://i.instagram.com/challenge/17/abc/", "api_path": "/challenge/17/abc/"}
_SUSPENDED = {"url": "https://www.instagram.com/accounts/suspended/", "api_path": ""}
_IP_BLOCK = "The username you entered doesn't appear to belong to an account."
_REUPLOAD = {"message": "media_needs_reupload", "error_title": "bad image input", "status": "ok"}
_WAIT = {"message": "Please wait a few minutes before you try again.", "status": "fail"}

ANSWERS: dict[str, tuple[int, Any]] = {
    "empty_json": (200, {}),
    "empty": (200, ""),
    "no_media": (200, {"status": "ok"}),
    "no_posts": (200, {"data": []}),
    "bad_media": (200, {"media": {"code": "Cbad"}, "status": "ok"}),
    "media_needs_reupload": (200, _REUPLOAD),
    "transcode_202": (202, {"message": "Transcode not finished yet.", "status": "fail"}),
    "html_200": (200, "<!DOCTYPE html><title>Instagram</title>"),
    "spam_fail_200": (200, {"message": "", "spam": True, "status": "fail"}),
    "feedback_required": (400, _FEEDBACK),
    "challenge_required": (400, _CHALLENGE),
    "challenge_legacy": (400, {"message": "challenge_required", "challenge": _LEGACY, "status": "fail"}),
    "suspended": (400, {"message": "challenge_required", "challenge": _SUSPENDED, "status": "fail"}),
    "bad_request": (400, {"message": "", "status": "fail"}),
    "ip_block": (400, {"message": _IP_BLOCK, "status": "fail"}),
    "checkpoint_required": (400, {"message": "checkpoint_required", "status": "fail"}),
    "consent_required": (400, {"message": "consent_required", "status": "fail"}),
    "login_required": (403, {"message": "login_required", "logout_reason": 2, "status": "fail"}),
    "please_wait": (429, _WAIT),
    "please_wait_401": (401, _WAIT),
    "rate_limit_error": (400, {"message": "", "error_type": "rate_limit_error", "status": "fail"}),
    "sentry_block": (400, {"message": "", "error_type": "sentry_block", "status": "fail"}),
    "needs_upgrade": (400, {"message": "", "error_type": "needs_upgrade", "status": "fail"}),
    "masked_challenge": (404, "Not Found"),
    "media_unavailable": (400, {"message": "Media not found or unavailable", "status": "fail"}),
}
"""What is answered instead, by kind of fault. `http_NNN` answers that status with an empty JSON object, `graph_CODE`
and `graph_CODE_SUBCODE` an error of the official API with those numbers, the code perhaps below zero. `status_WORD` is
for its containers: the status says that word, whatever has become of them."""

_GRAPH = re.compile(r"graph_(-?\d{1,6})(?:_(\d{1,8}))?")
_STATUS = re.compile(r"status_(FINISHED|IN_PROGRESS|PUBLISHED|ERROR|EXPIRED)")


@dataclass(slots=True)
class Fault:
    """One rule. A kind that ends in `_after` lets the request take effect before it goes wrong.

    `meanwhile` is what a person posts from the phone in that moment, empty for nothing; `by` on which account, empty
    for every one. `words` is what the answer says for people to read, in place of its own.
    """

    match: str
    kind: str
    times: int | None
    probability: float
    seconds: float
    meanwhile: str = ""
    by: str = ""
    words: str = ""

    @property
    def after(self) -> bool:
        """Whether the request takes effect first; one that is answered late does."""
        return self.kind.endswith("_after") or self.kind == "delay"

    @property
    def what(self) -> str:
        """The kind without `_after`."""
        return self.kind.removesuffix("_after")

    def answer(self) -> tuple[int, bytes]:
        """Status and body sent instead of the real answer."""
        if told := _GRAPH.fullmatch(self.what):
            words = (self.words,) if self.words else ()
            return 400, json.dumps(graph_error(int(told[1]), int(told[2] or 0), *words)).encode()
        if said := _STATUS.fullmatch(self.what):
            return 200, json.dumps({"id": "0", "status_code": said[1], "status": said[1].title()}).encode()
        status, body = ANSWERS.get(self.what) or (int(self.what.removeprefix("http_")), {})
        if self.words and isinstance(body, dict):
            body = body | {"feedback_message" if "feedback_message" in body else "message": self.words}
        return status, body.encode() if isinstance(body, str) else json.dumps(body).encode()


class Faults:
    """The rules in force, in the order in which they came; safe to use from many threads.

    `struck` counts by kind how often each has struck since the start.
    """

    def __init__(self) -> None:
        self.struck: Counter[str] = Counter()
        self._rules: list[Fault] = []
        self._lock = threading.Lock()
        self._random = random.Random()  # noqa: S311  # chance, not secrets

    def add(self, spec: Mapping[str, Any]) -> None:
        """Add a rule: match (part of the path), kind, times or probability, seconds for `hang`, `delay` and `drip`,
        meanwhile, by, words, seed. Raises ValueError that says what is wrong with it.
        """
        rule = _rule(spec)
        with self._lock:
            if "seed" in spec:
                self._random = random.Random(spec["seed"])  # noqa: S311
            self._rules.append(rule)

    def clear(self) -> None:
        """Remove every rule."""
        with self._lock:
            self._rules.clear()

    def take(self, path: str) -> Fault | None:
        """The fault that strikes this request, counted down; None mostly."""
        with self._lock:
            for rule in self._rules:
                if rule.times == 0 or rule.match not in path or self._random.random() >= rule.probability:
                    continue
                if rule.times is not None:
                    rule.times -= 1
                self.struck[rule.kind] += 1
                return rule
        return None


def graph_error(code: int, subcode: int = 0, message: str = "It did not work.") -> dict[str, Any]:
    """An error as the official API writes it."""
    numbers = {"code": code} | ({"error_subcode": subcode} if subcode else {})
    return {"error": {"message": message, "type": "OAuthException", "fbtrace_id": "Asandbox", **numbers}}


def _rule(spec: Mapping[str, Any]) -> Fault:
    kind = str(spec.get("kind", ""))
    what = kind.removesuffix("_after")
    patterned = re.fullmatch(r"http_[1-5]\d\d", what) or _GRAPH.fullmatch(what) or _STATUS.fullmatch(what)
    if what not in CONNECTION and what not in ANSWERS and not patterned:
        known = ", ".join(sorted({*CONNECTION, *ANSWERS, "http_NNN", "graph_CODE_SUBCODE", "status_WORD"}))
        raise ValueError(f"There is no fault {kind!r}. Known, each also with _after: {known}.")
    probability = float(spec.get("probability", 1))
    if not 0 <= probability <= 1:
        raise ValueError("A probability lies between 0 and 1.")
    times = spec.get("times", None if "probability" in spec else 1)
    return Fault(
        match=str(spec.get("match", "")),
        kind=kind,
        times=None if times is None else int(times),
        probability=probability,
        seconds=float(spec.get("seconds", 30)),
        meanwhile=str(spec.get("meanwhile", "")),
        by=str(spec.get("by", "")),
        words=str(spec.get("words", "")),
    )
