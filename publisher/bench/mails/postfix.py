"""Postfix's programs for measuring: `smtp-sink` takes mail and forgets it, `smtp-source` sends it as fast as it can."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.bench.ports import await_port

WHERE = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def missing() -> str:
    """What is not installed, in a sentence; empty if both are."""
    if shutil.which("smtp-sink", path=WHERE) and shutil.which("smtp-source", path=WHERE):
        return ""
    return "Postfix's smtp-sink and smtp-source are not installed: apt-get install postfix."


def _program(name: str) -> str:
    return str(shutil.which(name, path=WHERE))


@contextmanager
def sink() -> Iterator[int]:
    """The port of a sink while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    running = subprocess.Popen([_program("smtp-sink"), *user, f"inet:127.0.0.1:{port}", "256"])  # noqa: S603
    try:
        await_port(port)
        yield port
    finally:
        running.kill()
        running.wait()


def source(port: int, message: Path, number: int, sessions: int = 8) -> float:
    """Messages a second: so many copies of `message` (headers and body), over sessions that are kept."""
    addresses = ["-f", "news@coalition.example", "-t", "reader@readers.example"]
    wanted = ["-s", str(sessions), "-m", str(number), "-d", "-F", str(message), f"inet:127.0.0.1:{port}"]
    began = time.perf_counter()
    subprocess.run([_program("smtp-source"), *addresses, *wanted], check=True, capture_output=True)  # noqa: S603
    return number / (time.perf_counter() - began)
