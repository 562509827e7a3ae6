"""What a service says is shown, mailed, logged and kept in the trail: without what it repeats of our secrets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import quote, unquote

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
_NAMED = re.compile(
    r"\b(\w*(?:token|password|sessionid|session_id|authorization|api_?key|secret))(['\"]?\s*=\s*['\"]?)[^\s&,;'\"“”]+",
    re.IGNORECASE,
)


def scrubbed(text: str, known: Iterable[str] = ()) -> str:
    """The text without these secrets, as they are or quoted for an address, and without what looks like one."""
    ways = {way for one in known if len(one) >= _SHORTEST for way in (one, quote(one, safe=""), unquote(one))}
    for way in sorted(ways, key=len, reverse=True):
        text = text.replace(way, HIDDEN)
    return _NAMED.sub(rf"\1\2{HIDDEN}", _SHAPES.sub(HIDDEN, text))


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
