"""`/i/TOKEN.jpg`: approved bytes for a service that fetches, at an address that nobody can guess."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from publisher import files
from publisher.models import StoredFile
from publisher.picture_address import address_of, sha256_of


@pytest.fixture
def kept(db: None) -> StoredFile:
    return files.keep(b"\xff\xd8 a card", "image/jpeg", width=1080, height=1350)


@pytest.fixture
def path_of(settings: Any) -> Callable[[StoredFile], str]:
    return lambda kept: address_of(kept.sha256).removeprefix(settings.BASE_URL)


def test_the_approved_bytes_are_there_for_caches_and_not_for_search_engines(
    stranger: Client, kept: StoredFile, path_of: Any
) -> None:
    answer = stranger.get(path_of(kept))
    assert (answer.status_code, answer.content) == (200, b"\xff\xd8 a card")
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("image/jpeg", "noindex")
    assert {"public", "max-age=86400"} == set(answer["Cache-Control"].split(", "))
    assert not answer.cookies
    assert stranger.get(path_of(kept), headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("place", [0, 20, 50, 63])
def test_a_token_with_another_letter_is_nothing(stranger: Client, kept: StoredFile, path_of: Any, place: int) -> None:
    path = path_of(kept)
    at = len("/i/") + place
    other = "A" if path[at] != "A" else "B"
    assert stranger.get(path[:at] + other + path[at + 1 :]).status_code == 404


def test_the_hash_alone_opens_nothing(stranger: Client, kept: StoredFile) -> None:
    for guess in (kept.sha256, kept.sha256[:64], "A" * 64, "", hashlib.sha256(kept.sha256.encode()).hexdigest()):
        assert stranger.get(f"/i/{guess}.jpg").status_code == 404
    assert stranger.get("/i/").status_code == 404


def test_what_is_no_picture_is_not_handed_out(stranger: Client, db: None, path_of: Any) -> None:
    assert stranger.get(path_of(files.keep(b"<html>", "text/html"))).status_code == 404


def test_a_damaged_file_is_not_handed_out(stranger: Client, kept: StoredFile, path_of: Any) -> None:
    default_storage.delete(files.place(kept.sha256))
    assert stranger.get(path_of(kept)).status_code == 404


def test_a_new_key_opens_what_the_former_one_made(kept: StoredFile, settings: Any) -> None:
    token = address_of(kept.sha256).rsplit("/", 1)[1].removesuffix(".jpg")
    settings.SECRET_WORDS = ["new word", *settings.SECRET_WORDS]
    assert sha256_of(token) == kept.sha256
    assert token not in address_of(kept.sha256)
    settings.SECRET_WORDS = ["new word"]
    assert sha256_of(token) is None
