import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publisher.tracker.formats import Limits, Unreachable, airtable
from publisher.tracker.values import Quarantine, SourceSpec
from tests.net.conftest import ok
from tests.tracker.formats.conftest import Served, cells, read, refused, rows

COLUMNS = {"id": "record.id", "name": "Candidate", "status": "Answer"}
TABLE = "/v0/appAAAAAAAAAAAAAA/Candidates"

Serve = Callable[[Callable[[str, Mapping[str, str]], bytes]], Served]


def records(many: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"rec{n}",
            "createdTime": "2026-03-12T00:00:00.000Z",
            "fields": {"Candidate": f"P{n} Sample", "Answer": "Yes"},
        }
        for n in range(many)
    ]


def base(found: list[dict[str, Any]], moments: list[float] | None = None) -> Callable[[str, Mapping[str, str]], bytes]:
    """A table as Airtable hands it out: pages of 100, the next one by a word that only it understands."""

    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        if moments is not None:
            moments.append(time.monotonic())
        if headers.get("authorization") != "Bearer pat-1":
            return refused("401 Unauthorized")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        assert asked["pageSize"] == "100"
        start = int(asked.get("offset", "itr/0").removeprefix("itr/"))
        document: dict[str, Any] = {"records": found[start : start + 100]}
        if start + 100 < len(found):
            document["offset"] = f"itr/{start + 100}"
        return ok(json.dumps(document).encode())

    return answers


def spec_of(served: Served, **more: Any) -> SourceSpec:
    return SourceSpec("demo", f"{served.url}{TABLE}?view=Public", "airtable", COLUMNS, **({"secret": "pat-1"} | more))


def test_all_pages_are_read_with_the_token(serve: Serve) -> None:
    served = serve(base(records(250)))
    spec = spec_of(served)
    assert cells(read(spec), spec) == [(f"rec{n}", f"P{n} Sample", "Yes") for n in range(250)]
    assert len(served.asked) == 3
    assert all("view=Public" in path for path in served.asked)


def test_no_more_than_five_requests_a_second_whoever_asks(serve: Serve) -> None:
    moments: list[float] = []
    served = serve(base(records(450), moments))
    started = time.monotonic()
    both = [threading.Thread(target=read, args=[spec_of(served)]) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(moments) == 10
    assert time.monotonic() - started > 9 / 5
    # What arrives may have been late on its way, so that it stands nearer to the next.
    assert all(later - first > 0.7 for first, later in zip(moments, moments[5:], strict=False))


class Sleeper:
    """Stands in for time that passes."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def test_too_many_requests_are_answered_by_half_a_minute_of_rest(serve: Serve) -> None:
    left = [refused("429 Too Many Requests")]
    good = base(records(3))
    served = serve(lambda path, headers: left.pop() if left else good(path, headers))
    sleeper = Sleeper()
    assert len(rows(read(spec_of(served), sleep=sleeper), spec_of(served))) == 3
    assert 30.0 in sleeper.slept


def test_a_rest_that_would_last_too_long_is_left_to_the_next_poll(serve: Serve) -> None:
    served = serve(lambda path, headers: refused("429 Too Many Requests"))
    sleeper = Sleeper()
    with pytest.raises(Unreachable, match="wants 30 seconds of rest: wait, it is tried again"):
        read(spec_of(served), sleep=sleeper, limits=Limits(seconds=20))
    assert (len(served.asked), 30.0 in sleeper.slept) == (1, False)


def test_a_field_that_is_empty_in_a_record_is_an_empty_cell(serve: Serve) -> None:
    found = records(2)
    del found[1]["fields"]["Answer"]
    spec = spec_of(serve(base(found)))
    assert cells(read(spec), spec)[1] == ("rec1", "P1 Sample", "")


def test_lists_and_inner_objects_become_texts(serve: Serve) -> None:
    found = records(1)
    found[0]["fields"] |= {"Answer": ["Yes"], "By": {"email": "lee@campaign.example"}, "Seen": True, "Empty": []}
    spec = spec_of(serve(base(found)))
    row = rows(read(spec), spec)[0]
    assert (row["Answer"], row["By.email"], row["Seen"], row["Empty"]) == ("Yes", "lee@campaign.example", "true", "")


def test_a_token_that_is_not_accepted_is_told_without_showing_it(serve: Serve) -> None:
    served = serve(base(records(1)))
    with pytest.raises(Unreachable, match="the secret is not accepted, give a new one") as caught:
        read(spec_of(served, secret="pat-2"))
    assert "pat-2" not in str(caught.value)
    with pytest.raises(Unreachable, match="wants a token"):
        read(spec_of(served, secret=""))


@pytest.mark.parametrize("document", [{"error": "NOT_FOUND"}, [], {"records": {}}, 3])
def test_what_is_no_table_of_airtable_is_refused(serve: Serve, document: object) -> None:
    spec = spec_of(serve(lambda path, headers: ok(json.dumps(document).encode())))
    with pytest.raises(Quarantine, match="Expected records of Airtable"):
        rows(read(spec), spec)


def test_a_page_that_names_itself_as_the_next_is_noticed(serve: Serve) -> None:
    spec = spec_of(serve(lambda path, headers: ok(json.dumps({"records": [], "offset": "itr/1"}).encode())))
    with pytest.raises(Quarantine, match="came the same one again"):
        read(spec)


def test_five_a_second_is_what_airtable_allows() -> None:
    assert airtable.APART >= 1 / 5
