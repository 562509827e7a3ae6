"""The commands of the story: each prints one JSON document on standard output and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import graphics
from publisher.models import Account, Announcement, Source, StatusChange, User
from tests.conftest import Done
from tests.pipeline.story import EVIDENCE, Stage, Tracker, digest, drafted

Cli = Callable[..., Done]


@pytest.fixture
def told(cli: Cli) -> Callable[..., Any]:
    """The document that a command prints."""

    def call(*words: str) -> Any:
        done = cli(*words, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)

    return call


def test_add_list_check_and_watch_a_source(told: Any, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "tracker.csv")
    added = told("source", "add", "tracker", str(tracker.file), "--settle", "5", "--status", "yes=signed")
    assert (added["name"], added["settle_seconds"], added["map"]["status"]) == ("tracker", 5, "status")
    assert [source["name"] for source in told("source", "list")] == ["tracker"]
    checked = told("source", "check", "tracker")
    assert (checked["ok"], checked["rows"], checked["next_poll"]) == (True, 4, "a silent baseline")
    poll = told("watch", "--once", "--source", "tracker")["polls"][0]
    assert (poll["state"], poll["baseline"], poll["rows"]) == ("accepted", True, 4)
    assert poll["seconds"] > 0
    assert poll["peak_mib"] > 0


def test_check_says_what_the_next_poll_would_do_and_changes_nothing(told: Any, tracker: Tracker) -> None:
    tracker.says("oh-3")
    assert told("source", "check", "tracker")["changed"] == ["Maxima Example"]
    assert told("source", "check", "tracker")["next_poll"] == "1 status changes"


def test_check_counts_a_new_row_that_comes_with_its_answer(told: Any, tracker: Tracker) -> None:
    tracker.says("oh-1", district="1")
    assert told("source", "check", "tracker")["changed"] == ["Newcomer Example"]
    assert len(told("watch", "--once")["polls"][0]["changes"]) == 1


def test_check_says_that_the_brake_would_stop_the_next_poll(cli: Cli, tracker: Tracker) -> None:
    Source.objects.update(limits={"changed_rows": 1, "changed_share": 0})
    for key in ("oh-3", "oh-4"):
        tracker.says(key)
    done = cli("source", "check", "tracker", "--json")
    report = json.loads(done.out)
    assert (done.code, report["ok"], done.err.count("\n")) == (1, False, 1)
    assert report["changed"] == ["Maxima Example", "Noor Placeholder"]
    assert not StatusChange.objects.exists()
    assert report["next_poll"] == f"quarantined: {tracker.poll().reason}"


def test_a_check_that_fails_says_why(cli: Cli, tracker: Tracker) -> None:
    tracker.file.unlink()
    done = cli("source", "check", "tracker", "--json")
    report = json.loads(done.out)
    assert (done.code, report["ok"], done.err.count("\n")) == (1, False, 1)
    assert str(tracker.file) in done.err
    assert report["next_poll"] == f"quarantined: {tracker.poll().reason}"


def test_columns_and_words_are_mapped(told: Any, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Who,Chamber,Where,Nr,Answer\nMaxima Example,House,OH,3,no answer\n")
    maps = ["name=Who", "office=Chamber", "state=Where", "district=Nr", "status=Answer"]
    options = [word for pair in maps for word in ("--map", pair)]
    assert told("source", "add", "mine", str(file), *options, "--status", "no answer=pending")["map"]["name"] == "Who"
    assert told("source", "check", "mine")["statuses"] == {"pending": 1}


def test_watch_drafts_up_to_the_review(told: Any, stage: Stage) -> None:
    stage.tracker.says("oh-3")
    assert len(told("watch", "--once")["polls"][0]["changes"]) == 1
    assert [row["state"] for row in told("queue")] == ["in_review"]


def test_a_quarantined_poll_is_reported(cli: Any, stage: Stage) -> None:
    stage.tracker.file.write_text("")
    poll = json.loads(cli("watch", "--once", "--json").out)["polls"][0]
    assert (poll["state"], bool(poll["reason"])) == ("quarantined", True)


def test_an_organizer_announces(told: Any, stage: Stage, organizer: User) -> None:
    words = ["Maxima Example", "--status", "signed", "--evidence", EVIDENCE, "--as", organizer.email, "--why", "There."]
    document = told("announce", *words, "--quote", "I sign.")
    assert (document["state"], document["subjects"][0]["change"]["origin"]) == ("in_review", "person")
    assert document["subjects"][0]["change"]["evidence"][0]["note"] == "I sign."
    assert document["subjects"][0]["agreement"]["answer"] == "not yet"


def test_the_whole_story(told: Any, stage: Stage) -> None:
    made = drafted(stage.tracker)
    shown = told("show", made.code)
    approved = told("approve", str(made.pk), "--as", stage.approver.email, "--digest", shown["digest"])
    assert (approved["state"], approved["screen"]) == ("approved", "Going out")
    worked = told("work", "--until-idle")
    assert (worked["done"] > 0, worked["waits"]) == (True, [])
    live = told("show", str(made.pk))
    assert (live["screen"], live["deliveries"][0]["state"]) == ("Live", "published")
    assert live["deliveries"][0]["permalink"].endswith(f"/p/{stage.posts[0]['code']}/")
    assert [row["id"] for row in told("queue", "--state", "published")] == [made.pk]


def test_work_prints_what_waits_and_until_when(told: Any, stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    waits = told("work", "--until-idle")["waits"]
    assert [(row["announcement"], row["state"]) for row in waits] == [(made.pk, "waiting")]
    assert waits[0]["until"].endswith("Z")


@pytest.mark.parametrize(
    ("command", "state"),
    [("hold", "held"), ("reject", "rejected"), ("request-changes", "changes_requested")],
)
def test_decisions(told: Any, stage: Stage, command: str, state: str) -> None:
    made = drafted(stage.tracker)
    words = [command, str(made.pk), "--as", stage.approver.email, "--reason", "Because."]
    assert told(*words)["state"] == state
    assert Announcement.objects.get().reason == "Because."
    assert bool(told("show", str(made.pk))["todo"]) is (command in ("hold", "request-changes"))


def test_stop_and_review_again(told: Any, stage: Stage, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    stopped = told("stop", str(made.pk), "--as", comms.email, "--reason", "Wrong.")
    assert (stopped["screen"], stopped["deliveries"][0]["state"]) == ("Stopped", "stopped")
    assert told("review-again", str(made.pk), "--as", comms.email)["state"] == "in_review"


def test_redraft(told: Any, stage: Stage, comms: User, connected: Any) -> None:
    made = drafted(stage.tracker)
    connected("second")
    assert told("redraft", str(made.pk), "--as", comms.email)["revision"] == 2


def test_approve_for_one_language(told: Any, stage: Stage) -> None:
    made = drafted(stage.tracker)
    words = ["--as", stage.approver.email, "--digest", digest(made)[:16], "--lang", "en"]
    document = told("approve", str(made.pk), *words)
    assert (document["state"], document["decisions"][0]["languages"]) == ("in_review", ["en"])


def test_an_account_from_its_password_to_its_pause(told: Any, sandbox: Any, tmp_path: Path, db: None) -> None:
    (tmp_path / "password").write_text("x\n")
    words = ["--username", "coalition", "--password-file", str(tmp_path / "password"), "--lang", "es"]
    connected = told("account", "connect", "instagram", "--name", "main", *words)
    assert (connected["state"], connected["languages"]) == ("ready", ["es"])
    assert told("account", "check", "instagram/main")["ok"] is True
    assert told("account", "pause", "instagram/main", "--reason", "Crisis.")["reason"] == "Crisis."
    assert [row["state"] for row in told("account", "list")] == ["paused"]
    assert told("account", "resume", "instagram/main")["state"] == "ready"
    assert "password" not in json.dumps(told("account", "list"))


def test_connecting_again_does_not_hide_a_pause(cli: Cli, account: Account, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x\n")
    cli("account", "pause", "instagram/coalition", "--reason", "Crisis.")
    words = ["--name", "coalition", "--username", "coalition", "--password-file", str(tmp_path / "password")]
    done = cli("account", "connect", "instagram", *words)
    assert (done.code, "still paused" in done.out, "account resume" in done.out) == (0, True, True)


def test_a_check_that_finds_trouble_fails_in_one_line(cli: Cli, sandbox: Any, account: Account) -> None:
    sandbox.store.end_sessions()
    done = cli("account", "check", "instagram/coalition", "--json")
    assert (done.code, json.loads(done.out)["ok"], done.err.count("\n")) == (1, False, 1)


def test_render_writes_pictures_of_every_size(told: Any, tmp_path: Path) -> None:
    words = ["--name", "Maxima Example", "--office", "house", "--state", "oh", "--district", "3", "--lang", "es"]
    images = told("render", *words, "--out", str(tmp_path / "new" / "folder"))["images"]
    sizes = {f"{picture.width}x{picture.height}" for picture in (Image.open(image["path"]) for image in images)}
    assert sizes == {image["size"] for image in images} == set(graphics.SIZES)
    assert all({"name", "ok", "detail"} <= set(point) for image in images for point in image["preflight"])


@pytest.mark.parametrize("words", [["queue"], ["source", "list"], ["account", "list"]])
def test_nothing_yet_is_an_empty_list_and_a_hint(cli: Cli, told: Any, words: list[str]) -> None:
    assert told(*words) == []
    assert "publisher" in cli(*words).out


def test_plain_words_for_people(cli: Cli, stage: Stage) -> None:
    made = drafted(stage.tracker)
    shown = cli("show", str(made.pk)).out
    assert all(word in shown for word in ("Waiting for you", "Maxima Example: pending -> signed", digest(made)))
    assert "Maxima Example" in cli("queue").out
    assert "tracker: unchanged." in cli("watch", "--once").out
    assert "Nothing is due now" in cli("work", "--until-idle").out
