"""Keys to sign with, and a reader of signatures that is not ours."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dkim as reader

from publisher.newsletter import dkim_keys


def made(folder: Path, settings: Any, **kinds: str) -> None:
    """Signing is on, with a new key for each selector: `made(tmp_path, settings, ed="ed25519", rsa="rsa")`."""
    for selector, kind in kinds.items():
        (folder / f"{selector}.pem").write_bytes(_pem(kind))
    settings.DKIM_KEYS = " ".join(f"{selector}={folder / selector}.pem" for selector in kinds)


@cache
def _pem(kind: str) -> bytes:
    """One key of each kind for a run: to make one of RSA takes half a second."""
    with TemporaryDirectory() as folder:
        dkim_keys.make(Path(folder) / "new.pem", kind)
        return (Path(folder) / "new.pem").read_bytes()


def published() -> dict[str, str]:
    """The records that our keys need, by the name they stand under."""
    return {f"{key.selector}._domainkey.{dkim_keys.domain()}": key.record() for key in dkim_keys.configured()}


def verdicts(message: bytes, records: Mapping[str, str]) -> list[bool]:
    """What dkimpy says of each signature of a message."""

    def ask(name: Any, timeout: int = 5) -> bytes | None:
        found = records.get((name.decode() if isinstance(name, bytes) else name).rstrip("."))
        return found.encode() if found else None

    number = message.lower().count(b"dkim-signature:")
    said = []
    for index in range(number):
        try:
            said.append(reader.DKIM(message).verify(index, dnsfunc=ask))
        except reader.DKIMException:
            said.append(False)
    return said
