"""`publisher gallery` and `publisher render --csv`, by command."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher.brand import load_brand
from publisher.errors import Refusal
from publisher.gallery.check import check
from publisher.gallery.drawing import Job, draw, each
from publisher.gallery.samples import sample
from tests.conftest import Done
from tests.graphics.cards import picture, saved

Cli = Callable[..., Done]


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    file = tmp_path / "roll.csv"
    file.write_text("name,office,state,district\nAna Sample,House,OH,3\nVacant,House,OH,4\nBo Example,Senate,ME,\n")
    return file


def test_a_roll_is_rendered_by_several_processes_with_a_sheet(cli: Cli, roll: Path, tmp_path: Path) -> None:
    words = ["--csv", str(roll), "--out", str(tmp_path / "out"), "--size", "1200x630", "--processes", "2"]
    done = cli("render", *words, "--json")
    assert (done.code, "line 3: the name “Vacant” is a placeholder" in done.err) == (0, True)
    told = json.loads(done.out)
    assert [Path(image["path"]).name for image in told["images"]] == ["00002.jpg", "00004.jpg"]
    assert [image["preflight"][0]["ok"] for image in told["images"]] == [True, True]
    with Image.open(told["sheets"][0]) as sheet:
        assert sheet.width > 640
    again = json.loads(cli("render", *words[:-1], "1", "--json").out)
    assert [image["sha256"] for image in again["images"]] == [image["sha256"] for image in told["images"]]


def test_one_who_cannot_be_drawn_does_not_keep_the_others(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Ana Sample\nBo \U00012000 Example\n")
    done = cli("render", "--csv", str(file), "--out", str(tmp_path / "out"), "--size", "1200x630", "--json")
    told: list[dict[str, Any]] = json.loads(done.out)["images"]
    assert [bool(image["path"]) for image in told] == [True, False]
    assert (done.code, "U+12000" in done.err) == (1, True)


def test_the_gallery_is_written_as_pictures_and_sheets(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "gallery"
    done = cli("gallery", "write", str(folder), "--only", "kinds", "--template", "ballot", "--lang", "en", "--json")
    told = json.loads(done.out)
    assert (done.code, told["pictures"], told["faults"]) == (0, 24, [])
    assert len(list(folder.rglob("*.jpg"))) == 24
    assert sorted(Path(file).name for file in told["sheets"]) == [
        "ballot-1080x1080.en.png",
        "ballot-1080x1350.en.png",
        "ballot-1080x1920.en.png",
        "ballot-1200x630.en.png",
    ]


def test_a_roll_is_checked_without_drawing(cli: Cli, roll: Path) -> None:
    done = cli("gallery", "check", str(roll), "--template", "ballot", "--processes", "1", "--json")
    told = json.loads(done.out)
    assert (done.code, told["people"], told["layouts"], told["faults"]) == (0, 3, 8, [])
    assert [held["line"] for held in told["held"]] == [3]


def test_a_name_that_does_not_fit_is_a_fault_with_words(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Ana Sample\nBo \U00012000 Example\n")
    done = cli("gallery", "check", str(file), "--template", "placard", "--size", "1080x1350", "--processes", "1")
    assert done.code == 1
    assert "1 faults." in done.out
    assert "U+12000" in done.out


def test_whom_no_card_can_be_made_of_is_counted(cli: Cli, roll: Path) -> None:
    done = cli("gallery", "check", str(roll), "--template", "ballot", "--size", "1200x630", "--processes", "1")
    assert (done.code, "1 of 3 could not be checked:" in done.out, "line 3: the name" in done.out) == (0, True, True)
    tried = cli("gallery", "try", str(roll), "--number", "1", "--processes", "1")
    assert (tried.code, tried.err.startswith("1 of 3 names are left out: ")) == (0, True)


def test_a_roll_of_which_nobody_could_be_checked_or_drawn_is_no_success(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Vacant\nTBD\n")
    done = cli("gallery", "check", str(file), "--processes", "1", "--json")
    assert (done.code, len(json.loads(done.out)["held"])) == (1, 2)
    assert done.err == f"Nobody of {file} could be checked: no name in it may stand on a card. Correct them.\n"
    done = cli("render", "--csv", str(file), "--out", str(tmp_path / "out"), "--processes", "1")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith(f"Nobody of {file} can have a card: no name in it may stand on one. Correct them.\n")


def test_a_roll_is_checked_in_every_language_that_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Bo \U00012000 Example\n")
    words = ["gallery", "check", str(file), "--template", "arch", "--size", "1200x630", "--processes", "1", "--json"]
    for languages, checked in (([], ["en"]), (["es"], ["es"]), (["es", "en", "es"], ["es", "en"])):
        told = json.loads(cli(*words, *(word for lang in languages for word in ("--lang", lang))).out)
        assert (told["layouts"], [fault["lang"] for fault in told["faults"]]) == (len(checked), checked)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_card_that_breaks_the_drawing_is_its_own_fault_and_the_others_go_on(processes: int) -> None:
    known = load_brand()
    good = Job("good", sample("signed", known, "en"), "1200x630", "ballot", known.look)
    bad = replace(good, name="bad", template="stamp")  # stands for a defect of ours
    checked = list(each(check, [bad, good], processes))
    drawn = list(each(draw, [bad, good], processes))
    for made in (checked, drawn):
        assert [one.job.name for one in made] == ["bad", "good"]
        assert re.fullmatch(r"drawing failed: KeyError: 'stamp' \(\w+\.py, line \d+\); tell .*", made[0].faults[0])
        assert list(made[1].faults) == []


def _dies(_job: Job) -> None:
    os._exit(3)


def test_a_process_that_is_killed_is_one_sentence() -> None:
    known = load_brand()
    job = Job("good", sample("signed", known, "en"), "1200x630", "ballot", known.look)
    with pytest.raises(Refusal, match=r"ended from outside.*--processes 1"):
        list(each(_dies, [job], 2))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    file.write_bytes(saved(picture()))
    return file


def rendered(cli: Cli, tmp_path: Path, *words: str) -> tuple[str, bytes]:
    """What was said to the person, and the picture."""
    out = tmp_path / "out"
    seat = ("--name", "Ana Sample", "--office", "senate", "--state", "OH", "--size", "1080x1080")
    done = cli("render", *seat, "--out", str(out), *words, "--json")
    assert done.code == 0, done.err
    return done.err, Path(json.loads(done.out)["images"][0]["path"]).read_bytes()


def test_a_photo_is_rendered_with_its_credit(cli: Cli, photo: Path, tmp_path: Path) -> None:
    pictures = [
        rendered(cli, tmp_path, "--photo", str(photo), "--credit", credit) for credit in ("Photo: A", "Photo: B")
    ]
    assert [said for said, _ in pictures] == ["", ""]
    assert pictures[0][1] != pictures[1][1]


@pytest.mark.parametrize(
    ("words", "why"),
    [(["--template", "ballot"], "the template ballot has no place"), (["--status", "refused"], "in words alone")],
)
def test_a_photo_that_is_not_shown_is_said(cli: Cli, photo: Path, tmp_path: Path, words: list[str], why: str) -> None:
    said, _ = rendered(cli, tmp_path, "--photo", str(photo), "--credit", "Photo: A", *words)
    assert said.startswith("No photo is shown: ")
    assert why in said


def test_random_cards_are_the_same_for_the_same_seed(cli: Cli, roll: Path) -> None:
    words = ["gallery", "try", str(roll), "--number", "5", "--seed", "3", "--processes", "1", "--json"]
    first, second = (json.loads(cli(*words).out) for _ in range(2))
    assert first["where"].keys() == {"slowest", "smallest", "contrast"}
    assert first["where"]["smallest"] == second["where"]["smallest"]
    assert (first["pictures"], first["faults"]) == (5, [])
    assert 32 <= first["smallest_px"] < 60
    assert 4.5 <= first["least_contrast"] < 21


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gallery", "try", "--number", "0"], "0 cards"),
        (["gallery", "check", "/no/such/file"], "/no/such/file"),
        (["gallery", "check", "{text}", "--lang", "fr"], "no language 'fr'"),
        (["gallery", "check", "{text}", "--processes", "-1"], "-1 processes"),
        (["gallery", "write", "{text}"], "names.csv"),
        (["render", "--csv", "{text}", "--out", "{out}"], "no column for the name"),
        (["render", "--name", "Ana", "--out", "{out}"], "--office and --state"),
    ],
)
def test_bad_input_is_one_line(cli: Cli, tmp_path: Path, words: list[str], said: str) -> None:
    file = tmp_path / "names.csv"
    file.write_text("colour\nred\n" if "render" in words else "name\nAna Sample\n")
    done = cli(*(word.format(text=file, out=tmp_path / "out") for word in words))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert said in done.err
