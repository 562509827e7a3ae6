"""The coalition's own page of signatories: a missing name is a warning, never a block."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publisher import sweep
from publisher.models import Announcement, Event, SignatoryPage
from publisher.pipeline import signatories as reading
from publisher.showing import show
from publisher.truth.signatories import doubts
from tests.pipeline import sites
from tests.pipeline.sites import Site
from tests.pipeline.story import Stage, approve, drafted, fresh, work

NAMED = "<ul><li>Maxima Example (OH-3)</li><li>Noor Placeholder</li></ul>"


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with sites.running() as made:
        settings.SIGNATORIES = [made.url]
        yield made


def warned(announcement: Announcement) -> list[str]:
    return [doubt.kind for doubt in doubts(fresh(announcement).revision)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (NAMED, []),
        ("<p>EXAMPLE, MAXIMA</p>", []),
        ("<td>Example,</td> <td>Maxima</td>", []),
        ("<p>Máxima\n   Exámple</p>", []),
        ("<p>Maximal Example</p>", ["signatory_missing"]),
        ("<p>Maxima Examples</p>", ["signatory_missing"]),
        ("<p>Maxima</p><p>Noor Example</p>", ["signatory_missing"]),
        ("<!-- Maxima Example --><p>Nobody yet</p>", ["signatory_missing"]),
        ("<script>'Maxima Example'</script><p>Nobody yet</p>", ["signatory_missing"]),
    ],
)
def test_a_name_is_looked_up_as_whole_words(stage: Stage, site: Site, page: str, expected: list[str]) -> None:
    made = drafted(stage.tracker)
    site.says(page)
    reading.refresh()
    assert warned(made) == expected


def test_the_entry_to_copy_stands_in_the_document(stage: Stage, site: Site) -> None:
    made = drafted(stage.tracker)
    site.says("<p>Nobody yet</p>")
    reading.refresh()
    document = show(fresh(made))
    assert document["warnings"] == [
        {
            "kind": "signatory_missing",
            "sentence": "The page of signatories does not name Maxima Example: add the entry there.",
            "entry": {"name": "Maxima Example", "office": "house", "state": "OH", "district": 3, "date": None},
        }
    ]


def test_a_missing_name_stops_nothing_and_stands_in_the_trail(stage: Stage, site: Site) -> None:
    site.says("<p>Nobody yet</p>")
    made = drafted(stage.tracker)
    work()
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1
    event = Event.objects.get(what="warned")
    assert "does not name Maxima Example" in event.data["reason"]


@pytest.mark.parametrize("status", ["403 No", "404 No", "500 Oops"])
def test_a_page_that_cannot_be_read_cannot_be_checked(stage: Stage, site: Site, status: str) -> None:
    made = drafted(stage.tracker)
    site.says(NAMED, status)
    reading.refresh()
    assert warned(made) == ["signatories_unread"]
    assert "cannot be checked" in doubts(fresh(made).revision)[0].sentence


def test_a_page_that_was_never_read_cannot_be_checked_either(stage: Stage, site: Site) -> None:
    assert warned(drafted(stage.tracker)) == ["signatories_unread"]


def test_one_of_several_pages_suffices(stage: Stage, site: Site, settings: Any) -> None:
    with sites.running() as other:
        settings.SIGNATORIES = [other.url, site.url]
        other.says("<p>The Senate: nobody yet</p>")
        site.says(NAMED)
        made = drafted(stage.tracker)
        reading.refresh()
        assert warned(made) == []
        other.says("no", "500 Oops")
        site.says("<p>Nobody yet</p>")
        SignatoryPage.objects.update(read_at=None)
        reading.refresh()
        assert warned(made) == ["signatories_unread"]


def test_it_is_read_again_after_some_minutes_while_something_is_to_come(stage: Stage, site: Site) -> None:
    assert not reading.due(timezone.now())
    made = drafted(stage.tracker)
    site.says(NAMED)
    for minutes, asked in ((0, 1), (4, 1), (6, 2)):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
            sweep.open_evidence()
        assert site.asked.count("/pledge") == asked
    approve(made, stage.approver)
    work()
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        assert not reading.due(timezone.now())


def test_without_the_setting_nothing_is_asked(stage: Stage) -> None:
    made = drafted(stage.tracker)
    with CaptureQueriesContext(connection) as asked:
        assert doubts(made.revision) == []
    assert len(asked) == 0


def test_only_who_signed_belongs_on_it(stage: Stage, site: Site, settings: Any) -> None:
    settings.NEGATIVE_STATUSES = True
    site.says("<p>Nobody yet</p>")
    made = drafted(stage.tracker, status="refused")
    reading.refresh()
    assert warned(made) == []
