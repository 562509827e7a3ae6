import pytest
from django.test import Client

STAFF_PAGES = [
    "/", "/announce/", "/sources/", "/sources/new/", "/sources/1/map/", "/quarantine/", "/quarantine/rows/1/",
    "/quarantine/polls/1/", "/candidates/1/", "/places/", "/me/", "/announcements/1/", "/pictures/00.jpg",
]  # fmt: skip


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_stranger_is_sent_to_the_login(client: Client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/", "/announce/", "/sources/", "/places/", "/me/"])
def test_every_page_opens_for_an_organizer_and_is_kept_by_no_cache(as_user, organizer, path):
    answer = as_user(organizer).get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_page_above_ones_role_says_which_role_is_needed(as_user, organizer, waiting):
    answer = as_user(organizer).get(f"/announcements/{waiting.pk}/edit/")
    assert answer.status_code == 403
    assert "role comms" in answer.content.decode()


def test_times_are_in_the_readers_zone_and_say_so(as_user, approver, waiting):
    approver.time_zone = "Pacific/Honolulu"
    approver.save()
    assert " HST</time>" in as_user(approver).get(f"/announcements/{waiting.pk}/").content.decode()


def test_a_zone_that_the_machine_does_not_know_becomes_utc(as_user, approver, waiting):
    approver.time_zone = "Mars/Olympus"
    approver.save()
    assert " UTC</time>" in as_user(approver).get(f"/announcements/{waiting.pk}/").content.decode()


def test_a_form_without_the_csrf_token_is_refused(approver, waiting):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(approver)
    assert strict.post(f"/announcements/{waiting.pk}/approve/").status_code == 403


def test_an_unknown_address_is_answered_plainly(client, db):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()
