"""What a look at evidence means, and what may be approved on it."""

import hashlib
import socket

import pytest
import time_machine
from django.utils import timezone

from publisher import files
from publisher.errors import Refusal
from publisher.models import Event, Evidence, Revision, StatusChange, User
from publisher.pipeline import draft, evidence, submit
from publisher.proof.attachments import from_file, from_note
from publisher.truth.evidence import Standing, standing
from tests.pipeline import sites
from tests.pipeline.proving import HOUR, PDF, happened, piece, refusal, stands, told
from tests.pipeline.sites import Site
from tests.pipeline.story import Stage, approve, digest, work


def test_an_address_is_opened_and_a_copy_of_the_page_kept(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    before = digest(made)
    assert stands(made) is Standing.UNREAD
    work()
    item = piece(made)
    assert (standing(item), item.title, item.final_url, item.http_status) == (
        Standing.CAPTURED, "I signed the pledge", site.url, 200,
    )  # fmt: skip
    assert item.file_id == hashlib.sha256(sites.PAGE.encode()).hexdigest()
    assert files.read(item.file_id).decode() == sites.PAGE
    assert item.captured_at
    assert happened() == ["seen", "captured"]
    assert digest(made) == before  # what people read is not changed behind their back


def test_what_we_opened_needs_nobody_to_vouch_for_it(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    work()
    assert approve(made, stage.approver, opened=False).state == "approved"
    assert "vouched" not in happened()


def test_the_first_copy_is_the_one_that_stays(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    work()
    site.says("<title>Something else</title>")
    with time_machine.travel(timezone.now() + HOUR, tick=True):
        work()
    assert piece(made).title == "I signed the pledge"
    assert len(site.asked) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_dead_is_what_is_not_there_twice_an_hour_apart(stage: Stage, site: Site, status: str) -> None:
    site.says("gone", status)
    made = told(stage, site.url)
    work()
    assert stands(made) is Standing.DOUBTED
    with time_machine.travel(timezone.now() + 0.9 * HOUR, tick=True):
        evidence.check(made)
        assert stands(made) is Standing.DOUBTED
    with time_machine.travel(timezone.now() + HOUR, tick=True):
        work()
        assert stands(made) is Standing.DEAD
        assert "There is no evidence for Maxima Example. Dead: Nothing is there any more" in refusal(
            made, stage.approver
        )
    assert happened() == ["seen", "evidence_doubted", "evidence_dead"]


def test_an_unknown_host_is_not_dead_at_the_first_look(stage: Stage) -> None:
    made = told(stage, "https://campaign.example/pledge")
    work()
    assert stands(made) is Standing.DOUBTED
    assert approve(made, stage.approver).state == "approved"
    with time_machine.travel(timezone.now() + HOUR, tick=True):
        evidence.check(made)
        assert stands(made) is Standing.DEAD


def test_no_name_server_for_a_day_kills_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_line(*_rest: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no line")

    monkeypatch.setattr(socket, "getaddrinfo", no_line)
    made = told(stage, "https://campaign.example/pledge")
    for hours in (0, 1, 2, 24):
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            evidence.check(made)
    assert stands(made) is Standing.CANNOT_CHECK


def test_what_is_there_again_is_alive_again(stage: Stage, site: Site) -> None:
    site.says("gone", "404 Not Found")
    made = told(stage, site.url)
    evidence.check(made)
    with time_machine.travel(timezone.now() + HOUR, tick=True):
        evidence.check(made)
        site.says()
        evidence.check(made)
    assert stands(made) is Standing.CAPTURED
    assert piece(made).doubted_at is None


def test_a_look_that_finds_it_between_two_that_do_not_starts_anew(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    for hours, status in ((0, "404 No"), (0.5, "200 OK"), (1.1, "404 No")):
        site.says(sites.PAGE, status)
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            evidence.check(made)
    assert stands(made) is Standing.CAPTURED
    assert piece(made).dead_at is None


@pytest.mark.parametrize("status", ["401 No", "403 No", "429 Slow", "500 Oops", "503 Busy"])
def test_what_cannot_be_checked_is_approved_by_a_person_who_opened_it(stage: Stage, site: Site, status: str) -> None:
    site.says("no", status)
    made = told(stage, site.url)
    for hours in (0, 2, 5):
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            evidence.check(made)
    assert stands(made) is Standing.CANNOT_CHECK
    assert "open it, and tick" in refusal(made, stage.approver, opened=False)
    assert approve(made, stage.approver).state == "approved"
    assert piece(made).confirmed_by == stage.approver
    assert happened() == ["seen", "vouched"]
    assert Event.objects.get(what="vouched").personal.by == stage.approver
    work()
    assert len(stage.posts) == 1


def test_a_login_wall_and_a_way_into_the_private_network_cannot_be_checked(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    for location in ("/accounts/login/?next=/pledge", "http://10.1.2.3/admin"):
        site.leads_to(location)
        evidence.check(made)
        assert stands(made) is Standing.CANNOT_CHECK
    assert piece(made).file is None


def test_a_copy_that_was_kept_counts_when_the_site_shuts_its_door(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    work()
    site.says("no", "403 Forbidden")
    evidence.check(made)
    assert stands(made) is Standing.CAPTURED
    assert "does not let us in" in piece(made).trouble
    assert approve(made, stage.approver, opened=False).state == "approved"


def test_a_word_given_before_it_was_gone_is_no_word_on_what_is_gone(stage: Stage, site: Site, comms: User) -> None:
    site.says("no", "403 Forbidden")
    made = told(stage, site.url)
    approve(made, stage.approver)
    assert stands(made) is Standing.CONFIRMED
    site.says("no", "404 Not Found")
    evidence.check(made)
    assert stands(made) is Standing.DOUBTED


@pytest.mark.parametrize("url", ["https://x.com/", "https://www.tbd.com", "http://10.0.0.1/pledge"])
def test_a_placeholder_is_no_evidence_whatever_anybody_says(stage: Stage, url: str) -> None:
    made = told(stage, url)
    work()
    assert stands(made) is Standing.PLACEHOLDER
    assert piece(made).checked_at  # said to be none, and not opened again and again
    assert refusal(made, stage.approver).startswith("There is no evidence for Maxima Example.")


def test_a_trigger_with_a_placeholder_is_refused_at_once(stage: Stage, organizer: User) -> None:
    with pytest.raises(Refusal, match="only the front of that site"):
        draft.trigger("oh-3", status="signed", evidence_url="https://facebook.com", by=organizer)
    assert not StatusChange.objects.exists()


def test_what_was_dead_when_people_approved_it_with_something_better_goes_out(
    stage: Stage, site: Site, comms: User
) -> None:
    made = told(stage, site.url)
    Evidence.objects.update(dead_at=timezone.now(), trouble="Nothing is there any more (404).", next_check_at=None)
    site.says("gone", "404 Not Found")
    assert "Dead" in refusal(made, stage.approver)
    submit.attach(made.pk, by=comms, proofs=[from_file(PDF, "pledge.pdf")])
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1


def test_a_revision_from_before_pieces_had_numbers_still_knows_them(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    work()
    manifest = made.revision.manifest
    for entry in manifest["subjects"][0]["evidence"]:
        del entry["id"]
    Revision.objects.filter(pk=made.revision_id).update(manifest=manifest)
    assert approve(made, stage.approver, opened=False).state == "approved"


def test_evidence_that_came_after_the_draft_is_not_yet_a_part_of_it(stage: Stage, comms: User) -> None:
    made = told(stage, "https://x.com/")
    change = StatusChange.objects.get()
    Evidence.objects.create(change=change, kind="note", about={"text": "I was there."}, added_by=comms)
    assert "no evidence" in refusal(made, stage.approver)
    submit.redraft(made.pk, by=comms)
    assert approve(made, stage.approver, opened=False).state == "approved"


def test_words_that_a_person_noted_count(stage: Stage, comms: User) -> None:
    made = told(stage, "https://x.com/")
    submit.attach(made.pk, by=comms, proofs=[from_note("She said so at the town hall.")])
    assert approve(made, stage.approver, opened=False).state == "approved"
