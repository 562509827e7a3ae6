"""Secrets at rest: sealed with Fernet, keys rotated by putting a new one first.

`PUBLISHER_SECRET_KEY` holds one or more words separated by commas. The first seals, all of them open;
after adding a new first word, save every secret once and drop the old word.
"""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """A stored secret cannot be opened with the keys at hand."""


@lru_cache(maxsize=8)
def _box(words: tuple[str, ...]) -> MultiFernet:
    # Fernet wants 32 bytes; the words are long and random (made by us), so a plain hash is a sound derivation.
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"publisher/secrets/" + word.encode()).digest()))
            for word in words
        ]
    )


def seal(value: dict[str, Any]) -> str:
    """`value` as JSON, sealed; the same value gives another text each time."""
    return _box(tuple(settings.SECRET_WORDS)).encrypt(json.dumps(value).encode()).decode()


def unseal(text: str) -> dict[str, Any]:
    """The value that `seal` was given. Empty text is an empty value. Raises `SealBroken`."""
    if not text:
        return {}
    try:
        value = json.loads(_box(tuple(settings.SECRET_WORDS)).decrypt(text.encode()))
    except (InvalidToken, ValueError) as cause:
        raise SealBroken(
            "A stored secret does not open with PUBLISHER_SECRET_KEY; "
            "put the former key behind the new one (new,old) or connect the account again."
        ) from cause
    assert isinstance(value, dict)
    return value
