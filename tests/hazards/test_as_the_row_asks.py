"""What single rows of the hazards ask besides: 7, 9, 10, 14, 15, 26 and 27, with the nearest change that is news."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.approving import check_ready
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Evidence, Notice, RowVersion, User
from publisher.truth import before_sending, missing
from tests.hazards.watched import Watched
from tests.pipeline.story import approve, fresh, only


def test_07_the_original_is_kept_and_the_clean_form_shown(watched: Watched) -> None:
    written = "Cy\u00a0\u200bMockup "
    watched.sign(name=written)
    assert watched.read() == ["Cy Mockup"]
    row = RowVersion.objects.get(key="c50", last_seen=None)
    assert (row.raw["name"], row.understood["name"]) == (written, "Cy Mockup")


def test_09_what_waits_to_go_out_waits_while_the_row_is_gone(watched: Watched, approver: User) -> None:
    name = watched.sign()
    assert watched.read() == [name]
    made = approve(Announcement.objects.get(), approver)
    row = watched.rows.pop("c50")
    assert watched.read() == []
    verdict = before_sending.ask(only(made))
    assert (verdict.go, verdict.held, "proves nothing" in verdict.sentence) == (False, False, True)
    watched.rows["c50"] = row
    assert before_sending.ask(only(made)).go  # the twin: it is there again


def test_09_where_a_row_is_gone_the_sources_page_counts_it(watched: Watched, client: Client, comms: User) -> None:
    client.force_login(comms)
    assert "missing" not in client.get("/sources/").content.decode().lower()
    del watched.rows["c50"]
    watched.read()
    assert "missing" in client.get("/sources/").content.decode().lower()


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_10_an_answer_without_a_body_is_an_outage(watched: Watched, body: bytes) -> None:
    name = watched.sign()
    watched.next_bodies = [body]
    assert watched.read() == []
    assert watched.poll.state == "quarantined"
    assert watched.read() == [name]


@pytest.mark.parametrize("race", [{"district": "14"}, {"office": "Senate", "district": ""}])
def test_14_another_race_is_approved_anew(watched: Watched, approver: User, race: dict[str, str]) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    watched.set("c50", **race)
    assert not before_sending.ask(only(made)).go
    assert (fresh(made).state, "Draft it anew" in fresh(made).reason) == ("held", True)


def test_14_twin_another_candidate_changes_the_race(watched: Watched, approver: User) -> None:
    watched.sign()
    watched.read()
    made = approve(Announcement.objects.get(), approver)
    watched.set("c56", district="14")
    assert watched.read() == []
    assert before_sending.ask(only(made)).go


@pytest.mark.parametrize("warned", [True, False], ids=["hazard", "twin"])
def test_15_a_namesake_in_the_state_is_shown_to_whoever_approves(
    watched: Watched, client: Client, approver: User, warned: bool
) -> None:
    home = watched.rows["c50"]["state"]
    where = {"state": home if warned else "WY", "district": "15" if warned else "AL"}
    watched.set("x", name="Cy Mockup", status="pending", evidence="", **where)
    watched.read()
    name = watched.sign("c50")
    assert watched.read() == [name]
    client.force_login(approver)
    page = client.get(f"/announcements/{Announcement.objects.get().pk}/").content.decode()
    assert ("Another candidate has the same name" in page) is warned
    assert ('name="namesake"' in page) is warned
    if warned:
        with pytest.raises(Refusal, match=r"Check whose evidence this is.*--namesake"):
            approve(Announcement.objects.get(), approver)
    approve(Announcement.objects.get(), approver, namesake=warned)


def test_09_staff_are_told_once_of_who_stays_away(watched: Watched, approver: User) -> None:
    del watched.rows["c0"]
    watched.read(2)
    missing.remind()
    assert not Notice.objects.filter(kind="missing").exists()
    for _ in range(2):
        missing.remind(timezone.now() + timedelta(hours=1, minutes=1))
    told = Notice.objects.get(kind="missing")
    assert told.recipient == approver
    assert "Ana Sample (signed): no longer in" in told.text


def test_09_twin_who_comes_back_within_the_hour_is_not_told(watched: Watched, approver: User) -> None:
    row = watched.rows.pop("c0")
    watched.read()
    watched.rows["c0"] = row
    watched.read()
    missing.remind(timezone.now() + timedelta(hours=2))
    assert not Notice.objects.filter(kind="missing").exists()


def test_26_party_or_spelling_of_who_has_died_is_no_news(watched: Watched) -> None:
    Candidacy.objects.filter(person__name="Ana Sample").update(standing="deceased")
    watched.set("c0", party="Green", name="Ana Q. Sample")
    assert (watched.read(2), watched.held) == ([], [])


@pytest.mark.parametrize(
    "cell", ["at the town hall", "https://facebook.com/", "http://tbd/", "TBD", "https://localhost/x"]
)
def test_27_what_stands_in_for_evidence_is_none(watched: Watched, cell: str) -> None:
    watched.sign(evidence=cell)
    watched.read()
    assert "no evidence" in check_ready(Announcement.objects.get().revision)


def test_27_dead_evidence_is_none(watched: Watched) -> None:
    watched.sign()
    watched.read()
    Evidence.objects.update(doubted_at=timezone.now(), dead_at=timezone.now(), trouble="It answers 404.")
    assert "no evidence" in check_ready(Announcement.objects.get().revision)


def test_27_twin_a_page_that_could_be_opened(watched: Watched, approver: User) -> None:
    watched.sign(evidence="https://news.example.org/2026/pledge")
    watched.read()
    assert "no evidence" not in check_ready(Announcement.objects.get().revision)
