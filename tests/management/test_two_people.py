"""`show` names other news of one seat under a similar name; `approve` asks whether they are two people."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from publisher.api import tokens
from publisher.models import Announcement
from publisher.pipeline import draft
from tests.conftest import Done
from tests.pipeline.story import Stage, digest, in_review


@pytest.fixture
def pair(stage: Stage) -> tuple[Announcement, Announcement]:
    """Two of one family, of one seat, whose names are really similar, sign."""
    for key, name in (("a", "Bob Okafor-Lindqvist"), ("b", "Robert Q. Okafor")):
        stage.tracker.says(key, "pending", name=name)
        stage.tracker.poll()
        stage.tracker.says(key, "signed")
        stage.tracker.poll()
    first, second = (in_review(made) for made in draft.draft_new())
    return first, second


def test_show_and_the_api_tell_of_it(cli: Callable[..., Done], stage: Stage, pair: tuple[Announcement, ...]) -> None:
    first, second = pair
    said = f"Announcement {second.pk} says the same of Robert Q. Okafor, for the same seat, and is waiting."
    assert f"Warning: {said}" in cli("show", first.code).out
    program = Client(headers={"Authorization": f"Bearer {tokens.make(stage.approver)[1]}"})
    for document in (
        json.loads(cli("show", first.code, "--json").out),
        program.get(f"/api/v1/announcements/{first.pk}").json(),
    ):
        assert document["same_seat"][0]["announcement"] == second.pk
        assert document["same_seat"][0]["sentence"].startswith(said)


def test_approve_is_refused_with_the_way_out_and_takes_it(
    cli: Callable[..., Done], stage: Stage, pair: tuple[Announcement, ...]
) -> None:
    first, second = pair
    words = ["approve", str(first.pk), "--as", stage.approver.email, "--digest", digest(first)]
    done = cli(*words)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert f"says so (--two-people {second.pk})." in done.err
    done = cli(*words, "--two-people", str(second.pk), "--json")
    assert done.code == 0, done.err
    said = [event for event in json.loads(done.out)["events"] if event["what"] == "decision"]
    assert (said[0]["data"]["two_people"], said[0]["by"]) == ([second.pk], stage.approver.email)
