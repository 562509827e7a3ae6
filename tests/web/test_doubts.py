import pytest

from publisher.accounts.pausing import pause
from publisher.models import Delivery
from tests.web import story

LINK = "https://www.instagram.com/p/CDEMO1/"


@pytest.fixture
def uncertain(going) -> Delivery:
    return story.out(going, "post", state="uncertain", reason="The connection broke off.")


def post(client, delivery: Delivery, act: str, **fields):
    answer = client.post(f"/deliveries/{delivery.pk}/{act}/", fields)
    delivery.refresh_from_db()
    return answer


def test_the_page_asks_a_person_to_look(as_user, approver, uncertain):
    html = as_user(approver).get(f"/announcements/{uncertain.announcement_id}/").content.decode()
    assert "The connection broke off." in html
    assert f"/deliveries/{uncertain.pk}/there/" in html
    assert f"/deliveries/{uncertain.pk}/again/" in html


def test_no_look_is_offered_while_the_account_is_paused(as_user, approver, uncertain):
    page, look = f"/announcements/{uncertain.announcement_id}/", f"/deliveries/{uncertain.pk}/look/"
    assert look in as_user(approver).get(page).content.decode()
    pause(uncertain.account, "Too much.", "Wait.", kind="feedback")
    html = as_user(approver).get(page).content.decode()
    assert look not in html
    assert f"It is not looked for while {uncertain.account} is paused." in html
    assert post(as_user(approver), uncertain, "look").status_code == 409


def test_it_is_there_closes_it_with_its_address(as_user, approver, uncertain):
    assert post(as_user(approver), uncertain, "there", permalink=LINK).status_code == 303
    assert (uncertain.state, uncertain.permalink) == ("published", LINK)


def test_an_address_that_is_none_is_refused(as_user, approver, uncertain):
    assert post(as_user(approver), uncertain, "there", permalink="over there").status_code == 400
    assert uncertain.state == "uncertain"


def test_sending_again_needs_the_tick_that_somebody_looked(as_user, approver, uncertain):
    answer = post(as_user(approver), uncertain, "again", reason="the app")
    assert answer.status_code == 400
    assert "must not appear twice" in answer.content.decode()
    assert uncertain.state == "uncertain"


def test_with_the_tick_it_is_sent_again(as_user, approver, uncertain):
    assert post(as_user(approver), uncertain, "again", looked="yes", reason="the app").status_code == 303
    assert uncertain.state == "ready"


def test_a_second_click_changes_nothing_more(as_user, approver, uncertain):
    client = as_user(approver)
    post(client, uncertain, "there", permalink=LINK)
    assert post(client, uncertain, "again", looked="yes", reason="the app").status_code == 409
    assert uncertain.state == "published"


def test_an_organizer_may_not_settle_it(as_user, organizer, uncertain):
    assert post(as_user(organizer), uncertain, "there", permalink=LINK).status_code == 403
