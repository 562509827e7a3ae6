import pytest

from publisher.accounts.pausing import pause
from publisher.models import Account
from tests.web import story


@pytest.fixture
def account(db) -> Account:
    story.places()
    return Account.objects.get(channel="instagram")


def test_a_paused_place_says_why_and_what_to_do(as_user, organizer, account):
    pause(account, "Instagram asks whether it is you.", "Confirm it on the phone.")
    html = as_user(organizer).get("/places/").content.decode()
    assert "Instagram asks whether it is you." in html
    assert "Confirm it on the phone." in html
    assert "<form" not in html.split("<main")[1]


def test_an_approver_pauses_with_a_reason_and_resumes(as_user, approver, account):
    client = as_user(approver)
    assert client.post(f"/places/{account.pk}/pause/", {"reason": ""}).status_code == 400
    assert client.post(f"/places/{account.pk}/pause/", {"reason": "Rest."}).status_code == 303
    account.refresh_from_db()
    assert account.pause_reason == "Rest."
    again = client.post(f"/places/{account.pk}/pause/", {"reason": "Something else."})
    assert (again.status_code, "is paused already: Rest." in again.content.decode()) == (409, True)
    assert client.post(f"/places/{account.pk}/resume/").status_code == 303
    account.refresh_from_db()
    assert account.paused_at is None


def test_resuming_twice_is_refused_plainly(as_user, approver, account):
    answer = as_user(approver).post(f"/places/{account.pk}/resume/")
    assert answer.status_code == 409
    assert "is not paused" in answer.content.decode()


def test_comms_may_not_resume(as_user, comms, account):
    assert as_user(comms).post(f"/places/{account.pk}/resume/").status_code == 403
