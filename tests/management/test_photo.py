"""`publisher photo`: the same as on the candidate's page."""

import json
from collections.abc import Callable
from pathlib import Path

import pillow_heif

from publisher.models import CandidatePhoto, User
from tests.conftest import Done
from tests.graphics.cards import saved
from tests.graphics.drawn import sitter
from tests.pipeline.story import Stage

Cli = Callable[..., Done]
RIGHTS = ("--credit", "Photo: Sample Studio", "--licence", "CC BY 4.0", "--permission", "Mail of March 3")


def test_a_photo_is_added_moved_and_removed(cli: Cli, stage: Stage, comms: User, tmp_path: Path) -> None:
    file, who = tmp_path / "maxima.heic", ("--as", comms.email)
    pillow_heif.register_heif_opener()
    file.write_bytes(saved(sitter(), "HEIF"))
    done = cli("photo", "add", "oh-3", *who, "--file", str(file), *RIGHTS, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["credit"] == "Photo: Sample Studio"
    done = cli("photo", "focus", "oh-3", *who, "--at", "40", "30")
    assert "focus at 40% from the left and 30% from the top" in done.out
    assert "face" in cli("photo", "focus", "oh-3", *who, "--face").out
    done = cli("photo", "remove", "oh-3", *who, "--reason", "The studio objects.")
    assert done.out.startswith("Withdrawn: the photo of Maxima Example.")
    assert not CandidatePhoto.objects.filter(withdrawn_at=None).exists()


def test_what_is_wrong_is_one_line_without_a_traceback(cli: Cli, stage: Stage, comms: User, tmp_path: Path) -> None:
    page = tmp_path / "photo.jpg"
    page.write_text("<html>")
    done = cli("photo", "add", "oh-3", "--as", comms.email, "--file", str(page), *RIGHTS)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("The photo cannot be used: the file is a web page")
    assert len(done.err.splitlines()) == 1
    assert "Cannot use" in cli("photo", "add", "oh-3", "--as", comms.email, "--file", "/no/such", *RIGHTS).err
    assert "no photo of" in cli("photo", "focus", "oh-3", "--as", comms.email, "--face").err
