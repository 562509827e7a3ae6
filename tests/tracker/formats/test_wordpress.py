import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.formats import Unreachable, load
from publisher.tracker.values import Quarantine, Reading, SourceSpec
from tests.net.conftest import ok
from tests.tracker.formats.conftest import Served, cells, read, refused, rows

COLUMNS = {"name": "title.rendered", "status": "acf.status", "id": "id"}
LIST = "/wp-json/wp/v2/candidates"
ENTRIES = [
    {"id": n, "title": {"rendered": f"Person {n} Sample"}, "acf": {"status": "Signed"}, "_links": {"self": []}}
    for n in range(1, 6)
]

Serve = Callable[[Callable[[str, Mapping[str, str]], bytes]], Served]


def wordpress(entries: list[Any]) -> Callable[[str, Mapping[str, str]], bytes]:
    """The list as WordPress hands it out."""

    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        size, page = int(asked["per_page"]), int(asked["page"])
        total = -(-len(entries) // size)
        if page > max(1, total):
            return refused("400 Bad Request")
        body = json.dumps(entries[(page - 1) * size : page * size]).encode()
        return ok(body, f"X-WP-Total: {len(entries)}", f"X-WP-TotalPages: {total}")

    return answers


@pytest.mark.parametrize("size", ["1", "2", "5", "100"])
def test_all_pages_are_read_and_none_more(serve: Serve, size: str) -> None:
    served = serve(wordpress(ENTRIES))
    spec = SourceSpec("demo", served.url + LIST, "wordpress", COLUMNS, options={"per_page": size})
    assert cells(read(spec), spec) == [(f"Person {n} Sample", "Signed", str(n)) for n in range(1, 6)]
    assert len(served.asked) == -(-5 // int(size))


def test_the_order_does_not_shift_while_pages_are_read(serve: Serve) -> None:
    served = serve(wordpress(ENTRIES))
    read(SourceSpec("demo", f"{served.url}{LIST}?status=publish&page=9", "wordpress", COLUMNS))
    asked = parse_qs(urlsplit(served.asked[0]).query)
    assert asked == {"status": ["publish"], "per_page": ["100"], "orderby": ["id"], "order": ["asc"], "page": ["1"]}


def test_an_empty_list_is_a_tracker_without_rows(serve: Serve) -> None:
    spec = SourceSpec("demo", serve(wordpress([])).url + LIST, "wordpress", COLUMNS)
    assert cells(read(spec), spec) == []


def row(**entry: Any) -> dict[str, str]:
    spec = SourceSpec("demo", "https://site.example" + LIST, "wordpress")
    return rows(Reading(False, (json.dumps([entry]).encode(),), "", "", "", "", 0.0), spec)[0]


@pytest.mark.parametrize(
    ("rendered", "text"),
    [
        ("Zo&euml; O&#8217;Sample", "Zoë O’Sample"),
        ("Lee <em>Bo</em> Sample", "Lee Bo Sample"),
        ("Z<b>o</b>ë Sample", "Zoë Sample"),
        ("<p>Yes,\n she did.</p><p>Really.</p>", "Yes, she did. Really."),
        ("Lee &lt;b&gt; Sample", "Lee <b> Sample"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("<!-- wp:paragraph -->Lee<br/>Sample", "Lee Sample"),
    ],
)
def test_rendered_texts_lose_their_html(rendered: str, text: str) -> None:
    assert row(title={"rendered": rendered})["title.rendered"] == text


def test_what_is_not_rendered_stays_as_it_is() -> None:
    assert row(acf={"note": "3 &lt; 4 <b>"})["acf.note"] == "3 &lt; 4 <b>"


def test_lists_of_single_values_are_one_text_and_empty_fields_are_empty() -> None:
    assert row(pledge=[12, "x"], acf=[], parent=None) == {"pledge": "12, x", "acf": "", "parent": ""}


def test_a_name_that_two_members_would_have_is_refused() -> None:
    with pytest.raises(Quarantine, match=r"“acf.status” twice"):
        row(**{"acf.status": "no", "acf": {"status": "yes"}})


def test_what_is_no_list_of_wordpress_is_refused(serve: Serve) -> None:
    without = serve(lambda path, headers: ok(json.dumps(ENTRIES).encode()))
    with pytest.raises(Quarantine, match=r"no X-WP-TotalPages from 127.0.0.1"):
        read(SourceSpec("demo", without.url + LIST, "wordpress", COLUMNS))
    one = serve(lambda path, headers: ok(json.dumps(ENTRIES[0]).encode(), "X-WP-TotalPages: 1"))
    spec = SourceSpec("demo", one.url + LIST, "wordpress", COLUMNS)
    with pytest.raises(Quarantine, match="Expected a list of WordPress entries"):
        rows(read(spec), spec)
    gone = serve(lambda path, headers: refused("404 Not Found"))
    with pytest.raises(Unreachable, match="404: correct the address"):
        read(SourceSpec("demo", gone.url + LIST, "wordpress", COLUMNS))


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_survives_being_escaped(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    expected = " ".join(text.replace("\0", "\ufffd").split())
    # A reference to NUL stands for U+FFFD in HTML; other controls have no reference and pass as they are.
    assert row(title={"rendered": escaped})["title.rendered"] == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    )
)
def test_any_entry_is_a_row_or_refused(entry: Any) -> None:
    spec = SourceSpec("demo", "https://site.example" + LIST, "wordpress", {"name": "title.rendered"})
    reading = Reading(False, (json.dumps([entry]).encode(),), "", "", "", "", 0.0)
    try:
        found = list(load("wordpress").table(reading, spec))
    except Quarantine:
        return
    assert len(found) == 1
