"""Requests that are not read: a page that says so, with the cure, and nothing changed."""

import pytest

from tests.web import story

MUCH = "x" * (2 * 1024 * 1024 + 1)


def test_more_than_fits_is_told_with_the_cure_and_changes_nothing(as_user, comms, waiting):
    answer = as_user(comms).post(f"/announcements/{waiting.pk}/hold/", {"reason": MUCH})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "2 MB" in page
    assert "shorten it" in page
    assert "<title>" in page
    assert story.fresh(waiting).state == "in_review"


def test_a_stranger_is_told_the_same(stranger):
    answer = stranger.post("/accounts/login/", {"login": MUCH})
    assert (answer.status_code, "2 MB" in answer.content.decode()) == (413, True)
    assert not answer.cookies


def test_a_request_for_another_host_is_told_that_it_cannot_be_read(stranger):
    answer = stranger.get("/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("path", ["/a/%00", "/a/%00/", "/a/%00/1080x1350.en.jpg", "/pictures/%00.jpg", "/u/%00"])
def test_an_address_that_no_database_can_look_for_is_not_found(as_user, comms, path):
    assert as_user(comms).get(path).status_code == 404


def test_a_text_that_no_database_can_store_is_not_taken(as_user, comms, waiting):
    answer = as_user(comms).post(f"/announcements/{waiting.pk}/hold/", {"reason": "Wait\0."})
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (400, True)
    assert story.fresh(waiting).state == "in_review"
