"""`publisher demo`: the whole service with a stand-in for the outside world."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from publisher import paths
from publisher.management.base import PublisherCommand
from publisher.tether import tethered


class Command(PublisherCommand):
    help = "Run everything with a sandboxed tracker, Instagram and mailbox, and fictional people."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unattended", action="store_true", help="play the whole main job by itself, then end")

    def handle(self, *_args: Any, unattended: bool, **_options: Any) -> None:
        module = [sys.executable, "-m", "publisher.demo"]
        if not unattended:
            # Becoming the demo keeps one process at the terminal: Ctrl-C reaches it alone.
            os.execv(sys.executable, [*module, str(paths.home() / "demo")])  # noqa: S606 - ourselves
        with tempfile.TemporaryDirectory(prefix="publisher-demo-") as folder:
            options = [str(Path(folder)), "--unattended", *(["--json"] if self.json else [])]
            code = subprocess.run(tethered(*module, *options), check=False).returncode  # noqa: S603 - ourselves
        if code:
            raise SystemExit(1)
