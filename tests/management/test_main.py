"""The `publisher` command as a whole: what it lists, what it refuses, what it sets up."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publisher.__main__ import COMMANDS


def publisher(home: Path, *arguments: str, folder: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process and a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "publisher", *arguments],
        env={**os.environ, "PUBLISHER_HOME": str(home), "DATABASE_URL": f"sqlite:///{home}/p.sqlite3", **env},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_lists_every_command_with_one_line_each(cli) -> None:
    done = cli("--help")
    names = {file.stem for file in COMMANDS.glob("*.py")} - {"__init__"}
    listed = {line.split()[0]: line for line in done.out.splitlines() if line.startswith("  ")}
    assert done.code == 0
    assert set(listed) == names
    assert all(len(line.split(maxsplit=1)[1]) > 10 for line in listed.values())


BYTE = os.fsdecode(b"\xff")  # what a shell hands over for a byte that is no UTF-8


@pytest.mark.parametrize(
    "words",
    [
        ("show", BYTE),
        ("queue", "--state", BYTE, "--json"),
        ("hold", "1", "--as", BYTE, "--reason", "No"),
        ("render", "--name", BYTE, "--office", "senate", "--state", "OH"),
    ],
)
def test_an_argument_that_is_no_text_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = publisher(tmp_path, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "not text in UTF-8" in done.stderr


def test_a_name_that_the_terminal_cannot_show_is_no_end_of_a_command(set_up: Path) -> None:
    done = publisher(set_up, "user", "add", "jo@coalition.example", "--role", "comms", "--name", "Zoë Łuk")
    assert done.returncode == 0, done.stderr
    listed = publisher(set_up, "user", "list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (listed.returncode, r"Zo\xeb \u0141uk" in listed.stdout, listed.stderr) == (0, True, "")


def test_says_the_same_without_arguments(cli) -> None:
    assert cli().out == cli("--help").out


@pytest.mark.parametrize("name", ["migrate", "nonsense", "runserver"])
def test_knows_no_other_command(cli, name: str) -> None:
    done = cli(name)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"There is no command `{name}`. `publisher --help` lists what there is.\n"


def test_hides_djangos_own_options(cli) -> None:
    shown = cli("user", "--help").out
    assert "--json" in shown
    assert not any(option in shown for option in ("--settings", "--pythonpath", "--traceback", "--no-color"))


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("PUBLISHER_UNDO_SECONDS", "soon", "PUBLISHER_UNDO_SECONDS"),
        ("PUBLISHER_UNDO_SECONDS", "-1", "PUBLISHER_UNDO_SECONDS is -1; set it to 0 to 2592000 seconds"),
        ("PUBLISHER_UNDO_SECONDS", "2592001", "PUBLISHER_UNDO_SECONDS"),
        ("PUBLISHER_MAIL_AFTER_SECONDS", "-1", "PUBLISHER_MAIL_AFTER_SECONDS"),
        ("PUBLISHER_MAIL_AFTER_SECONDS", "9999999999", "PUBLISHER_MAIL_AFTER_SECONDS"),
        ("PUBLISHER_LEASE_SECONDS", "0", "PUBLISHER_LEASE_SECONDS"),
        ("PUBLISHER_LEASE_SECONDS", "nan", "PUBLISHER_LEASE_SECONDS"),
        ("PUBLISHER_LEASE_SECONDS", "1e9", "PUBLISHER_LEASE_SECONDS"),
        ("PUBLISHER_APPROVALS", "five", "two, one, strict"),
        ("PUBLISHER_QUIET_HOURS", "at night", "22:00-07:30 America/New_York"),
        ("EMAIL_URL", "pigeon://somewhere", "EMAIL_URL"),
        ("STORAGE_URL", "s3://somewhere", "django-storages"),
        ("STORAGE_URL", "file:foo", "write file:///absolute/folder or s3://bucket"),
        ("STORAGE_URL", "file://foo", "write file:///absolute/folder or s3://bucket"),
        ("STORAGE_URL", "s3://", "write file:///absolute/folder or s3://bucket"),
        ("STORAGE_URL", "foo", "write file:///absolute/folder or s3://bucket"),
        ("DATABASE_URL", "mysql://x", "write postgres://user:password@host/name or sqlite:////path"),
        ("DATABASE_URL", "sqlite:foo", "write postgres://user:password@host/name or sqlite:////path"),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, setting: str, value: str, told: str) -> None:
    done = publisher(tmp_path, "doctor", folder=tmp_path, PYTHONPATH=str(COMMANDS.parents[2]), **{setting: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "foo").exists()
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


@pytest.mark.parametrize(("written", "name"), [("{}", "100% #1"), ("file://{}", "100%25%20%231")])
def test_files_are_kept_in_the_folder_that_is_named(set_up: Path, written: str, name: str) -> None:
    no_brand = str(set_up / "none.toml")  # so that it does not try what the brand says on every card
    done = publisher(set_up, "doctor", "--json", STORAGE_URL=written.format(set_up / name), PUBLISHER_BRAND=no_brand)
    assert (set_up / "100% #1").is_dir(), done


@pytest.mark.parametrize(
    ("command", "endpoint"),
    [
        ("queue", "instagram"),
        ("queue", "http://"),
        ("queue", "http://127.0.0.1:port"),
        ("doctor", "http://127.0.0.1:99999"),
        ("up", "https://i.instagram.example"),
    ],
)
def test_a_stand_in_that_cannot_be_ends_every_command_in_one_line(tmp_path: Path, command: str, endpoint: str) -> None:
    done = publisher(tmp_path, command, PUBLISHER_INSTAGRAM_ENDPOINT=endpoint)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "PUBLISHER_INSTAGRAM_ENDPOINT" in done.stderr
    assert "leave the setting empty" in done.stderr
    assert not (tmp_path / "p.sqlite3").exists()


def test_a_stand_in_for_the_official_api_is_held_to_the_same(tmp_path: Path) -> None:
    done = publisher(tmp_path, "queue", PUBLISHER_GRAPH_ENDPOINT="https://graph.instagram.example")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PUBLISHER_GRAPH_ENDPOINT" in done.stderr


def test_a_setting_in_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "key"
    binary.write_bytes(b"\x89PNG\xff")
    done = publisher(tmp_path, "queue", PUBLISHER_MAIL_FROM_FILE=str(binary))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "PUBLISHER_MAIL_FROM_FILE" in done.stderr


def test_a_setting_in_a_file_may_end_with_a_line_end(set_up: Path) -> None:
    file = set_up / "approvals"
    file.write_text("strict\n")
    done = publisher(set_up, "user", "list", PUBLISHER_APPROVALS_FILE=str(file))
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unreachable_database_is_one_line(tmp_path: Path) -> None:
    done = publisher(tmp_path, "user", "list", DATABASE_URL="sqlite:////no/such/folder/p.sqlite3")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "publisher doctor" in done.stderr


def test_several_first_commands_at_once_set_the_database_up_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: publisher(tmp_path, "user", "list", "--json"), range(3)))
    assert [(each.returncode, each.stdout) for each in done] == [(0, "[]\n")] * 3
    assert sum("Setting up" in each.stderr for each in done) == 1


def test_works_from_any_folder(set_up: Path) -> None:
    done = publisher(set_up, "user", "list", "--json", folder=set_up, PYTHONPATH=str(COMMANDS.parents[2]))
    assert (done.returncode, done.stdout) == (0, "[]\n")
