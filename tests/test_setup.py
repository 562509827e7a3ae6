"""Setting up from a bare machine: the lock is complete and names no host, the targets are there."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from publisher import paths

LOCKS = ("run.txt", "dev.txt", "bench.txt")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*\])?==\S+", re.IGNORECASE)


def requirements(lock: str) -> dict[str, str]:
    """Name of each locked distribution -> its entry, with continuation lines."""
    text = (paths.ROOT / "requirements" / lock).read_text().replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {normal(PINNED.match(entry).group(1)): entry for entry in entries}


def normal(requirement: str) -> str:
    """A requirement's name as PEP 503 normalizes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~;! ]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned_by_hash_and_names_no_address(lock: str) -> None:
    entries = requirements(lock)
    assert len(entries) > 50
    assert all("--hash=sha256:" in entry for entry in entries.values())
    assert "://" not in (paths.ROOT / "requirements" / lock).read_text()
    assert not re.search(
        r"^\s*--(index|extra-index|find-links)", (paths.ROOT / "requirements" / lock).read_text(), re.M
    )


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())
    needs = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    more = {
        "run.txt": [],
        "dev.txt": project["dependency-groups"]["dev"],
        "bench.txt": project["project"]["optional-dependencies"]["bench"],
    }
    for lock, names in more.items():
        assert {normal(requirement) for requirement in needs + names} <= set(requirements(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_takes_no_other_version_than_that_of_development(lock: str) -> None:
    common = requirements("dev.txt")
    pinned = {name: entry.split("==")[1].split()[0] for name, entry in requirements(lock).items() if name in common}
    assert pinned == {name: common[name].split("==")[1].split()[0] for name in pinned}


@pytest.mark.parametrize("target", ["setup", "demo", "test", "lint", "bench", "chaos"])
def test_make_knows_the_target(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def needs(folder: Path, *programs: str) -> subprocess.CompletedProcess[str]:
    """`.ci/needs` on a machine that has these programs, each of which prints its name, and no other."""
    for tool in ("sh", "grep", "id", "sed", "cat"):
        (folder / tool).symlink_to(
            Path("/usr/bin") / tool if (Path("/usr/bin") / tool).exists() else Path("/bin") / tool
        )
    for program in programs:
        file = folder / program
        file.write_text(f"#!{folder}/sh\n" + ("echo 0 >&1\n" if program == "id" else f"echo {program} $* >&2\n"))
        file.chmod(0o755)
    script = (paths.ROOT / ".ci" / "needs").read_text().replace('PATH="$PATH:/usr/sbin:/sbin"', "")
    return subprocess.run(
        [str(folder / "sh"), "-c", script], env={"PATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_what_the_system_lacks_is_asked_for_when_it_cannot_be_installed(tmp_path: Path) -> None:
    done = needs(tmp_path)
    assert done.returncode == 0
    assert "package manager" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs without being asked")
def test_root_installs_what_is_lacking(tmp_path: Path) -> None:
    done = needs(tmp_path, "apt-get", "env", "ldconfig")
    assert done.returncode == 0
    assert "apt-get update" in done.stderr
    assert "libfribidi0" in done.stdout
    assert "chromium" in done.stdout


def test_nothing_happens_where_nothing_is_lacking(tmp_path: Path) -> None:
    (tmp_path / "ldconfig").write_text("#!/bin/sh\necho 'libfribidi.so.0 (libc6)'\n")
    (tmp_path / "ldconfig").chmod(0o755)
    done = needs(tmp_path, "chromium", "apt-get")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
