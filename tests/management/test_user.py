"""`publisher user` adds staff once, and shows them."""

import json
from pathlib import Path

import pytest
from django.test import Client

from publisher.models import Event, Role, User
from tests.conftest import PASSWORD


def test_adds_a_user_who_can_log_in_with_the_password_it_prints(cli) -> None:
    done = cli("user", "add", "Nora@Coalition.example", "--role", "approver", "--name", "Nora Fields", "--json")
    added = json.loads(done.out)
    user = User.objects.get(email="nora@coalition.example")
    assert (done.code, added["role"], user.get_full_name()) == (0, "approver", "Nora Fields")
    assert user.check_password(added["password"])


def test_takes_the_password_from_a_file_and_does_not_repeat_it(cli, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("plum tundra seven kettles\n")
    done = cli("user", "add", "a@coalition.example", "--role", "admin", "--password-file", str(file), "--json")
    assert "password" not in json.loads(done.out)
    assert User.objects.get().check_password("plum tundra seven kettles")


def test_refuses_a_weak_password(cli, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("password\n")
    done = cli("user", "add", "a@coalition.example", "--role", "admin", "--password-file", str(file))
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert not User.objects.exists()


def test_refuses_a_second_user_with_the_same_address(cli, comms: User) -> None:
    done = cli("user", "add", comms.email.upper(), "--role", "admin")
    assert done.code == 1
    assert "already a user" in done.err
    assert User.objects.get().role == "comms"


def test_refuses_what_is_not_an_address(cli) -> None:
    done = cli("user", "add", "nobody", "--role", "admin")
    assert (done.code, done.out) == (1, "")


def test_an_unknown_role_is_one_line_and_exit_code_2(cli) -> None:
    done = cli("user", "add", "a@coalition.example", "--role", "boss")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "boss" in done.err


def test_a_missing_password_file_is_named(cli) -> None:
    done = cli("user", "add", "a@coalition.example", "--role", "admin", "--password-file", "/no/such/file")
    assert done.code == 1
    assert "/no/such/file" in done.err


def test_lists_everybody(cli, comms: User, admin: User) -> None:
    rows = json.loads(cli("user", "list", "--json").out)
    assert [row["email"] for row in rows] == sorted([comms.email, admin.email])


def test_lists_people_in_columns(cli, comms: User) -> None:
    lines = cli("user", "list").out.splitlines()
    assert lines[0].split() == ["email", "role", "name", "active"]
    assert lines[1].split() == [comms.email, "comms", "Casey", "Comms", "yes"]


def test_gives_somebody_another_role_and_writes_it_down(cli, comms: User) -> None:
    done = cli("user", "set", comms.email.upper(), "--role", "approver", "--json")
    changed = {"email": comms.email, "role": "approver", "name": "Casey Comms", "active": True}
    assert (done.code, json.loads(done.out)) == (0, changed)
    assert User.objects.get().may(Role.APPROVER)
    event = Event.objects.get(kind="user", object_id=comms.pk)
    assert (event.what, event.before, event.after) == ("role", "comms", "approver")


def test_whoever_is_switched_off_is_logged_out_and_cannot_log_in(cli, client: Client, comms: User) -> None:
    client.force_login(comms)
    assert client.get("/").status_code == 200
    assert cli("user", "set", comms.email, "--active", "no").code == 0
    assert client.get("/").status_code == 302
    client.post("/accounts/login/", {"login": comms.email, "password": PASSWORD})
    assert client.get("/").status_code == 302
    assert json.loads(cli("user", "list", "--json").out)[0]["active"] is False


def test_whoever_is_switched_on_again_is_who_they_were(cli, comms: User) -> None:
    for active in ("no", "yes"):
        assert cli("user", "set", comms.email, "--active", active).code == 0
    assert User.objects.get().may(Role.COMMS)
    events = Event.objects.filter(what="active").order_by("id")
    assert [(event.before, event.after) for event in events] == [("yes", "no"), ("no", "yes")]


def test_what_is_so_already_is_no_event(cli, comms: User) -> None:
    assert cli("user", "set", comms.email, "--role", "comms", "--active", "yes").code == 0
    assert not Event.objects.exists()


@pytest.mark.parametrize("change", [("--role", "approver"), ("--active", "no"), ("--role", "comms", "--active", "no")])
def test_the_last_active_admin_stays(cli, admin: User, comms: User, change: tuple[str, ...]) -> None:
    User.objects.create_user("former@coalition.example", role="admin", is_active=False)
    done = cli("user", "set", admin.email, *change)
    assert (done.code, done.err.count("\n"), "last active admin" in done.err) == (1, 1, True)
    assert User.objects.get(pk=admin.pk).may(Role.ADMIN)
    assert not Event.objects.exists()
    assert cli("user", "set", comms.email, "--role", "admin").code == 0
    assert cli("user", "set", admin.email, *change).code == 0
