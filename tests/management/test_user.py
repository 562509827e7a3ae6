"""`publisher user` adds staff once, and shows them."""

import json
from pathlib import Path

from publisher.models import User


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
