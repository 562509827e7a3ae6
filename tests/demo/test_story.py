"""The whole story by hand, in a real browser: sign, review, approve; then the post, the mail, the public page."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from publisher.demo.seed import AT_ONCE
from tests.demo.conftest import Demo
from tests.test_tether import gone

pytestmark = [pytest.mark.browser]

NAME = "Zoë Ñandú Příklad"
PICTURES = os.environ.get("PUBLISHER_TEST_PICTURES", "")


def test_a_signature_becomes_one_post_one_mail_each_and_a_public_page_and_a_kill_leaves_no_process(
    page: Page, demo: Demo
) -> None:
    """One test for both, because a demo takes its time to start, and the kill ends it."""
    sign(page, demo)
    caption, alt = review_and_approve(page, demo)
    wait_until_live(page)

    post = the_post(demo)
    assert (post["caption"].strip(), post["alt"]) == (caption, alt)
    mails = [mail for mail in state(demo.mailbox)["mails"] if mail["kind"] == "newsletter"]
    assert len({mail["to"] for mail in mails}) == len(mails) == AT_ONCE
    public = the_public_page(page)
    approved = sha256(fetch(f"{public}/1080x1350.en.jpg")).hexdigest()
    assert [slide["sha256"] for slide in post["slides"]] == [approved]
    staff_mails = [mail["subject"] for mail in state(demo.mailbox)["mails"] if mail["kind"] == "staff"]
    assert any(subject.startswith("Waiting for you") for subject in staff_mails)
    look_at(page, demo)
    a_kill_leaves_no_process_behind(demo)


def a_kill_leaves_no_process_behind(demo: Demo) -> None:
    family = children_of(demo.process.pid)
    demo.process.kill()
    demo.process.wait()

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


def sign(page: Page, demo: Demo) -> None:
    page.goto(demo.tracker)
    shoot(page, "1-tracker")
    page.locator("#zoe-priklad").get_by_role("button", name="Sign the pledge").click()


def review_and_approve(page: Page, demo: Demo) -> tuple[str, str]:
    """Gives the caption and the English alt text that were on the page."""
    link = page.get_by_role("link", name=NAME)
    again_until(lambda: page.goto(demo.staff) and link.count())
    shoot(page, "2-queue")
    link.first.click()
    approve = page.get_by_role("button", name="Approve", exact=True)
    again_until(lambda: approve.count() or (page.reload() and False))
    shoot(page, "3-review")
    texts = show(page, demo)["texts"]
    assert page.get_by_text(texts["alt.en"]).count()
    for box in page.get_by_role("checkbox").all():
        box.check()
    approve.click()
    page.get_by_role("button", name="Stop it").wait_for()
    shoot(page, "4-approved")
    return texts["caption.en"], texts["alt.en"]


def wait_until_live(page: Page) -> None:
    """Both deliveries: the post after the undo time, the mail after the post."""
    again_until(lambda: page.reload() and page.locator("main").inner_text().count("Live since") >= 2, every=2)
    shoot(page, "5-live")


def again_until(ready: Callable[[], object], seconds: float = 120, every: float = 0.5) -> None:
    """Asks every so many seconds."""
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "it took too long"
        time.sleep(every)


def the_public_page(page: Page) -> str:
    page.get_by_role("link", name="Its public page").click()
    page.get_by_role("heading", name=NAME).first.wait_for()
    assert page.get_by_role("img").first.get_attribute("alt")
    shoot(page, "6-public")
    return page.url.partition("?")[0]


def look_at(page: Page, demo: Demo) -> None:
    page.goto(demo.instagram)
    shoot(page, "7-feed")
    page.goto(demo.mailbox)
    page.locator("a[href^='/mail/']").first.click()
    page.wait_for_timeout(500)
    shoot(page, "8-mail")


def the_post(demo: Demo) -> dict[str, Any]:
    found = state(demo.instagram)
    assert found["duplicates"] == 0
    (post,) = found["posts"]
    return dict(post)


def show(page: Page, demo: Demo) -> dict[str, Any]:
    """`publisher show --json` of the announcement on this page, in the demo's home."""
    ident = page.url.rstrip("/").rsplit("/", 1)[1]
    env = {**os.environ, "PUBLISHER_HOME": str(demo.home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "publisher", "show", ident, "--json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, env=env, check=True).stdout))


def state(url: str) -> dict[str, Any]:
    return dict(json.loads(fetch(f"{url}/sandbox/state")))


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def shoot(page: Page, name: str) -> None:
    """A picture for people, where PUBLISHER_TEST_PICTURES names a folder."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
