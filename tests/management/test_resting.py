"""The commands about an account that rests, and about its limits."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from publisher.accounts import reasons
from publisher.models import Account
from tests.conftest import Done
from tests.pipeline.story import Stage, only, work

Cli = Callable[..., Done]
NAME = "instagram/coalition"


@pytest.fixture
def blocked(stage: Stage) -> Stage:
    """Two are due, and Instagram blocks the account at the first."""
    stage.sandbox.fault("feedback_required", match="/rupload_igphoto/", times=9)
    for key in ("oh-3", "oh-4"):
        stage.approved(key)
    work()
    stage.sandbox.faults.clear()
    return stage


def document(done: Done) -> Any:
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_resume_shows_what_would_go_first_and_lets_nothing_go(cli: Cli, blocked: Stage) -> None:
    row = document(cli("account", "resume", NAME, "--json"))
    assert [one["names"] for one in row["would_go"]] == ["Maxima Example", "Noor Placeholder"]
    assert set(row["would_go"][0]) == {
        *("delivery", "announcement", "code", "names", "act", "since", "hand", "waits", "copies", "sure")
    }
    assert (row["state"], row["kind"], row["steps"]) == ("paused", "feedback", reasons.steps("feedback", ""))
    shown = cli("account", "resume", NAME).out
    first, second = (one["code"] for one in row["would_go"])
    assert 0 < shown.index(f"1. {first}") < shown.index(f"2. {second}") < shown.index("--first")
    assert row["blocked_until"] in shown
    work()
    assert blocked.posts == []


def test_it_is_refused_until_its_time_without_a_reason(cli: Cli, blocked: Stage) -> None:
    done = cli("account", "resume", NAME, "--all")
    assert (done.code, "is blocked until" in done.err, done.err.count("\n")) == (1, True, 1)
    row = document(cli("account", "resume", NAME, "--all", "--force", "The app says it is lifted.", "--json"))
    assert (row["state"], row["let_go"], row["blocked_until"]) == ("ready", 2, None)
    work()
    assert len(blocked.posts) == 2


def test_the_first_alone(cli: Cli, blocked: Stage) -> None:
    row = document(cli("account", "resume", NAME, "--first", "--force", "The app says it is lifted.", "--json"))
    assert (row["let_go"], row["first_alone"]) == (1, row["would_go"][0]["code"])
    work()
    assert len(blocked.posts) == 1
    assert document(cli("account", "list", "--json"))[0]["kind"] == "probe"


def test_check_list_and_doctor_show_counts_and_the_block(
    cli: Cli, blocked: Stage, no_brand: None, settings: Any
) -> None:
    settings.LIMITS = "instagram=4/hour 16/day 300s"
    (row,) = document(cli("account", "list", "--json"))
    assert row["limits"].items() >= {"hour": 0, "per_hour": 4, "day": 0, "per_day": 16, "spacing_seconds": 300}.items()
    assert "0 of 4" in cli("account", "list").out
    checked = cli("account", "check", NAME)
    assert "0 of 4 in the last hour" in checked.out
    assert row["blocked_until"] in checked.out
    checks = json.loads(cli("doctor", "--json").out)["checks"]
    finding = next(one for one in checks if one["name"] == f"account {NAME}")
    assert row["blocked_until"] in finding["detail"]
    assert finding["todo"].startswith("1. ")
    Account.objects.update(paused_at=None, blocked_until=None)
    checks = json.loads(cli("doctor", "--json").out)["checks"]
    finding = next(one for one in checks if one["name"] == f"account {NAME}")
    assert (finding["ok"], "0 of 4 in the last hour" in finding["detail"]) == (True, True)


def test_an_account_gets_limits_of_its_own(cli: Cli, stage: Stage) -> None:
    row = document(cli("account", "limit", NAME, "1/hour", "--json"))
    assert row["limits"]["per_hour"] == 1
    made = [stage.approved("oh-3"), stage.approved("oh-4")]
    work()
    assert [only(one).state for one in made] == ["published", "ready"]
    document(cli("account", "limit", NAME, "default", "--json"))
    work()
    assert len(stage.posts) == 2
    done = cli("account", "limit", NAME, "seldom")
    assert (done.code, "write 4/hour" in done.err) == (1, True)
