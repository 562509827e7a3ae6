import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from publisher.net import Guard
from publisher.sandbox.tracker import TrackerSandbox
from publisher.tracker.read import Limits, Unreachable, fetch
from publisher.tracker.values import SourceSpec

LOOPBACK = Guard((ip_network("127.0.0.0/8"),))


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[TrackerSandbox]:
    with TrackerSandbox(tmp_path) as running:
        yield running


@pytest.fixture
def spec(tracker: TrackerSandbox) -> SourceSpec:
    return SourceSpec("demo", f"{tracker.url}/tracker.csv")


def test_a_first_read_brings_body_hash_and_etag(spec: SourceSpec, tracker: TrackerSandbox) -> None:
    reading = fetch(spec, guard=LOOPBACK)
    assert reading.pages == (tracker.store.csv(),)
    assert reading.sha256 == hashlib.sha256(reading.pages[0]).hexdigest()
    assert (reading.unchanged, bool(reading.etag), reading.url) == (False, True, spec.location)


def test_what_has_not_changed_is_not_sent_again(spec: SourceSpec) -> None:
    first = fetch(spec, guard=LOOPBACK)
    second = fetch(spec, first.etag, guard=LOOPBACK, sha256=first.sha256)
    assert (second.unchanged, second.pages, second.etag, second.sha256) == (True, (), first.etag, first.sha256)


def test_a_change_is_read_in_spite_of_the_old_etag(spec: SourceSpec, tracker: TrackerSandbox) -> None:
    first = fetch(spec, guard=LOOPBACK)
    tracker.store.change("lee-placeholder", "signed")
    second = fetch(spec, first.etag, guard=LOOPBACK, sha256=first.sha256)
    assert (second.unchanged, b"lee-placeholder/pledge" in second.pages[0]) == (False, True)


def test_the_same_bytes_are_unchanged_whatever_their_etag(spec: SourceSpec) -> None:
    first = fetch(spec, guard=LOOPBACK)
    assert fetch(spec, '"another"', guard=LOOPBACK, sha256=first.sha256).unchanged


@pytest.mark.parametrize(("page", "why"), [("/nothing", "status 404: correct the address")])
def test_another_status_is_unreachable(tracker: TrackerSandbox, page: str, why: str) -> None:
    with pytest.raises(Unreachable, match=why):
        fetch(SourceSpec("demo", tracker.url + page), guard=LOOPBACK)


def test_without_permission_loopback_is_not_read(spec: SourceSpec) -> None:
    with pytest.raises(Unreachable, match="not a public address"):
        fetch(spec)


def test_too_much_is_unreachable(spec: SourceSpec, tracker: TrackerSandbox) -> None:
    for place in (spec, replace(spec, location=str(tracker.store.file))):
        with pytest.raises(Unreachable, match="more than 10 bytes"):
            fetch(place, guard=LOOPBACK, limits=Limits(max_bytes=10))


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_file_is_read_by_path_or_file_address(tmp_path: Path, form: str) -> None:
    file = tmp_path / "tracker.csv"
    file.write_bytes(b"rows")
    first = fetch(SourceSpec("demo", form.format(file)))
    assert (first.pages, first.unchanged) == ((b"rows",), False)
    assert fetch(SourceSpec("demo", form.format(file)), sha256=first.sha256).unchanged


def test_the_name_of_a_json_list_is_no_part_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "tracker.json").write_bytes(b"{}")
    assert fetch(SourceSpec("demo", f"{tmp_path}/tracker.json#people", "json")).pages == (b"{}",)


def test_what_is_no_file_is_unreachable_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "none.csv", tmp_path, tmp_path / "pipe", "ftp://tracker.example/rows", "a\0b"):
        with pytest.raises(Unreachable):
            fetch(SourceSpec("demo", str(place)))
