"""`publisher demo`: the whole service with a stand-in for the outside world."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from publisher import paths
from publisher.management.base import PublisherCommand
from publisher.tether import tethered

KEEP_SECONDS = 24 * 60 * 60


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
        options = [str(new_folder()), "--unattended", *(["--json"] if self.json else [])]
        if subprocess.run(tethered(*module, *options), check=False).returncode:  # noqa: S603 - ourselves
            raise SystemExit(1)


def new_folder() -> Path:
    """An empty folder for one run. It stays, so that the pictures that the result names can be opened; those of
    former days are removed."""
    runs = paths.home() / "unattended"
    runs.mkdir(exist_ok=True)
    for old in runs.iterdir():
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-", time.gmtime()), dir=runs))
