"""The stand-in counts what it received, keeps it, and shows it."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import requests

from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account


def ask(sandbox: Any, path: str = "/sandbox/state") -> Any:
    return requests.get(sandbox.url + path, timeout=5).json()


def tell(sandbox: Any, path: str, what: Any) -> requests.Response:
    return requests.post(sandbox.url + path, json=what, timeout=5)


def test_state_tells_what_was_posted(sandbox: Any, publish: Any, picture: bytes) -> None:
    publish("Q7wX", "17", "A blue card")
    (post,) = ask(sandbox)["posts"]
    assert post["caption"].startswith("Signed. neighbors.example/a/Q7wX")
    assert (post["account"], post["alt"], post["upload_id"]) == ("coalition", "A blue card", "17")
    assert (post["width"], post["height"]) == (1080, 1350)
    assert Path(post["image"]).read_bytes() == picture


def test_requests_are_counted_by_kind(sandbox: Any, publish: Any) -> None:
    publish()
    requests.get(f"{sandbox.url}/nowhere", timeout=5)
    assert ask(sandbox)["requests"] == {"upload": 1, "configure": 1, "unknown": 1}


def test_the_same_marker_twice_is_one_duplicate(sandbox: Any, publish: Any) -> None:
    for number, code in enumerate(("A1", "B2", "A1", "A1x")):
        publish(code, words=f"Signed, says number {number}.")
    assert ask(sandbox)["duplicates"] == 1


def test_two_announcements_in_the_same_words_are_one_duplicate(sandbox: Any, publish: Any) -> None:
    publish("A1", words="Maxima Example signed.")
    publish("B2", words="Noor Placeholder signed.")
    assert ask(sandbox)["duplicates"] == 0
    publish("C3", words="Maxima  Example\nsigned.")
    assert ask(sandbox)["duplicates"] == 1


def test_the_same_announcement_in_the_same_words_counts_once(sandbox: Any, publish: Any) -> None:
    for _ in range(3):
        publish("A1")
    assert ask(sandbox)["duplicates"] == 2


def test_the_same_words_on_two_accounts_are_no_duplicate(sandbox: Any) -> None:
    for name, code in (("coalition", "A1"), ("second", "B2")):
        sandbox.store.add_post(Account(name, "x"), f"Signed. neighbors.example/a/{code}", "17", ())
    assert sandbox.store.duplicates() == 0


def test_an_address_and_nothing_else_says_nothing_twice(sandbox: Any) -> None:
    for code in ("A1", "B2"):
        sandbox.store.add_post(Account("coalition", "x"), f"https://neighbors.example/a/{code}", "17", ())
    assert sandbox.store.duplicates() == 0


def test_counting_is_right_when_many_post_at_once(sandbox: Any, publish: Any) -> None:
    callers = [threading.Thread(target=publish, args=(f"N{number}", str(number))) for number in range(16)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(20)
    state = ask(sandbox)
    assert state["requests"] == {"upload": 16, "configure": 16}
    assert len({post["code"] for post in state["posts"]}) == 16


def test_posts_are_there_again_after_a_restart(tmp_path: Path, bearer: Any) -> None:
    with InstagramSandbox(tmp_path, accounts={"coalition": "x"}) as first:
        token = bearer(first)
        first.store.add_post(first.store.accounts()[0], "Signed /a/Q7wX", "17", ())
        first.store.delete_post(first.store.posts()[0].pk)
    with InstagramSandbox(tmp_path) as second:
        assert [post.deleted for post in second.store.posts()] == [True]
        url = f"{second.url}/api/v1/accounts/current_user/"
        answer = requests.get(url, headers=token, timeout=5)
        assert answer.json()["user"]["username"] == "coalition"


def test_a_post_reaches_the_feed_after_the_lag(sandbox: Any, publish: Any) -> None:
    tell(sandbox, "/sandbox/settings", {"feed_lag": 60})
    publish()
    assert sandbox.media.feed_lag == 60
    assert len(ask(sandbox)["posts"]) == 1


def test_a_session_is_needed(sandbox: Any) -> None:
    for path in ("/api/v1/media/configure/", "/rupload_igphoto/1_0_1", "/api/v1/media/1/delete/"):
        answer = requests.post(sandbox.url + path, data={}, timeout=5)
        assert (answer.status_code, answer.json()["message"]) == (403, "login_required")


def test_a_picture_that_was_never_uploaded_makes_no_post(sandbox: Any, publish: Any) -> None:
    for path in (Path(sandbox.store.folder) / "images").iterdir():
        path.unlink()
    sandbox.fault("http_200", match="/rupload")
    assert publish().json()["message"] == "media_needs_reupload"
    assert ask(sandbox)["posts"] == []


def test_a_setting_that_does_not_exist_is_refused(sandbox: Any) -> None:
    answer = tell(sandbox, "/sandbox/settings", {"feed_leg": 3})
    assert (answer.status_code, "feed_leg" in answer.json()["error"]) == (400, True)


def test_accounts_can_be_added(sandbox: Any) -> None:
    assert tell(sandbox, "/sandbox/accounts", {"username": "second", "password": "y"}).ok
    assert ask(sandbox)["accounts"] == ["coalition", "second"]


def test_it_runs_as_a_process_and_ends_when_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "publisher.sandbox.instagram", "--port", port, "--folder", str(tmp_path)]
    with subprocess.Popen(command) as process:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                assert requests.get(f"http://127.0.0.1:{port}/sandbox/state", timeout=1).json()["posts"] == []
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        process.terminate()
        assert process.wait(10) == 0
