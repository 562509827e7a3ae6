"""`publisher bench newsletter`, measured as shortly as it can be: its rows and their goals, not its figures."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from publisher.bench import newsletter
from publisher.bench.areas import AREAS
from publisher.bench.mails import postfix


def test_without_postfix_it_says_so_and_nothing_is_ok(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postfix, "WHERE", "")
    assert "newsletter" in AREAS
    done = cli("bench", "newsletter", "--json")
    rows = json.loads(done.out)
    assert done.code == 1
    assert [(row["ratio"], row["least"], row["ok"]) for row in rows] == [
        (None, 0.5, False),
        (None, 0.4, False),
        (None, 5.0, False),
    ]
    assert {row["skipped"] for row in rows} == {
        "Postfix's smtp-sink and smtp-source are not installed: apt-get install postfix."
    }


@pytest.mark.skipif(bool(newsletter.missing()), reason="postfix is for the bench alone")
def test_every_ratio_stands_beside_its_goal() -> None:
    """The process that measures ends with an error unless every message of every sender was taken."""
    rows = newsletter.newsletter(newsletter.Extent(rounds=1, number=60, loop=10, few=20, many=120))
    assert [(row.least, row.most) for row in rows] == [(0.5, None), (0.4, None), (5.0, None), (None, 5.0), (None, None)]
    assert all(row.ratio is not None and row.rounds != 0 for row in rows)
