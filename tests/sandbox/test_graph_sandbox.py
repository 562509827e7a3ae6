"""The official API's stand-in: it behaves on the wire as its documentation says, and fails on request."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine

from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_things import Account
from tests.channels.picture_host import PictureHost

NUMBER = Account("coalition", "").user_id
Call = Callable[..., Any]


@pytest.fixture
def graph() -> Iterator[GraphSandbox]:
    with GraphSandbox({"coalition": "IGAA"}) as running:
        yield running


@pytest.fixture
def call(graph: GraphSandbox) -> Call:
    def ask(method: str, path: str, **data: Any) -> Any:
        held = {"Authorization": "Bearer IGAA"}
        return requests.request(method, f"{graph.url}/v25.0/{path}", data=data, headers=held, timeout=5).json()

    return ask


@pytest.fixture
def address(picture: bytes) -> Iterator[str]:
    host = PictureHost()
    yield host.keep(picture)
    host.stop()


def test_it_fetches_the_picture_and_keeps_its_hash(
    graph: GraphSandbox, call: Call, address: str, picture: bytes
) -> None:
    call("POST", f"{NUMBER}/media", image_url=address, caption="Signed.")
    assert graph.state["fetched"] == [{"address": address, "sha256": hashlib.sha256(picture).hexdigest()}]


@pytest.mark.parametrize("elsewhere", ["http://192.0.2.1/x.jpg", "file:///etc/hosts", "http://127.0.0.1:1/x.jpg", ""])
def test_it_fetches_from_this_machine_only(graph: GraphSandbox, call: Call, elsewhere: str) -> None:
    assert call("POST", f"{NUMBER}/media", image_url=elsewhere)["error"]["error_subcode"] == 2207052
    assert graph.state["fetched"] == []


def test_a_container_is_ready_only_after_a_while(graph: GraphSandbox, call: Call, address: str) -> None:
    made = call("POST", f"{NUMBER}/media", image_url=address)["id"]
    assert call("POST", f"{NUMBER}/media_publish", creation_id=made)["error"]["code"] == 9007
    assert [call("GET", made)["status_code"] for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    post = call("POST", f"{NUMBER}/media_publish", creation_id=made)["id"]
    assert call("GET", made)["status_code"] == "PUBLISHED"
    assert call("GET", post)["permalink"].startswith(graph.url)


def test_the_same_in_two_containers_is_two_posts_and_is_counted(graph: GraphSandbox, call: Call, address: str) -> None:
    graph.containers.polls = 0
    for _ in range(2):
        made = call("POST", f"{NUMBER}/media", image_url=address, caption="neighbors.example/a/Q7wX")["id"]
        call("GET", made)
        call("POST", f"{NUMBER}/media_publish", creation_id=made)
    assert (graph.state["duplicates"], len(graph.state["posts"])) == (1, 2)


@pytest.mark.parametrize("word", ["FINISHED", "ERROR", "EXPIRED"])
def test_a_container_is_published_once_whatever_its_status_says(
    graph: GraphSandbox, call: Call, address: str, word: str
) -> None:
    graph.containers.polls = 0
    made = call("POST", f"{NUMBER}/media", image_url=address)["id"]
    call("GET", made)
    call("POST", f"{NUMBER}/media_publish", creation_id=made)
    graph.fault(f"status_{word}", match="status")
    assert call("GET", made)["status_code"] == word
    assert call("POST", f"{NUMBER}/media_publish", creation_id=made)["error"]["error_subcode"] == 2207006
    assert (len(graph.state["posts"]), call("GET", made)["status_code"]) == (1, "PUBLISHED")


def test_a_story_is_over_after_a_day_and_a_post_is_not(graph: GraphSandbox, call: Call, address: str) -> None:
    graph.containers.polls = 0
    numbers = []
    for kind in ({"media_type": "STORIES"}, {"caption": "Signed."}):
        made = call("POST", f"{NUMBER}/media", image_url=address, **kind)["id"]
        call("GET", made)
        numbers.append(call("POST", f"{NUMBER}/media_publish", creation_id=made)["id"])
    assert [call("GET", number).get("id") for number in numbers] == numbers
    with time_machine.travel(time.time() + 24 * 60 * 60 + 1, tick=True):
        assert call("GET", numbers[0])["error"]["error_subcode"] == 33
        assert call("GET", numbers[1])["id"] == numbers[1]


def test_it_is_set_over_http(graph: GraphSandbox, call: Call, address: str) -> None:
    told = {"polls": 0, "failure": "2207026", "quota": 7, "feed_lag": 60}
    assert requests.post(f"{graph.url}/sandbox/settings", json=told, timeout=5).ok
    made = call("POST", f"{NUMBER}/media", image_url=address)["id"]
    assert "2207026" in call("GET", made)["status"]
    assert call("GET", f"{NUMBER}/content_publishing_limit")["data"][0]["config"]["quota_total"] == 7
    requests.post(f"{graph.url}/sandbox/settings", json={"expire": True, "end_sessions": True}, timeout=5)
    assert graph.state["containers"][0]["state"] == "EXPIRED"
    assert call("GET", "me")["error"]["code"] == 190
    assert not requests.post(f"{graph.url}/sandbox/settings", json={"colour": "red"}, timeout=5).ok


def test_a_fault_may_have_any_number_and_strikes_one_kind(graph: GraphSandbox, call: Call) -> None:
    requests.post(f"{graph.url}/sandbox/faults", json={"kind": "graph_-1_2207001", "match": "limit"}, timeout=5)
    assert call("GET", "me")["username"] == "coalition"
    error = call("GET", f"{NUMBER}/content_publishing_limit")["error"]
    assert (error["code"], error["error_subcode"]) == (-1, 2207001)


def test_it_runs_as_a_process_and_ends_when_told(tmp_path: Path) -> None:
    with GraphSandbox({}) as probe:
        port = int(probe.url.rsplit(":", 1)[1])
    command = [sys.executable, "-m", "publisher.sandbox.graph", "--port", str(port), "--folder", str(tmp_path)]
    process = subprocess.Popen([*command, "--account", "coalition=IGAA"])
    try:
        for _ in range(200):
            try:
                answer = requests.get(f"http://127.0.0.1:{port}/sandbox/state", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        assert answer.json()["accounts"] == ["coalition"]
    finally:
        process.terminate()
    assert process.wait(10) == 0
