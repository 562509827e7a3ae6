"""The whole main job in one command: tracker, review, approval, post, mail; counted by the stand-ins."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from publisher.demo.seed import AT_ONCE, OHIO
from tests.test_tether import gone


def test_the_unattended_demo_posts_once_mails_everybody_once_and_prints_one_json_document(tmp_path: Path) -> None:
    env = {**os.environ, "PUBLISHER_HOME": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "publisher", "demo", "--unattended", "--json"]

    ran = subprocess.run(command, capture_output=True, text=True, env=env, timeout=150, check=False)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["posts"], told["mails"], told["duplicates"]) == (1, AT_ONCE + OHIO, 0)
    assert told["public_page"] == 200
    announcement = told["announcement"]
    assert announcement["screen"] == "Live"
    assert {delivery["state"] for delivery in announcement["deliveries"]} == {"published"}
    assert announcement["subjects"][0]["change"]["to"] == "signed"


def test_a_demo_that_is_killed_leaves_no_process_behind(tmp_path: Path, database_file: Path) -> None:
    (tmp_path / "demo").mkdir()
    shutil.copy(database_file, tmp_path / "demo" / "publisher.sqlite3")
    env = {**os.environ, "PUBLISHER_HOME": str(tmp_path), "DATABASE_URL": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "publisher.demo", str(tmp_path / "demo")], env=env, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stderr is not None
        for line in demo.stderr:
            if "Ctrl-C stops it" in line:
                break
        family = children_of(demo.pid)
        demo.kill()
        demo.wait()

    assert len(family) >= 4
    assert all(gone(pid) for pid in family)


def children_of(pid: int) -> list[int]:
    """Pids of a process's children and theirs, from /proc."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    found = [pid]
    for parent in found:
        found += [child for child, theirs in parents.items() if theirs == parent]
    return found[1:]
