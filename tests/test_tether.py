"""No process outlives its parent."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publisher.tether import tethered

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl(2) is Linux's")

PARENT = """
import subprocess, sys, time
from publisher.tether import tethered
child = subprocess.Popen(tethered("sleep", "60"))
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    """True while the process runs; one that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_a_child_dies_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        time.sleep(0.3)  # long enough for the child to have tied itself and become `sleep`
        assert alive(child)
        parent.send_signal(signal.SIGKILL)
    assert gone(child)


def test_a_child_whose_parent_is_already_gone_does_not_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publisher.tether", "--parent=1", "echo", "hello"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_becomes_the_command_under_the_same_id() -> None:
    with subprocess.Popen(tethered("sh", "-c", "echo $$"), stdout=subprocess.PIPE, text=True) as process:
        assert int(process.stdout.readline()) == process.pid


def test_an_unknown_command_is_named() -> None:
    done = subprocess.run(tethered("no-such-program"), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Cannot start no-such-program")
