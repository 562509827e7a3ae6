"""`publisher bench graphics`, measured as shortly as it can be: its rows and its verdict, not its figures."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PIL import Image

from graphics import SIZES, Photo
from publisher.bench.areas import AREAS
from publisher.bench.cards import naive, own, work
from publisher.bench.cards.plan import FEED, people, plan
from publisher.bench.cards.rounds import take
from publisher.bench.cards.rows import Extent, rows
from publisher.bench.cards.sitter import portrait
from publisher.bench.pairs import Timed

SHORT = Extent(warm=0, ornaments=0, images=1, first=1, last=2)


def measured() -> list[Timed]:
    """The rows without another renderer."""
    with pytest.MonkeyPatch.context() as patch:
        for package, _, _ in work.PEERS.values():
            patch.setitem(sys.modules, package, None)
        return list(rows(1, SHORT))


def test_every_promise_has_a_row_and_without_any_other_renderer_the_bench_fails(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, because measuring takes its time: two would do it twice."""
    found = measured()
    every_row_has_its_limit(found)
    an_absent_renderer_is_skipped_and_never_counts_as_kept(found)
    others = next(row for row in found if row.what.startswith("other renderers"))
    rest = [replace(row, most=None, least=None) for row in found if row is not others]
    monkeypatch.setitem(AREAS, "graphics", lambda _rounds: [*rest, others])
    assert cli("bench", "graphics", "--json").code == 1
    monkeypatch.setitem(AREAS, "graphics", lambda _rounds: [*rest, replace(others, ratio=1)])
    assert cli("bench", "graphics", "--json").code == 0


def every_row_has_its_limit(measured: list[Timed]) -> None:
    limits = {row.what: (row.most, row.least) for row in measured}
    assert limits == {
        "1080x1350 from the original photo / decode and JPEG": (1.7, None),
        "1080x1350 with a prepared portrait / JPEG": (2.2, None),
        "four sizes from one decode / one decode and four JPEGs": (2.3, None),
        "times faster than naive Pillow": (None, 7.0),
        "times faster than takumi, tuned": (None, 2.5),
        "times faster than skia, tuned": (None, 1.8),
        "other renderers that were measured (extra “bench”)": (None, 1),
        "placard, type only / JPEG": (2.5, None),
        "placard, portrait / decode and JPEG": (2.5, None),
        "arch, type only / JPEG": (2.5, None),
        "arch, portrait / decode and JPEG": (2.5, None),
        "ballot, type only / JPEG": (2.5, None),
        "preflight / a cold render of the same card from its original photo": (1.0, None),
        "two processes instead of one: what cards gain / what the bare floor gains": (None, 0.93),
        "memory after 2 images above that after 1, MiB": (8.0, None),
    }


def an_absent_renderer_is_skipped_and_never_counts_as_kept(measured: list[Timed]) -> None:
    rest = [row for row in measured if row.what.endswith("tuned")]
    assert [(row.kept, row.skipped) for row in rest] == [
        (None, "pytakumi is not installed"),
        (None, "skia is not installed"),
    ]


def test_a_missed_limit_ends_the_command_with_1(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for most, code in ((2.0, 0), (1.9, 1)):
        row = Timed("graphics", "a card / its floor", 20.0, 10.0, 2.0, most)
        monkeypatch.setitem(AREAS, "graphics", lambda _rounds, row=row: [row])
        done = cli("bench", "graphics", "--json")
        assert done.code == code
        assert json.loads(done.out)[0]["kept"] is (code == 0)


def test_a_limit_from_below_is_kept_from_there_on() -> None:
    row = partial(Timed, "graphics", "times faster", 1.0, 2.0)
    assert row(2.0, None, least=2.0).kept
    assert row(1.99, None, least=2.0).kept is False


def test_work_takes_turns_and_no_round_draws_the_same() -> None:
    seen: list[tuple[str, int]] = []
    done = take({name: lambda number, name=name: seen.append((name, number)) for name in "ab"}, rounds=2, warm=1)
    assert seen == [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)]
    assert {name: len(seconds) for name, seconds in done.seconds.items()} == {"a": 2, "b": 2}


def test_names_differ_and_are_the_same_on_every_run() -> None:
    assert len(set(people(5000))) == 5000
    assert people(20) == people(5000)[:20]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_benchmark_card_shows_portrait_stamp_and_name(size: Any) -> None:
    card = plan(size)
    image = Image.open(io.BytesIO(own.card(card, "Ana Sample", Photo(portrait()))))
    bare = Image.open(io.BytesIO(own.card(card, "Bo Muster", Photo(portrait()))))
    skin = image.getpixel((card.corner[0] + card.across // 2, card.corner[1] + card.across // 2))
    assert image.size == (size.width, size.height)
    assert skin[0] > skin[2] + 30
    assert image.crop(card.name).tobytes() != bare.crop(card.name).tobytes()


def test_every_renderer_writes_the_same_kind_of_jpeg() -> None:
    draws = {"naive": naive.card, **work.peers()}
    for draw in draws.values():
        with Image.open(io.BytesIO(draw(FEED, "Ana Sample", portrait()))) as image:
            assert image.size == (FEED.width, FEED.height)
            assert {part[1:3] for part in image.layer} == {(1, 1)}
