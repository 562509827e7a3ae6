"""An announcement and the queue, as people and programs see them."""

import json
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from publisher.models import Announcement, User
from publisher.pipeline import decide, draft
from publisher.queueing import queue
from publisher.showing import show
from tests.pipeline.story import Stage, approve, drafted, fresh, triggered, work

FIELDS = {"id", "kind", "state", "digest", "subjects", "texts", "alt", "images", "deliveries", "decisions", "events"}
DELIVERY = {
    "account", "channel", "act", "state", "due", "waits_for", "remote_id", "permalink", "attempts", "reason",
}  # fmt: skip


def test_it_shows_what_the_contract_names(stage: Stage) -> None:
    made = stage.approved()
    work()
    document = json.loads(json.dumps(show(fresh(made))))
    assert set(document) >= FIELDS
    assert set(document["deliveries"][0]) >= DELIVERY
    subject = document["subjects"][0]
    assert set(subject["candidate"]) >= {"name", "office", "state", "district", "party"}
    assert set(subject["change"]) >= {"from", "to", "said_at", "evidence"}
    assert (document["screen"], document["shown"]) == ("Live", "published")


def test_an_image_is_a_file_that_can_be_opened(stage: Stage) -> None:
    for image in show(drafted(stage.tracker))["images"]:
        assert Path(image["path"]).read_bytes().startswith(b"\xff\xd8")
        assert {"size", "lang", "sha256"} <= set(image)


def test_it_shows_the_row_and_the_evidence(stage: Stage) -> None:
    change = show(drafted(stage.tracker))["subjects"][0]["change"]
    assert change["row"]["name"] == "Maxima Example"
    assert change["evidence"][0]["url"].startswith("https://")
    assert (change["from"], change["to"], change["origin"]) == ("pending", "signed", "tracker")


def test_it_warns_of_a_candidate_of_the_same_name(stage: Stage) -> None:
    made = drafted(stage.tracker)
    assert show(made)["subjects"][0]["warnings"] == []
    stage.tracker.says("oh-9", "pending", district="9", name="MAXIMA Example")
    stage.tracker.poll()
    assert show(fresh(made))["subjects"][0]["warnings"] == [
        "Another candidate has the same name: MAXIMA Example, U.S. House, OH-09. Check whose evidence this is."
    ]


def test_a_draft_can_be_shown_too(stage: Stage) -> None:
    stage.tracker.says("oh-3")
    stage.tracker.poll()
    document = show(draft.draft_new()[0])
    assert (document["digest"], document["images"], document["screen"]) == ("", [], "Waiting for you")


def test_it_shows_who_decided_and_what_is_missing(stage: Stage, settings: Any) -> None:
    settings.APPROVALS = "strict"
    made = approve(drafted(stage.tracker), stage.approver, reason="Fine.")
    document = show(fresh(made))
    assert document["approval"]["still_needed"] == "one more approval"
    assert [(d["by"], d["verdict"], d["reason"]) for d in document["decisions"]] == [
        ("Avery Approver", "approve", "Fine.")
    ]
    assert "decision" in {event["what"] for event in document["events"]}


def test_the_queue_begins_with_what_waits_for_people(stage: Stage, comms: User, organizer: User) -> None:
    live = stage.approved("oh-3")
    work()
    held = drafted(stage.tracker, "oh-4")
    decide.hold(held.pk, by=comms, reason="Wait.")
    going = approve(triggered(organizer, "tx-7"), stage.approver)
    waiting = drafted(stage.tracker, "wy-0")
    rows = queue()
    assert [(row.announcement.pk, row.screen.value) for row in rows] == [
        (waiting.pk, "Waiting for you"),
        (going.pk, "Going out"),
        (live.pk, "Live"),
        (held.pk, "Needs a look"),
    ]
    assert rows[1].reason.startswith("Not yet")
    assert rows[3].reason == "Wait."


def test_the_queue_knows_stored_and_shown_states(stage: Stage) -> None:
    made = stage.approved()
    work()
    for state in ("approved", "published"):
        assert [row.announcement.pk for row in queue(state)] == [made.pk]
    assert queue("held") == []


def test_the_queue_asks_as_often_however_long_it_is(stage: Stage) -> None:
    drafted(stage.tracker)
    with CaptureQueriesContext(
        connection,
    ) as one:
        queue()
    for key in ("oh-4", "tx-7", "wy-0"):
        stage.approved(key)
    with CaptureQueriesContext(connection) as four:
        assert len(queue()) == Announcement.objects.count() == 4
    assert len(four) <= len(one) + 1
    assert len(four) <= 7
