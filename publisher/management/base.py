"""What all `publisher` commands share."""

import json
import logging
import os
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error as DatabaseError

from publisher import database
from publisher.brand_file import BrandError
from publisher.channels.errors import ChannelError
from publisher.crypto import SealBroken
from publisher.errors import Refusal
from publisher.files import FileLost
from publisher.management.parser import DJANGO_OPTIONS, Parser
from publisher.management.plain import plain
from publisher.models import User
from publisher.workflow import Moved

PLAIN_ERRORS = (CommandError, Refusal, BrandError, ChannelError, SealBroken, FileLost, Moved)
"""Errors whose text is already one sentence that says what to do."""


class PublisherCommand(BaseCommand):
    """A command: `handle` does the work, `out` prints its result, `say` tells a person on the way.

    A `Refusal` (or another error of `PLAIN_ERRORS`), a validation error, a file or a database that cannot be used end
    it with one line on standard error and exit code 1; wrong arguments with exit code 2.
    """

    requires_system_checks = []
    needs_database: ClassVar[bool] = True
    migrates: ClassVar[bool] = False
    """Brings an older database up to date; other commands set up an empty one only."""
    takes_json: ClassVar[bool] = True
    logs_progress: ClassVar[bool] = False
    """For what runs long: its logs start at INFO; elsewhere only warnings disturb a person."""
    json = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = Parser(
            prog=f"{Path(prog_name).name} {subcommand}",
            description=self.help or None,
            called_from_command_line=getattr(self, "_called_from_command_line", False),
            json=self.takes_json,
            **kwargs,
        )
        parser.set_defaults(**DJANGO_OPTIONS)
        self.add_arguments(parser)
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Runs as `publisher NAME ...`. Raises SystemExit with the code when it is not 0."""
        self._called_from_command_line = True
        options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        if not self.logs_progress and "PUBLISHER_LOG_LEVEL" not in os.environ:
            logging.getLogger().setLevel(logging.WARNING)
        try:
            if self.needs_database:
                database.set_up(upgrade=self.migrates, say=self.say)
            self.execute(**options)
        except BrokenPipeError:  # `publisher queue | head`: the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        except (*PLAIN_ERRORS, ValidationError, OSError, DatabaseError) as cause:
            self.say(sentence(cause))
            raise SystemExit(getattr(cause, "returncode", 1)) from cause
        except KeyboardInterrupt:
            self.say("Stopped.")
            raise SystemExit(130) from None

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.json = bool(options.pop("json", False))
        return super().execute(*args, **options)

    def say(self, text: str) -> None:
        """A line for the person at the terminal, on standard error: never mixed with the result."""
        self.stderr.write(text, style_func=str)

    def out(self, document: Any, text: str | None = None) -> None:
        """The result, once: with `--json` the document, else `text`, or the document in plain words."""
        if self.json:
            self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(plain(document) if text is None else text)


def staff(email: str) -> User:
    """The user who logs in with `email`. Raises `Refusal` when there is none or they have left."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refusal(f"There is no user {email}. `publisher user list` shows who there is.", "missing")
    return user


def sentence(cause: BaseException) -> str:
    """An error as the one line that a person reads."""
    if isinstance(cause, ValidationError):
        return " ".join(cause.messages)
    if isinstance(cause, DatabaseError):
        first = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
        return f"The database cannot be used: {first}. `publisher doctor` says what to do."
    if isinstance(cause, OSError) and cause.filename:
        return f"Cannot use {cause.filename}: {cause.strerror}."
    return " ".join(str(cause).split())
