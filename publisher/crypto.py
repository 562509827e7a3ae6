"""Secrets at rest: sealed with Fernet, keys rotated by putting a new one first. And tokens that are nowhere at rest.

`PUBLISHER_SECRET_KEY` holds one or more words separated by commas. The first seals, all of them open;
after adding a new first word, save every secret once and drop the old word.
"""

import base64
import hashlib
import hmac
import json
import secrets
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


KEY = 16
"""Letters of a token's key, 96 bits; 24 more prove that we made it (144 bits)."""


def new_key() -> str:
    """What a row keeps of its token: without our secret nobody makes the token of it."""
    return secrets.token_urlsafe(KEY * 3 // 4)


def token_of(purpose: str, key: str) -> str:
    """The opaque token of a key, 40 letters that can stand in an address; the same each time."""
    return key + _proof(settings.SECRET_WORDS[0], purpose, key)


def key_in(purpose: str, token: str) -> str:
    """The key of a token that we made for that purpose, under any of our words; empty for every other text."""
    key, proof = token[:KEY], token[KEY:].encode()
    ours = (_proof(word, purpose, key).encode() for word in settings.SECRET_WORDS)
    return key if any(hmac.compare_digest(proof, one) for one in ours) else ""


def _proof(word: str, purpose: str, key: str) -> str:
    whole = hmac.digest(word.encode(), f"publisher/{purpose}/{key}".encode(), "sha256")
    return base64.urlsafe_b64encode(whole[:18]).decode()
