"""`publisher user`: who may log in, and as what."""

import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from publisher.api import tokens
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand, staff
from publisher.management.secret_file import first_line
from publisher.models import ApiToken, Role, User
from publisher.pipeline import staffing
from publisher.showing import iso

MOST_ADDRESS, MOST_NAME = 254, 150
"""What fits into the columns."""


class Command(PublisherCommand):
    help = "Add a member of staff, list who there is, change somebody's role, or make a token for a program."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|set|token")
        add = actions.add_parser("add", help="add somebody who may log in")
        add.add_argument("email", metavar="EMAIL")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument("--name", default="", help="as the trail and the pages show them")
        add.add_argument("--password-file", type=Path, metavar="F", help="a file whose first line is the password")
        actions.add_parser("list", help="show everybody who may log in")
        change = actions.add_parser("set", help="give somebody another role, or switch them off or on")
        change.add_argument("email", metavar="EMAIL")
        change.add_argument("--role", choices=Role.values)
        change.add_argument("--active", choices=["yes", "no"], help="no: they can no longer log in")
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
        elif action == "list":
            self.list()
        else:
            self.set(options["email"], options["role"], options["active"])

    def add(self, email: str, role: str, name: str, password_file: Path | None) -> None:
        if len(email) > MOST_ADDRESS:
            raise Refusal(f"The address has {len(email)} characters; at most {MOST_ADDRESS} fit.")
        validate_email(email)
        first, _, last = (part.strip() for part in name.strip().partition(" "))
        if max(len(first), len(last)) > MOST_NAME:
            raise Refusal(f"The name is too long: first and last name may have {MOST_NAME} characters each.")
        if password_file:
            password = first_line(password_file)
            validate_password(password)
        else:
            password = secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, role=role, first_name=first, last_name=last)
        except IntegrityError as cause:
            raise Refusal(f"There is already a user {email}. `publisher user list` shows them.", "conflict") from cause
        document = {"id": user.pk, "email": user.email, "role": user.role, "name": user.get_full_name()}
        if not password_file:
            document["password"] = password
        text = f"Added {user.email} as {user.role}."
        self.out(document, text if password_file else f"{text} Password, shown only now: {password}")

    def token(self, user: User, *, name: str, show: bool, revoke: str, **_options: Any) -> None:
        if show:
            rows = [token_json(token) for token in ApiToken.objects.filter(user=user).order_by("id")]
            self.out(rows, None if rows else f"None yet. `publisher user token {user.email}` makes one.")
        elif revoke:
            token = tokens.revoke(user, revoke)
            self.out(token_json(token), f"{token.prefix} is good no more.")
        else:
            token, text = tokens.make(user, name)
            self.out(token_json(token) | {"token": text}, f"Token of {user.email}, shown only now: {text}")

    def list(self) -> None:
        users = [as_json(user) for user in User.objects.order_by("email")]
        self.out(users, None if users else "Nobody yet. `publisher user add EMAIL --role admin` adds the first.")

    def set(self, email: str, role: str | None, active: str | None) -> None:
        if role is None and active is None:
            raise CommandError("Say what to change: give --role, --active, or both.", returncode=2)
        user = staffing.change(
            email, role=Role(role) if role else None, active=None if active is None else active == "yes"
        )
        self.out(as_json(user))


def as_json(user: User) -> dict[str, Any]:
    """One member of staff."""
    return {"email": user.email, "role": user.role, "name": user.get_full_name(), "active": user.is_active}


def token_json(token: ApiToken) -> dict[str, Any]:
    """One token, without itself."""
    return {
        "prefix": token.prefix,
        "name": token.name,
        "email": token.user.email,
        "created_at": iso(token.created_at),
        "used_at": iso(token.used_at),
        "revoked_at": iso(token.revoked_at),
    }
