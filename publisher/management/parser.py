"""Arguments of the commands: one clear line for each mistake, and none of Django's own options."""

import argparse
import sys
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser

DJANGO_OPTIONS = {
    "verbosity": 1,
    "settings": None,
    "pythonpath": None,
    "traceback": False,
    "no_color": False,
    "force_color": False,
    "skip_checks": True,
}
"""What Django's `execute` wants to find; nobody is shown them."""


class Parser(CommandParser):
    """Refuses with one line and exit code 2; every command and action takes `--json`."""

    def __init__(self, *, json: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if json:
            # SUPPRESS: an action's parser must not put its default over what the command's parser has read.
            self.add_argument(
                "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document, nothing else"
            )

    def error(self, message: str) -> NoReturn:
        sentence = f"{self.prog}: {message.rstrip('.')}. See `{self.prog} --help`."
        if not self.called_from_command_line:
            raise CommandError(sentence)
        sys.stderr.write(sentence + "\n")
        raise SystemExit(2)
