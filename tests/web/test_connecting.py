"""Connecting an account with clicks: three ways, a code, a confirmation, a session; and nothing secret on any page."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from publisher import crypto
from publisher.accounts.connecting import connect
from publisher.accounts.opening import by_hand
from publisher.channels.instagram import Instagram
from publisher.models import Account, LogIn
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_login import _totp
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import sandbox

__all__ = ["sandbox"]

PASSWORD, SEED = "a very long password", "JBSWY3DPEHPK3PXP"
TYPED = {"name": "main", "username": "coalition", "password": PASSWORD, "understood": "yes", "languages": ["en", "es"]}


@pytest.fixture
def login(db: None, sandbox: InstagramSandbox) -> InstagramSandbox:
    sandbox.store.add_account(Login("coalition", PASSWORD))
    return sandbox


@pytest.fixture
def client(as_user, approver) -> Any:
    return as_user(approver)


def key(client: Any) -> str:
    found = re.search(r'name="key" value="(\w+)"', client.get("/places/connect/").content.decode())
    assert found
    return found[1]


def post(client: Any, path: str = "instagram", **fields: Any) -> Any:
    return client.post(f"/places/connect/{path}/", TYPED | {"key": key(client)} | fields, follow=True)


def passwords(sandbox: InstagramSandbox) -> int:
    return int(sandbox.state["requests"].get("password", 0))


def test_the_ways_stand_in_their_order_and_the_last_says_what_it_is(client):
    html = client.get("/places/connect/").content.decode()
    order = [html.index(text) for text in ("official API</h2>", "2. By hand", "3. As the app does")]
    assert order == sorted(order)
    assert "Instagram does not allow this and can lock the account" in html
    assert "This is how it works until an account is connected." in html


def test_only_approvers_see_it(as_user, comms):
    assert as_user(comms).get("/places/connect/").status_code == 403


def test_the_tick_must_be_set(client, login):
    answer = post(client, understood="")
    assert answer.status_code == 400
    assert "Tick that you know" in answer.content.decode()
    assert passwords(login) == 0


def test_a_username_and_a_password_connect_it(client, login):
    answer = post(client)
    account = Account.objects.get(channel="instagram")
    assert answer.redirect_chain[-1][0] == f"/places/{account.pk}/"
    html = answer.content.decode()
    assert "Posting by hand stays for what cannot be sent." in html
    assert "Healthy" in html
    assert account.languages == ["en", "es"]
    assert passwords(login) == 1


def test_connecting_it_again_offers_the_languages_that_it_has(client, login):
    post(client, languages=["es"])
    html = client.get("/places/connect/?name=main").content.decode()
    form = html[html.index('action="/places/connect/instagram/"') :]
    assert 'value="es" checked' in form
    assert 'value="en" checked' not in form


def test_a_second_press_of_the_same_form_is_no_second_log_in(client, login):
    form = TYPED | {"key": key(client)}
    first, second = (client.post("/places/connect/instagram/", form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert passwords(login) == 1


def test_a_second_press_after_a_refusal_sends_no_second_password(client, login):
    form = TYPED | {"key": key(client), "password": "wrong horse"}
    answers = [client.post("/places/connect/instagram/", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("refused the username or password" in answer.content.decode() for answer in answers)
    assert "was sent before" in answers[1].content.decode()
    assert passwords(login) == 1


def test_a_second_press_while_nobody_knows_what_came_of_the_first_sends_nothing(client, login, monkeypatch):
    """The first request died at it: no answer, and nothing in the session."""
    form = TYPED | {"key": key(client)}

    def dies(*_: Any, **__: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(Instagram, "connect", dies)
        with pytest.raises(SystemExit):
            client.post("/places/connect/instagram/", form)
    answer = client.post("/places/connect/instagram/", form)
    assert (answer.status_code, passwords(login)) == (409, 0)
    assert "nobody knows what came of it" in answer.content.decode()


def test_what_was_refused_before_anything_left_may_be_sent_again_as_it_is(client, login):
    form = TYPED | {"key": key(client)}
    assert client.post("/places/connect/instagram/", form | {"understood": ""}).status_code == 400
    assert client.post("/places/connect/instagram/", form).status_code == 303


def test_a_wrong_password_is_said_sent_once_and_never_repeated(client, login):
    answer = post(client, password="wrong horse")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "refused the username or password" in html
    assert "wrong horse" not in html
    assert 'value="coalition"' in html
    assert passwords(login) == 1
    assert not Account.objects.filter(channel="instagram").exists()


def test_a_code_is_typed_into_a_page(client, login):
    login.store.add_account(Login("coalition", PASSWORD, SEED))
    answer = post(client)
    row = LogIn.objects.get()
    assert answer.redirect_chain[-1][0] == f"/places/log-in/{row.pk}/"
    assert "Instagram asks for a code" in answer.content.decode()
    assert "waits for a person" in client.get("/places/").content.decode()
    wrong = client.post(f"/places/log-in/{row.pk}/go-on/", {"code": "000000"}, follow=True).content.decode()
    assert "did not accept the code" in wrong
    right = client.post(f"/places/log-in/{row.pk}/go-on/", {"code": _totp(SEED, 0)}, follow=True).content.decode()
    assert "is connected." in right
    assert passwords(login) == 1
    for html in (answer.content.decode(), wrong, right):
        assert PASSWORD not in html


def test_a_challenge_says_what_to_do_in_the_app(client, login):
    login.fault("challenge_required", match="send_login_request")
    html = post(client).content.decode()
    row = LogIn.objects.get()
    assert "Was this you?" in html
    assert passwords(login) == 1
    client.get(f"/places/log-in/{row.pk}/")
    assert passwords(login) == 1  # looking at the page asks nothing
    html = client.post(f"/places/log-in/{row.pk}/go-on/", follow=True).content.decode()
    assert "is connected." in html


def test_a_second_press_after_a_confirmation_sends_no_second_password(client, login):
    login.fault("challenge_required", match="send_login_request", times=None)
    html = post(client).content.decode()
    row = LogIn.objects.get()
    form = {"seen": re.search(r'name="seen" value="([^"]+)"', html)[1]}
    _first, second = (client.post(f"/places/log-in/{row.pk}/go-on/", form, follow=True) for _ in range(2))
    assert passwords(login) == 2
    assert "was sent before" in second.content.decode()
    form = {"seen": re.search(r'name="seen" value="([^"]+)"', second.content.decode())[1]}
    login.faults.clear()
    assert "is connected." in client.post(f"/places/log-in/{row.pk}/go-on/", form, follow=True).content.decode()


def test_what_was_given_up_is_forgotten(client, login):
    login.fault("challenge_required", match="send_login_request")
    post(client)
    row = LogIn.objects.get()
    client.post(f"/places/log-in/{row.pk}/give-up/")
    assert not LogIn.objects.exists()
    assert client.get(f"/places/log-in/{row.pk}/").status_code == 404
    assert client.post(f"/places/log-in/{row.pk}/go-on/", {"code": "1"}).status_code == 404


@pytest.mark.parametrize("how", ["file", "pasted"])
def test_a_session_is_imported(client, login, how):
    made = connect("instagram", "elsewhere", {"username": "coalition", "password": PASSWORD})
    session = json.dumps(crypto.unseal(made.session))
    made.delete()
    before = passwords(login)
    given = {"file": SimpleUploadedFile("s.json", session.encode())} if how == "file" else {"session": session}
    html = post(client, "session", password="", **given).content.decode()
    assert "is connected." in html
    assert passwords(login) == before
    assert json.loads(session)["authorization_data"]["sessionid"] not in html


@pytest.mark.parametrize("text", ["", "no json", "[1]", "{}", "x" * 300_000])
def test_what_is_no_session_is_refused_and_not_repeated(client, login, text):
    answer = post(client, "session", session=text)
    assert answer.status_code in (400, 409)
    assert not Account.objects.filter(channel="instagram").exists()
    assert len(text) < 3 or text not in answer.content.decode()


def test_the_official_api_is_connected_by_its_token(client, settings):
    with GraphSandbox({"coalition": "IGAA-long-and-secret"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        html = post(client, "instagram_graph", token="IGAA-long-and-secret").content.decode()
    assert "is connected." in html
    assert "IGAA" not in html


def test_one_page_is_not_connected_by_two_ways(client, login, settings):
    post(client)
    with GraphSandbox({"coalition": "IGAA-long-and-secret"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        answer = post(client, "instagram_graph", token="IGAA-long-and-secret", name="other")
    assert answer.status_code == 409
    assert "everything would appear there twice" in answer.content.decode()


def test_a_channel_that_is_off_says_so(client, settings):
    settings.CHANNELS = ["by_hand"]
    html = client.get("/places/connect/").content.decode()
    assert "An operator adds instagram to PUBLISHER_CHANNELS" in html
    assert client.post("/places/connect/instagram/", TYPED).status_code == 404


def test_the_place_by_hand_is_there_from_the_start(client):
    assert "Instagram by hand · main" in client.get("/places/").content.decode()
    html = client.get(f"/places/{by_hand().pk}/").content.decode()
    assert "A person posts what is approved." in html
