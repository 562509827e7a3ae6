"""The parts of the service as processes: broker, web, worker, beat."""

import socket
import sys
import urllib.request
from collections.abc import Collection
from urllib.error import URLError

from django.conf import settings

from publisher import broker
from publisher.errors import Refusal
from publisher.processes import Part

NAMES = ("broker", "web", "worker", "beat")


def parts(*, bind: str, port: int, without: Collection[str] = ()) -> list[Part]:
    """What `publisher up` runs; the broker only without `REDIS_URL`. Raises `Refusal`: no broker, port taken.

    With `REDIS_URL` that broker is asked first: without it nothing would move but what the sweeper finds.
    """
    wanted = [name for name in NAMES if name not in without and not (name == "broker" and settings.REDIS_URL)]
    made: list[Part] = []
    if settings.REDIS_URL:
        broker.refuse_silence()
    if "broker" in wanted:
        made.append(
            Part(
                "broker", tuple(broker.command()), first=True, ready=broker.answers, messages=f"in {broker.log_file()}"
            )
        )
    if "web" in wanted:
        _refuse_taken(bind, port)
        made.append(_web(bind, port))
    if "worker" in wanted:
        celery = _celery("worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--hostname=publisher@%h")
        made.append(Part("worker", celery))
    if "beat" in wanted:
        made.append(Part("beat", _celery("beat", "--pidfile=")))
    return made


def address(bind: str, port: int) -> str:
    """The address of the web part on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)  # noqa: S104
    return f"http://{host}:{port}"


def _web(bind: str, port: int) -> Part:
    where = f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}"
    command = (sys.executable, "-m", "gunicorn", "--config", "python:publisher.serving", "--bind", where)

    def ready() -> bool:
        try:
            with urllib.request.urlopen(f"{address(bind, port)}/accounts/login/", timeout=2):  # noqa: S310 - ours
                return True
        except URLError as cause:
            return getattr(cause, "code", 0) >= 400  # it answers; whether it is content is for `doctor` to say
        except OSError:
            return False

    return Part("web", command, ready=ready, ready_seconds=30)


def _celery(*arguments: str) -> tuple[str, ...]:
    return (
        sys.executable,
        "-m",
        "celery",
        "--app=tasks.app",
        "--quiet",
        *arguments,
        f"--loglevel={settings.LOG_LEVEL}",
    )


def _refuse_taken(bind: str, port: int) -> None:
    """Says so in one line before gunicorn does in twenty."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as cause:
            raise Refusal(
                f"Port {port} of {bind} cannot be used ({cause.strerror}). Choose another with --port.", "conflict"
            ) from cause
