"""JSON in pages: by a link, by a number, by a count of rows."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publisher.tracker.formats import Limits, Unreachable
from publisher.tracker.values import Quarantine, Rule, SourceSpec
from tests.net.conftest import moved, ok
from tests.tracker.formats.conftest import Served, cells, read, refused, rows

COLUMNS = {"name": "name", "status": "status"}
PEOPLE = [{"name": f"Person {n} Sample", "status": "pending"} for n in range(7)]
CELLS = [(person["name"], person["status"]) for person in PEOPLE]

Serve = Callable[[Callable[[str, Mapping[str, str]], bytes]], Served]


def page(document: Any, *headers: str) -> bytes:
    return ok(json.dumps(document).encode(), *headers)


def query(path: str) -> dict[str, int]:
    return {name: int(values[0]) for name, values in parse_qs(urlsplit(path).query).items()}


def linked(key: str, absolute: bool = False, size: int = 3) -> Callable[[str, Mapping[str, str]], bytes]:
    """A list in pages of `size`, each naming the next under `key`."""

    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        start = query(path).get("start", 0)
        rest = start + size < len(PEOPLE)
        base = f"http://{headers['host']}/people" if absolute else ""
        link: Any = f"{base}?start={start + size}" if rest else None
        for name in reversed(key.split(".")):
            link = {name: link}
        return page({"results": PEOPLE[start : start + size]} | link)

    return answers


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize(
    ("key", "options"),
    [("next", {}), ("links.next", {}), ("links.next.href", {}), ("paging.more", {"next": "paging.more"})],
)
def test_pages_that_name_the_next_one_are_followed(
    serve: Serve, key: str, options: dict[str, str], absolute: bool
) -> None:
    served = serve(linked(key, absolute))
    spec = SourceSpec("demo", f"{served.url}/people", "json", COLUMNS, options=options)
    reading = read(spec)
    assert cells(reading, spec) == CELLS
    assert (len(reading.pages), len(served.asked)) == (3, 3)


def test_a_link_in_the_header_is_followed(serve: Serve) -> None:
    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        start = query(path).get("start", 0)
        link = [f'Link: </people?start=0>; rel="first", </people?start={start + 4}>; rel="next"'] if start < 4 else []
        return page(PEOPLE[start : start + 4], *link)

    spec = SourceSpec("demo", f"{serve(answers).url}/people", "json", COLUMNS)
    assert cells(read(spec), spec) == CELLS


@pytest.mark.parametrize("first", ["1", "0"])
def test_pages_with_numbers_are_read_until_one_is_empty(serve: Serve, first: str) -> None:
    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        start = (query(path)["p"] - int(first)) * 4
        return page({"data": {"people": PEOPLE[start : start + 4]}, "total": 7})

    served = serve(answers)
    options = {"page": "p", "first": first}
    spec = SourceSpec("demo", f"{served.url}/people?size=4#data.people", "json", COLUMNS, options=options)
    assert cells(read(spec), spec) == CELLS
    assert all("size=4" in path for path in served.asked)


def test_pages_by_an_offset_count_the_rows(serve: Serve) -> None:
    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        start = query(path)["skip"]
        return page(PEOPLE[start : start + 2])

    served = serve(answers)
    spec = SourceSpec("demo", f"{served.url}/people", "json", COLUMNS, options={"offset": "skip"})
    assert cells(read(spec), spec) == CELLS
    assert [query(path)["skip"] for path in served.asked] == [0, 2, 4, 6, 7]


def test_an_empty_list_in_pages_is_a_tracker_without_rows(serve: Serve) -> None:
    spec = SourceSpec("demo", serve(lambda path, headers: page([])).url, "json", COLUMNS, options={"page": "page"})
    assert cells(read(spec), spec) == []


@pytest.mark.parametrize("options", [{"page": "page"}, {"offset": "offset"}, {}])
def test_pages_that_never_end_are_noticed(serve: Serve, options: dict[str, str]) -> None:
    served = serve(lambda path, headers: page({"rows": PEOPLE, "next": "/people"}))
    with pytest.raises(Quarantine, match="came the same one again"):
        read(SourceSpec("demo", f"{served.url}/people", "json", COLUMNS, options=options))
    assert len(served.asked) <= 2


@pytest.mark.parametrize(
    "link", ["http://evil.example/people", "http://localhost:1/people", "ftp://x/", "//evil.example/"]
)
def test_a_next_link_never_leads_to_another_host(serve: Serve, link: str) -> None:
    served = serve(lambda path, headers: page({"rows": PEOPLE, "next": link}))
    spec = SourceSpec("demo", f"{served.url}/people", "json", COLUMNS)
    if link.startswith("ftp"):
        assert cells(read(spec), spec) == CELLS  # no address: a cell like any other
        return
    with pytest.raises(Unreachable, match=r"links to (evil.example|localhost), which is not an allowed host"):
        read(spec)
    assert len(served.asked) == 1


def test_a_next_link_to_an_allowed_host_passes_the_guard_again(serve: Serve, names: dict[str, list[str]]) -> None:
    names |= {"pages.example": ["127.0.0.1"], "inner.example": ["10.0.0.1"]}
    other = serve(lambda path, headers: page({"rows": PEOPLE[4:]}))
    hosts = {"pages": f"http://pages.example:{other.port}/2", "inner": "http://inner.example/2"}
    for where, link in hosts.items():
        served = serve(lambda path, headers, link=link: page({"rows": PEOPLE[:4], "next": link}))
        spec = SourceSpec("demo", f"{served.url}/people", "json", COLUMNS, allowed_hosts=("*.example",))
        if where == "pages":
            assert cells(read(spec), spec) == CELLS
        else:
            with pytest.raises(Unreachable, match="not a public address"):
                read(spec)


def test_an_etag_is_used_for_one_document_and_never_for_pages(serve: Serve) -> None:
    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        if headers.get("if-none-match") == '"one"':
            return refused("304 Not Modified")
        return page({"rows": PEOPLE, "next": "/two" if path == "/many" else None}, 'ETag: "one"')

    served = serve(answers)
    alone = SourceSpec("demo", f"{served.url}/alone", "json", COLUMNS)
    first = read(alone)
    again = read(alone, etag=first.etag, sha256=first.sha256)
    assert (first.etag, again.unchanged, again.pages, again.sha256) == ('"one"', True, (), first.sha256)
    many = read(SourceSpec("demo", f"{served.url}/many", "json", COLUMNS))
    assert (len(many.pages), many.etag) == (2, "")


def test_the_hash_is_over_all_pages(serve: Serve) -> None:
    last = {"name": "Person 7 Sample", "status": "pending"}

    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        return page({"rows": [last]} if path == "/2" else {"rows": PEOPLE, "next": "/2"})

    spec = SourceSpec("demo", f"{serve(answers).url}/1", "json", COLUMNS)
    first = read(spec)
    assert read(spec, sha256=first.sha256).unchanged
    last["status"] = "signed"
    assert not read(spec, sha256=first.sha256).unchanged


def test_a_page_that_fails_fails_the_whole_read(serve: Serve) -> None:
    served = serve(lambda path, headers: refused("500 Oops") if "2" in path else page({"rows": PEOPLE, "next": "/2"}))
    with pytest.raises(Unreachable, match="HTTP status 500: wait"):
        read(SourceSpec("demo", f"{served.url}/1", "json", COLUMNS))


def test_bytes_and_seconds_are_counted_over_all_pages(serve: Serve) -> None:
    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        time.sleep(0.1)
        return page({"rows": PEOPLE, "next": f"/{int(path[1:]) + 1}"})

    spec = SourceSpec("demo", f"{serve(answers).url}/1", "json", COLUMNS)
    with pytest.raises(Unreachable, match="sent more than"):
        read(spec, limits=Limits(max_bytes=1000))
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in the time allowed"):
        read(spec, limits=Limits(seconds=0.5))
    assert time.monotonic() - started < 2


def test_members_of_inner_objects_can_be_columns(serve: Serve) -> None:
    entry = {"id": 7, "attributes": {"name": "Lee Sample", "status": {"word": "signed"}, "tags": ["a", 1, None]}}
    columns = {"name": "attributes.name", "status": "attributes.status.word", "id": "id"}
    spec = SourceSpec("demo", serve(lambda p, h: page([entry])).url, "json", columns, options={"nested": "yes"})
    reading = read(spec)
    assert cells(reading, spec) == [("Lee Sample", "signed", "7")]
    assert rows(reading, spec)[0]["attributes.tags"] == "a, 1, "


def test_a_token_goes_to_its_own_host_and_not_over_open_http(serve: Serve, names: dict[str, list[str]]) -> None:
    names |= {"tracker.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    served = serve(lambda path, headers: moved(f"http://other.example:{served.port}/") if path == "/away" else page([]))
    read(SourceSpec("demo", f"{served.url}/", "json", COLUMNS, secret="pat-1"))
    assert served.heads[-1]["authorization"] == "Bearer pat-1"
    spec = SourceSpec("demo", f"{served.url}/away", "json", COLUMNS, allowed_hosts=("other.example",), secret="pat-1")
    with pytest.raises(Unreachable, match="not an allowed host"):
        read(spec)
    with pytest.raises(Unreachable, match=r"not sent to tracker.example over http"):
        read(SourceSpec("demo", f"http://tracker.example:{served.port}/", "json", COLUMNS, secret="pat-1"))
    assert len(served.asked) == 2
    assert "pat-1" not in repr(spec)


def test_the_missing_column_is_told_after_the_last_page(serve: Serve) -> None:
    served = serve(
        lambda path, headers: page({"rows": [{"name": "Lee Sample"}], "next": "/2" if path == "/" else None})
    )
    spec = SourceSpec("demo", f"{served.url}/", "json", COLUMNS)
    reading = read(spec)
    with pytest.raises(Quarantine, match="column “status” for status") as caught:
        rows(reading, spec)
    assert caught.value.rule is Rule.COLUMNS
