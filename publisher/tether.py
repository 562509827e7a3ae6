"""No process outlives its parent, even when that one is killed without a chance to say goodbye.

`python -m publisher.tether COMMAND ...` becomes COMMAND, tied to the process that started it. Linux only
(prctl(2), PR_SET_PDEATHSIG); elsewhere the supervisor's own clean stop must do.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(number: int = signal.SIGKILL, parent: int | None = None) -> None:
    """Asks the kernel to send us signal `number` when our parent (strictly: its forking thread) ends.

    With `parent` also ends at once if that process is already gone: it may have died before we could ask.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def tethered(*command: str) -> list[str]:
    """`command` as a child of this process that cannot outlive it; for `subprocess.Popen`."""
    return [sys.executable, "-m", "publisher.tether", f"--parent={os.getpid()}", *command]


def main(arguments: list[str]) -> None:
    """Ties this process to its parent and becomes the given command."""
    parent = os.getppid()
    if arguments and arguments[0].startswith("--parent="):
        parent = int(arguments.pop(0).removeprefix("--parent="))
    if not arguments:
        sys.exit("Give a command: python -m publisher.tether COMMAND ...")
    die_with_parent(parent=parent)
    try:
        os.execvp(arguments[0], arguments)  # noqa: S606 - becoming another program is what this is for
    except OSError as cause:
        sys.exit(f"Cannot start {arguments[0]}: {cause.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
