"""The keys that we sign mail with: read from PEM files, and the DNS record that each needs."""

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from publisher.errors import Refusal
from publisher.newsletter import sender

LEAST_BITS = 2048
"""RFC 8301, 3.2, asks it of who signs."""
_SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Key:
    """One private key and the selector that its public half stands under."""

    selector: str
    private: Ed25519PrivateKey | RSAPrivateKey = field(repr=False)

    @property
    def kind(self) -> str:
        """`ed25519` or `rsa`, as the record and the signature call it."""
        return "ed25519" if isinstance(self.private, Ed25519PrivateKey) else "rsa"

    def sign(self, data: bytes) -> bytes:
        """The signature of `data`. RFC 8463, 3: Ed25519 signs its SHA-256, and not the data."""
        if isinstance(self.private, Ed25519PrivateKey):
            digest = hashes.Hash(SHA256())
            digest.update(data)
            return self.private.sign(digest.finalize())
        return self.private.sign(data, PKCS1v15(), SHA256())

    def public(self) -> str:
        """The public half as `p=` holds it: of Ed25519 the bare 32 bytes (RFC 8463, 4.2), else the DER form."""
        if isinstance(self.private, Ed25519PrivateKey):
            raw = self.private.public_key().public_bytes_raw()
        else:
            raw = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(raw).decode()

    def record(self) -> str:
        """The TXT record (RFC 6376, 3.6.1)."""
        return f"v=DKIM1; k={self.kind}; p={self.public()}"


def domain() -> str:
    """The domain that signs: ours, or one above it. Raises `Refusal`, since another's signature would not count."""
    signing = settings.DKIM_DOMAIN.lower().rstrip(".") or sender.domain()
    if sender.domain() != signing and not sender.domain().endswith(f".{signing}"):
        raise Refusal(f"PUBLISHER_DKIM_DOMAIN is {signing}; it has to be {sender.domain()} or a domain above it.")
    return signing


def configured() -> tuple[Key, ...]:
    """The keys of `PUBLISHER_DKIM_KEYS`, read anew each time; none where it is empty. Raises `Refusal`."""
    found: dict[str, Key] = {}
    for part in settings.DKIM_KEYS.split():
        selector, equals, path = part.partition("=")
        if not equals or not path or selector in found:
            raise Refusal("PUBLISHER_DKIM_KEYS is SELECTOR=FILE, several apart by spaces, each selector once.")
        found[selector] = read(selector, Path(path))
    return tuple(found.values())


def read(selector: str, path: Path) -> Key:
    """The key in a file, under this selector. Raises `Refusal`."""
    return Key(selector_of(selector), _private(path))


def selector_of(text: str) -> str:
    """The text, if it can be a selector. Raises `Refusal`."""
    if not _SELECTOR.fullmatch(text):
        raise Refusal(f"{text!r} is no selector: letters, digits and hyphens, such as news2026.")
    return text


def make(path: Path, kind: str) -> None:
    """Writes a new private key that its owner alone may read. Raises `FileExistsError` instead of replacing one."""
    private = Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(65537, LEAST_BITS)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _private(path: Path) -> Ed25519PrivateKey | RSAPrivateKey:
    """The key in a file. What it raises says nothing of what stands there."""
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as cause:
        raise Refusal(f"The DKIM key {path} cannot be read: {cause.strerror}.") from cause
    except TypeError as cause:
        raise Refusal(f"The DKIM key {path} has a passphrase; write it without one, for our eyes alone.") from cause
    except (ValueError, UnsupportedAlgorithm):
        raise Refusal(f"{path} is no private key in PEM; `publisher newsletter dkim-key --make` writes one.") from None
    if isinstance(private, RSAPrivateKey) and private.key_size < LEAST_BITS:
        raise Refusal(f"The DKIM key {path} has {private.key_size} bits; make one of {LEAST_BITS}, or an Ed25519 key.")
    if not isinstance(private, Ed25519PrivateKey | RSAPrivateKey):
        raise Refusal(f"The DKIM key {path} is neither RSA nor Ed25519; those two are what receivers know.")
    return private
