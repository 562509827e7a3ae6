"""`publisher user`: who may log in, and as what."""

import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.management.base import CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from publisher.api import tokens
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand, staff
from publisher.models import ApiToken, Role, User
from publisher.showing import iso


class Command(PublisherCommand):
    help = "Add a member of staff, list who there is, or make a token with which a program speaks for one of them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|token")
        add = actions.add_parser("add", help="add somebody who may log in")
        add.add_argument("email", metavar="EMAIL")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument("--name", default="", help="as the trail and the pages show them")
        add.add_argument("--password-file", type=Path, metavar="F", help="a file whose first line is the password")
        actions.add_parser("list", help="show everybody who may log in")
        token = actions.add_parser("token", help="make a token for the API, shown once; or list or revoke them")
        token.add_argument("email", metavar="EMAIL")
        act = token.add_mutually_exclusive_group()
        act.add_argument("--name", default="", help="what it is for")
        act.add_argument("--list", action="store_true", dest="show", help="show the tokens of this user")
        act.add_argument("--revoke", metavar="TOKEN", default="", help="its prefix or its name")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "add":
            self.add(options["email"], options["role"], options["name"], options["password_file"])
        elif action == "token":
            self.token(staff(options["email"]), **options)
        else:
            self.list()

    def add(self, email: str, role: str, name: str, password_file: Path | None) -> None:
        validate_email(email)
        if password_file:
            password = (password_file.read_text().splitlines() or [""])[0].strip()
            validate_password(password)
        else:
            password = secrets.token_urlsafe(15)
        first, _, last = name.strip().partition(" ")
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, role=role, first_name=first, last_name=last.strip())
        except IntegrityError as cause:
            raise Refusal(f"There is already a user {email}. `publisher user list` shows them.", "conflict") from cause
        document = {"id": user.pk, "email": user.email, "role": user.role, "name": user.get_full_name()}
        if not password_file:
            document["password"] = password
        text = f"Added {user.email} as {user.role}."
        self.out(document, text if password_file else f"{text} Password, shown only now: {password}")

    def token(self, user: User, *, name: str, show: bool, revoke: str, **_options: Any) -> None:
        if show:
            rows = [as_json(token) for token in ApiToken.objects.filter(user=user).order_by("id")]
            self.out(rows, None if rows else f"None yet. `publisher user token {user.email}` makes one.")
        elif revoke:
            token = tokens.revoke(user, revoke)
            self.out(as_json(token), f"{token.prefix} is good no more.")
        else:
            token, text = tokens.make(user, name)
            self.out(as_json(token) | {"token": text}, f"Token of {user.email}, shown only now: {text}")

    def list(self) -> None:
        users = [
            {"email": user.email, "role": user.role, "name": user.get_full_name(), "active": user.is_active}
            for user in User.objects.order_by("email")
        ]
        self.out(users, None if users else "Nobody yet. `publisher user add EMAIL --role admin` adds the first.")


def as_json(token: ApiToken) -> dict[str, Any]:
    """One token, without itself."""
    return {
        "prefix": token.prefix,
        "name": token.name,
        "email": token.user.email,
        "created_at": iso(token.created_at),
        "used_at": iso(token.used_at),
        "revoked_at": iso(token.revoked_at),
    }
