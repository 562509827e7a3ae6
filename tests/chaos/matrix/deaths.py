"""A worker that dies by SIGKILL: a fork of this process that kills itself in a step, or is killed by the sandbox.

A fork, not a new process: hundreds of deaths in minutes. It opens a database connection and sockets of its own.
"""

import os
import signal
import threading
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from django.db import connections

from publisher import workflow
from publisher.channels.instagram import Instagram
from publisher.channels.instagram_graph import InstagramGraph
from publisher.channels.on_target import OnTarget
from publisher.pipeline import decide, publish, reconcile, takedown, wait
from publisher.sandbox.doors import Doors

SECONDS = 40
"""After so long a worker that neither died nor ended is killed, and the cell fails."""

Life = Callable[[], object]


class Assassin:
    """Sits in the sandbox and kills the worker whose visible request has come, before it gets an answer."""

    def __init__(self, sandbox: Doors, visible: str) -> None:
        self._known = threading.Event()
        self._pid = 0
        self._routed = sandbox._routed
        self._server = sandbox._server
        self._respond = sandbox._server.respond
        self._visible = visible

    def __enter__(self) -> "Assassin":
        def respond(request: Any) -> Any:
            answered = self._respond(request)
            came = f"{request.path} {self._routed(request)[0]}"
            if self._visible in came and self._known.wait(5) and self._pid:
                os.kill(self._pid, signal.SIGKILL)
                self._pid = 0
            return answered

        self._server.respond = respond
        return self

    def waits_for(self, pid: int) -> None:
        """The next visible request is that worker's last."""
        self._pid = pid
        self._known.set()

    def __exit__(self, *_: object) -> None:
        self._server.respond = self._respond


def worker(life: Life, arm: Callable[[], None], assassin: Assassin | None = None) -> bool:
    """Forks a worker that lives that life; whether SIGKILL ended it. Raises AssertionError if it failed by itself."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        _live(life, arm)
    if assassin:
        assassin.waits_for(pid)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, f"A worker ended by signal {os.WTERMSIG(status)}."
        return True
    assert os.WEXITSTATUS(status) == 0, "A worker failed by itself."
    return False


def _live(life: Life, arm: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        arm()
        life()
        code = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def die() -> NoReturn:
    """SIGKILL, by one's own hand."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def after(place: Any, name: str, *, always: bool = False) -> Callable[[], None]:
    """Dies when that call has done something: it returned more than nothing, or raised, or `always`."""

    def arm() -> None:
        real = getattr(place, name)

        def acts(*args: Any, **kwargs: Any) -> Any:
            try:
                given = real(*args, **kwargs)
            except Exception:
                die()
            return die() if given or always else given

        setattr(place, name, acts)

    return arm


def on_entering(place: Any, name: str) -> Callable[[], None]:
    """Dies before that call does anything."""
    return lambda: setattr(place, name, lambda *_, **__: die())


def in_the_transaction(*told: str) -> Callable[[], None]:
    """Dies when a move to one of these states, or such a line of the trail, is written but not committed."""

    def arm() -> None:
        real = workflow.tell

        def tell(row: Any, what: str, **more: Any) -> Any:
            given = real(row, what, **more)
            return die() if (more.get("after") or what) in told else given

        workflow.tell = tell

    return arm


def both(*arms: Callable[[], None]) -> Callable[[], None]:
    """Whichever comes first."""
    return lambda: [arm() for arm in arms] and None


_PREPARED = both(*(after(place, "prepare") for place in (Instagram, InstagramGraph, OnTarget)))

POSTING: dict[tuple[str, str], Callable[[], None]] = {
    ("decide", "before"): in_the_transaction("approved"),
    ("decide", "after"): after(decide, "approve"),
    ("claim", "before"): in_the_transaction("publishing"),
    ("claim", "after"): after(publish, "claim"),
    ("prepare", "before"): _PREPARED,
    ("prepare", "after"): after(publish, "prepare"),
    ("stamp", "before"): on_entering(publish, "stamp"),
    ("stamp", "after"): after(publish, "stamp"),
    ("send", "before"): on_entering(publish, "send"),  # for no contact; else the sandbox kills while it is under way
    ("send", "after"): after(publish, "send"),
    ("finish", "before"): in_the_transaction("published"),
    ("finish", "after"): both(after(publish, "finish", always=True), after(reconcile, "settle", always=True)),
    ("sweep", "before"): in_the_transaction("ready", "uncertain"),
    ("sweep", "after"): after(reconcile, "recover"),
    ("wait", "before"): in_the_transaction("ready"),
    ("wait", "after"): after(wait, "promote"),
}
ARCHIVING: dict[tuple[str, str], Callable[[], None]] = {
    ("decide", "before"): in_the_transaction("take_down"),
    ("decide", "after"): after(takedown, "take_down"),
    ("claim", "before"): on_entering(takedown, "take_account"),
    ("claim", "after"): after(takedown, "take_account"),
    ("stamp", "before"): on_entering(takedown, "open_channel"),
    ("stamp", "after"): after(takedown, "open_channel"),
    ("send", "before"): on_entering(Instagram, "archive"),
    ("send", "after"): after(Instagram, "archive", always=True),
    ("finish", "before"): in_the_transaction("taken_down"),
    ("finish", "after"): after(takedown, "_down"),
    ("wait", "before"): on_entering(takedown, "growing"),  # until when it waits is kept as soon as it is claimed
    ("wait", "after"): on_entering(takedown, "act_of"),
}
DELETING = ARCHIVING | {
    ("send", "before"): on_entering(Instagram, "delete"),
    ("send", "after"): after(Instagram, "delete", always=True),
}
