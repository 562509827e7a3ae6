"""`publisher audit` walks the chain and hands it out without personal data."""

import json

import pytest

from publisher import trail
from publisher.models import Event, Seal, User
from publisher.workflow import tell


@pytest.fixture
def written(organizer: User) -> User:
    for _ in range(3):
        tell(organizer, "tried", by=organizer, personal={"reason": "because I say so"})
    return organizer


def test_verify_seals_what_is_new_and_reports_the_head(cli, written: User) -> None:
    done = cli("audit", "verify", "--json")
    report = json.loads(done.out)
    assert done.code == 0
    assert (report["ok"], report["sealed"], report["unsealed"]) == (True, 3, 0)
    assert report["head"] == f"3:{Seal.objects.get(seq=3).hash}"


def test_verify_fails_on_a_changed_event(cli, written: User) -> None:
    trail.seal()
    Event.objects.update(what="nothing")
    done = cli("audit", "verify", "--json")
    report = json.loads(done.out)
    assert done.code == 1
    assert (report["ok"], len(report["problems"])) == (False, 3)
    assert done.err.count("\n") == 1


def test_verify_finds_a_head_kept_elsewhere(cli, written: User) -> None:
    head = json.loads(cli("audit", "verify", "--json").out)["head"]
    assert cli("audit", "verify", "--expect", head).code == 0
    assert cli("audit", "verify", "--expect", "2:" + head.split(":")[1]).code == 1


@pytest.mark.parametrize("head", ["yesterday", f"{'9' * 5000}:{'0' * 64}", f"\u00b2:{'0' * 64}"])
def test_verify_refuses_what_is_no_head(cli, head: str) -> None:
    done = cli("audit", "verify", "--expect", head)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert head[:20] in done.err
    assert "is not a head" in done.err


@pytest.mark.parametrize("as_json", [True, False])
def test_export_can_be_verified_by_anybody_and_names_nobody(cli, written: User, as_json: bool) -> None:
    trail.seal()
    out = cli("audit", "export", *(["--json"] if as_json else [])).out
    lines = json.loads(out) if as_json else [json.loads(line) for line in out.splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert lines[1]["previous"] == lines[0]["hash"]
    assert written.email not in out
    assert "because" not in out
