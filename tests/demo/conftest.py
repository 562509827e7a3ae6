"""The demo as a newcomer starts it, and a browser to look at it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page


@dataclass(frozen=True, slots=True)
class Demo:
    """Addresses that the demo printed, without a slash at the end."""

    staff: str
    tracker: str
    instagram: str
    mailbox: str
    home: Path
    process: "subprocess.Popen[str]"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, database_file: Path) -> Iterator[Demo]:
    """A running demo, from its printed greeting; ended by its pid. Its database was set up before."""
    home = tmp_path_factory.mktemp("home") / "demo"
    home.mkdir()
    shutil.copy(database_file, home / "publisher.sqlite3")
    with subprocess.Popen(
        [sys.executable, "-m", "publisher.demo", str(home)],
        env={**os.environ, "DATABASE_URL": ""},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            addresses = re.findall(r"(http://127\.0\.0\.1:\d+)/$", _greeting(process), re.MULTILINE)
            tracker, staff, instagram, mailbox = addresses
            yield Demo(staff, tracker, instagram, mailbox, home, process)
        finally:  # a demo that is left would be waited for without end
            process.terminate()
            process.communicate(timeout=30)


def _greeting(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if "Ctrl-C stops it" in line:
            break
    return "".join(lines[-20:])


@pytest.fixture(scope="module")
def page(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """One desktop window for the whole story, logged in as the approver."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{demo.staff}/accounts/login/")
    page.get_by_label("Email").fill("approver@demo.example")
    page.get_by_label("Password", exact=True).fill("demo-approver-2026")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{demo.staff}/")
    yield page
    context.close()
