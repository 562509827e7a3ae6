"""Files by their hash: written before they are named, checked before they are used."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from publisher import files
from publisher.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    known = settings.STORAGES["default"]
    here = known | {"OPTIONS": known["OPTIONS"] | {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": here}
    return tmp_path


def test_bytes_are_kept_under_their_hash_and_read_back(storage: Path) -> None:
    row = files.keep(b"evidence", "text/plain")
    assert row.sha256 == hashlib.sha256(b"evidence").hexdigest()
    assert (files.read(row.sha256), row.size) == (b"evidence", 8)
    assert Path(files.local_path(row.sha256)).read_bytes() == b"evidence"


def test_the_same_bytes_are_kept_once(storage: Path) -> None:
    for _ in range(2):
        files.keep(b"evidence", "text/plain")
    assert len([file for file in storage.rglob("*") if file.is_file()]) == StoredFile.objects.count() == 1


@pytest.mark.parametrize("damage", [b"Evidence", b"", b"evidence "])
def test_what_was_changed_is_refused(storage: Path, damage: bytes) -> None:
    row = files.keep(b"evidence", "text/plain")
    path = Path(files.local_path(row.sha256))
    path.unlink()
    path.write_bytes(damage)
    with pytest.raises(files.FileLost, match="is damaged"):
        files.read(row.sha256)


def test_what_is_missing_is_refused(storage: Path) -> None:
    with pytest.raises(files.FileLost, match="is missing"):
        files.read("0" * 64)


def test_what_is_damaged_is_written_again(storage: Path) -> None:
    row = files.keep(b"evidence", "text/plain")
    path = Path(files.local_path(row.sha256))
    path.unlink()
    path.write_bytes(b"evi")  # a crash left half of it
    files.keep(b"evidence", "text/plain")
    assert files.read(row.sha256) == b"evidence"


def test_nobody_else_on_the_machine_may_read_them(storage: Path) -> None:
    row = files.keep(b"evidence", "text/plain")
    assert Path(files.local_path(row.sha256)).stat().st_mode & 0o077 == 0
