"""Faults strike what they match, as often as told, before or after the effect."""

import time
from typing import Any

import pytest
import requests

from publisher.sandbox.faults import Faults


def test_a_fault_strikes_as_often_as_told() -> None:
    faults = Faults()
    faults.add({"match": "/configure/", "kind": "http_500", "times": 2})
    assert [faults.take("/media/configure/") is not None for _ in range(4)] == [True, True, False, False]


def test_it_strikes_only_what_it_matches() -> None:
    faults = Faults()
    faults.add({"match": "/configure/", "kind": "drop"})
    assert faults.take("/feed/user/1/") is None


def test_a_probability_strikes_about_as_often() -> None:
    faults = Faults()
    faults.add({"kind": "drop", "probability": 0.25, "seed": 7})
    struck = sum(faults.take("/") is not None for _ in range(2000))
    assert 400 < struck < 600


def test_cleared_faults_are_gone() -> None:
    faults = Faults()
    faults.add({"kind": "drop", "times": 9})
    faults.clear()
    assert faults.take("/") is None


@pytest.mark.parametrize("wrong", [{"kind": "fire"}, {}, {"kind": "http_9"}, {"kind": "drop", "probability": 2}])
def test_a_fault_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no fault|probability"):
        Faults().add(wrong)


def test_faults_are_set_over_http(sandbox: Any, publish: Any) -> None:
    rules = [{"match": "/configure/", "kind": "http_502_after"}]
    assert requests.post(f"{sandbox.url}/sandbox/faults", json=rules, timeout=5).ok
    assert publish().status_code == 502
    assert len(sandbox.state["posts"]) == 1


def test_an_unknown_fault_is_named_over_http(sandbox: Any) -> None:
    answer = requests.post(f"{sandbox.url}/sandbox/faults", json={"kind": "fire"}, timeout=5)
    assert (answer.status_code, "'fire'" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("kind", ["drop", "reset", "truncate"])
@pytest.mark.parametrize("effect", [0, 1])
def test_a_connection_breaks_before_or_after_the_effect(sandbox: Any, publish: Any, kind: str, effect: int) -> None:
    sandbox.fault(kind + "_after" * effect)
    with pytest.raises(requests.RequestException):
        publish()
    assert len(sandbox.state["posts"]) == effect


def test_an_answer_that_drips_passes_a_limit_of_silence_and_is_never_whole(sandbox: Any, publish: Any) -> None:
    sandbox.fault("drip", match="/current_user/", seconds=0.8)
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        requests.get(f"{sandbox.url}/api/v1/accounts/current_user/", timeout=0.3)
    assert 0.6 < time.monotonic() - began < 3


def test_a_request_that_hangs_does_not_hold_up_the_end(sandbox: Any, publish: Any) -> None:
    sandbox.fault("hang", match="/current_user/", seconds=60)
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{sandbox.url}/api/v1/accounts/current_user/", timeout=0.1)


def test_what_struck_is_counted_by_kind_and_not_what_is_only_in_force() -> None:
    faults = Faults()
    faults.add({"kind": "drop_after", "match": "/a"})
    faults.add({"kind": "hang", "match": "/b"})
    for path in ("/a", "/a", "/c"):
        faults.take(path)
    faults.clear()
    assert dict(faults.struck) == {"drop_after": 1}
