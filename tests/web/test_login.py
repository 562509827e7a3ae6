import pytest
from django.test import Client

from tests.conftest import PASSWORD


def test_the_login_leads_to_the_queue(client: Client, approver):
    answer = client.post("/accounts/login/", {"login": approver.email, "password": PASSWORD})
    assert answer["Location"] == "/"


def test_a_wrong_password_is_said_beside_the_form(client: Client, approver):
    answer = client.post("/accounts/login/", {"login": approver.email, "password": "wrong"})
    assert 'role="alert"' in answer.content.decode()


def test_nobody_signs_up(client: Client, db):
    before = client.get("/accounts/signup/").content.decode()
    assert "<form" not in before.split("<main")[1]


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_the_pages_around_the_login_look_like_ours(client: Client, db, path):
    assert "css/entrance.css" in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_so_do_the_pages_behind_it(client: Client, approver, path):
    client.post("/accounts/login/", {"login": approver.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get(path)
    assert answer.status_code == 200
    assert "css/entrance.css" in answer.content.decode()
