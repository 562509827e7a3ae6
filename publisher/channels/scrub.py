"""What a service says is shown, mailed, logged and kept in the trail: without what it repeats of our secrets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from html.entities import codepoint2name
from typing import Any
from urllib.parse import unquote

HIDDEN = "…"
_SHORTEST = 6
"""No service takes a shorter password; hiding less would tear words apart."""
_OPEN = frozenset(
    {"shown_as", "username", "user_id", "ds_user_id", "asked_at", "ends_at", "user_agent", "device_settings", "locale"}
)
"""Parts of a session that are no secrets."""

_SHAPES = re.compile(
    r"\bBearer\s+\S+"
    r"|\bIGT:\d+:\S+"
    r"|#PWD_\w+:\S+"
    r"|\b(?:IG[A-Z]{2}|EA[A-Z]{1,2})[\w-]{16,}"  # tokens of Meta
    r"|\b\d{6,}(?:%3A|:)\w{8,}\S*"  # a session id of Instagram
    r"|[\w%+=-]{60,}"  # no word and no code is so long
)
_QUOTE = r"(?:\\*(?:\"|'|&quot;|&#x27;|&#39;|%22|%27))"
_NAMED = re.compile(
    r"(?P<name>\b[\w-]*(?:token|password|passwd|sessionid|session_id|api[_-]?key|secret))"
    rf"(?P<is>{_QUOTE}?\s*(?:=|:(?!//)|%3D|%3A)\s*)"
    rf"(?:(?P<quote>{_QUOTE})(?:(?!(?P=quote)).)+|[^\s&,;'\"“”…]+)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\b(authorization\s*[:=]\s*)(?:(?:Bearer|Basic|Digest|Token)\s+)?[^\s,;'\"…]+", re.IGNORECASE)
_SEED = re.compile(r"[A-Z2-7\s]{16,}", re.IGNORECASE)


def scrubbed(text: str, known: Iterable[str] = ()) -> str:
    """The text without these secrets, however an address, a form, HTML or JSON writes them, and without what looks
    like one."""
    for one in sorted({one for one in known if len(one) >= _SHORTEST}, key=len, reverse=True):
        text = _written(one).sub(HIDDEN, text)
    text = _HEADER.sub(rf"\1{HIDDEN}", text)
    return _NAMED.sub(_without, _SHAPES.sub(HIDDEN, text))


def _without(found: re.Match[str]) -> str:
    return f"{found['name']}{found['is']}{found['quote'] or ''}{HIDDEN}"


def _written(secret: str) -> re.Pattern[str]:
    """Finds it in every way of writing it, also mixed. The key of a two-factor app: with its spaces or without."""
    plain = unquote(secret)
    seed = _SEED.fullmatch(secret) is not None
    ways = {"".join(map(_character, one)) for one in (secret, plain)}
    if seed:
        ways = {rf"(?:\s|{_character(' ')})*".join(map(_character, "".join(secret.split())))}
    return re.compile("|".join(sorted(ways, key=len, reverse=True)), re.IGNORECASE if seed else 0)


@lru_cache(maxsize=4096)
def _character(one: str) -> str:
    """One character as it is, or as an address (RFC 3986), a form, HTML or JSON (RFC 8259) writes it, also twice."""
    units = one.encode("utf-16-be")
    ways = [
        re.escape(one),
        "(?i:" + "".join(f"%(?:25)*{byte:02x}" for byte in one.encode()) + ")",
        f"(?i:&(?:amp;)*#(?:0*{ord(one)}|x0*{ord(one):x});)",
        "(?i:" + r"\\+".join(f"u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)) + ")",
    ]
    if name := codepoint2name.get(ord(one)):
        ways.append(f"&(?:amp;)*{name};")
    if one == " ":
        ways.append(r"(?:\+|(?i:%(?:25)*2b))")
    if one == "\\":
        return rf"(?:\\+|{'|'.join(ways[1:])})"
    return rf"\\*(?:{'|'.join(ways)})"


def secret_words(secrets: Any, session: Mapping[str, Any] | None) -> set[str]:
    """Everything secret of an account: the fields of its `Secrets` that are not shown, and what its session holds."""
    hidden = [getattr(secrets, one.name) for one in fields(secrets) if one.metadata.get("secret") is not False]
    return {str(one).strip() for one in hidden} | set(_leaves(session or {}))


def _leaves(found: Any) -> Iterable[str]:
    if isinstance(found, Mapping):
        for name, value in found.items():
            if name not in _OPEN:
                yield from _leaves(value)
    elif isinstance(found, str) and len(found) >= _SHORTEST + 2:
        yield found
