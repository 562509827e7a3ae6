"""Pictures and evidence by SHA-256: written before the row that names them, checked before each use."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from publisher.models import StoredFile


class FileLost(Exception):
    """A stored file is missing or is not what it was."""


class Unreadable(FileLost):
    """The storage does not give the file now; it may be there all the same."""


def place(sha256: str) -> str:
    """The name of a file in the storage."""
    return f"{sha256[:2]}/{sha256}"


def keep(data: bytes, media_type: str, **about: Any) -> StoredFile:
    """Stores `data` once, whoever calls first; the row is written after the bytes are there.

    A stored file that is not what its name says (a crash may leave half of one) is written again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    name = place(sha256)
    if not _intact(sha256):
        default_storage.delete(name)
        saved = default_storage.save(name, ContentFile(data))
        if saved != name:  # another process was faster; its bytes are the same by their name
            default_storage.delete(saved)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"media_type": media_type, "size": len(data), **about}
    )
    return row


def read(sha256: str) -> bytes:
    """The bytes of that hash. Raises `FileLost` when they are absent or differ: never use what was not approved.

    `Unreadable` is the kind of it that may pass by itself.
    """
    try:
        with default_storage.open(place(sha256)) as file:
            data: bytes = file.read()
    except FileNotFoundError as cause:
        raise FileLost(
            f"The stored file {sha256[:12]} is missing. Restore it from a backup or render it again."
        ) from cause
    except OSError as cause:
        why = cause.strerror or type(cause).__name__
        raise Unreadable(
            f"The stored file {sha256[:12]} cannot be read ({why}). Check STORAGE_URL and the disk."
        ) from cause
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileLost(f"The stored file {sha256[:12]} is damaged. Restore it from a backup or render it again.")
    return data


def _intact(sha256: str) -> bool:
    try:
        read(sha256)
    except FileLost:
        return False
    return True


def local_path(sha256: str) -> str:
    """Where it can be opened on this machine; empty when the storage is elsewhere."""
    try:
        return default_storage.path(place(sha256))
    except NotImplementedError:
        return ""
