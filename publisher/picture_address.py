"""Addresses of approved pictures that nobody can guess, for services that fetch by themselves.

`/i/TOKEN.jpg`: the token is the picture's SHA-256 and an HMAC over it with the installation's key, in base64. So no
table is needed, and whoever knows a picture's hash cannot make its address. One is only made for an approved delivery.
"""

import base64
import binascii
import hashlib
import hmac

from django.conf import settings

_HASH_BYTES, _SEAL_BYTES = 32, 16


def address_of(sha256: str) -> str:
    """Where the picture of that hash can be fetched from everywhere."""
    digest = bytes.fromhex(sha256)
    token = base64.urlsafe_b64encode(digest + _seal(digest, settings.SECRET_WORDS[0])).decode()
    return f"{settings.BASE_URL}/i/{token}.jpg"


def sha256_of(token: str) -> str | None:
    """The hash that a token was made for, with any of the keys at hand; None for a token that we did not make."""
    try:
        whole = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    digest, seal = whole[:_HASH_BYTES], whole[_HASH_BYTES:]
    made = [hmac.compare_digest(seal, _seal(digest, word)) for word in settings.SECRET_WORDS]
    return digest.hex() if any(made) and len(digest) == _HASH_BYTES else None


def _seal(digest: bytes, word: str) -> bytes:
    return hmac.digest(b"publisher/picture/" + word.encode(), digest, hashlib.sha256)[:_SEAL_BYTES]
