"""A process of its own, with a home and a PostgreSQL of its own that waits for its disk: `python -m ... PLAN`.

Prints, as JSON, the messages a second of each sender in each round, and what a worker of its own needed for few and for
many recipients. `python -m ... --worker ISSUE` is that worker.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from publisher.bench.mails import postfix


def measure(home: Path, plan: dict[str, int]) -> dict[str, Any]:
    """`rounds` of `number` messages (`loop` of Django's), in turns; then workers with `few` and `many` recipients."""
    from django.conf import settings

    from publisher import database
    from publisher.bench.mails import cast, senders
    from publisher.newsletter.issue import compiled_of

    database.set_up(upgrade=True, say=lambda _text: None)
    found: dict[str, Any] = {name: [] for name in ("source", "bare", "state", "loop")}
    with postfix.sink() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        cast.readers(plan["few"])
        found["few"] = _worker(cast.issue().pk, port)
        cast.readers(plan["number"])
        compiled, number = compiled_of(cast.issue()), plan["number"]
        message = home / "message.eml"
        message.write_bytes(next(senders.letters(compiled, 1)).data())
        found["bytes"] = message.stat().st_size
        for at in range(plan["rounds"] + 1):
            speeds = {
                "source": postfix.source(port, message, number),
                "bare": senders.bare(compiled, number),
                "state": senders.with_state(number),
                "loop": senders.django_loop(plan["loop"]),
            }
            for name, speed in speeds.items():
                found[name] += [round(speed, 1)] if at else []  # the first round warms up
        cast.readers(plan["many"])
        began = time.perf_counter()
        issue = cast.issue()
        frozen = time.perf_counter() - began
        found["many"] = _worker(issue.pk, port) | {"frozen": round(frozen, 2)}
        assert cast.sent(issue.pk) == plan["many"]
    return found


def _worker(issue: int, port: int) -> dict[str, float]:
    """What one worker of its own took to drain an issue: seconds, processor seconds, its largest memory in MB."""
    command = [sys.executable, "-m", "publisher.bench.mails.run", "--worker", str(issue)]
    env = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    told: dict[str, float] = json.loads(done.stdout)
    return told


def work(issue: int) -> dict[str, float]:
    """The worker."""
    from publisher.newsletter.drain import drain

    began, busy = time.perf_counter(), time.process_time()
    drained = drain(issue, seconds=3600)
    return {
        "sent": drained.sent,
        "seconds": round(time.perf_counter() - began, 2),
        "busy": round(time.process_time() - busy, 2),
        "memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main() -> None:
    """The worker of an issue, or the whole run of a plan."""
    import django

    if sys.argv[1] == "--worker":
        django.setup()
        json.dump(work(int(sys.argv[2])), sys.stdout)
        return
    from publisher.sandbox.postgres import Server

    server = Server(durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="publisher-bench-") as folder:
            os.environ |= {
                "PUBLISHER_HOME": folder,
                "DJANGO_SETTINGS_MODULE": "publisher.settings",
                "DATABASE_URL": server.url("bench"),
                "PUBLISHER_BASE_URL": "https://coalition.example",
                "PUBLISHER_MAIL_FROM": "news@coalition.example",
                "PUBLISHER_MAIL_BACKEND": "smtp",
                "PUBLISHER_MAIL_RATE": "",
                "PUBLISHER_MAIL_DOMAIN_RATES": "",
                "PUBLISHER_QUIET_HOURS": "",
                "PUBLISHER_LOG_LEVEL": "ERROR",
            }
            django.setup()
            json.dump(measure(Path(folder), json.loads(sys.argv[1])), sys.stdout)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
