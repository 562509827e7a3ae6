"""One storm over a mailing, as a process of its own: `python -m tests.chaos.mails.storm PLAN` prints what came of it.

It seeds the database of its environment, plays the relay in threads, and kills the process that drains.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from publisher.tether import tethered
from tests.chaos.mails.plan import Outcome, Plan
from tests.chaos.mails.sink import MOMENTS, REPLY, Sink


@dataclass(slots=True)
class Killer:
    """Kills the child that drains, each time in the moment that was hit least."""

    plan: Plan
    file: Path
    hits: Counter[str] = field(default_factory=Counter)
    goal: int = 0
    sink: Any = None
    _lock: Any = field(default_factory=threading.Lock)

    def strike(self, moment: str) -> bool:
        """Called by the relay; True if the sender was killed in just this moment."""
        if self.hits.total() >= self.plan.kills or len(self.sink.taken) < self.goal:
            return False
        with self._lock:
            wanted = REPLY if self.plan.without_intent else min(MOMENTS, key=lambda one: self.hits[one])
            if moment != wanted or len(self.sink.taken) < self.goal or not self._killed():
                return False
            self.hits[moment] += 1
            self.goal = len(self.sink.taken) + random.randint(*self.plan.apart)
            return True

    def _killed(self) -> bool:
        try:
            child = int(self.file.read_text())
            os.kill(child, signal.SIGKILL)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return False
        until = time.monotonic() + 5
        while _alive(child) and time.monotonic() < until:
            time.sleep(0.001)
        return True


def _alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    return False


def play(plan: Plan, home: Path) -> Outcome:
    """Seeds, storms, lets the rest go out, and counts."""
    from publisher import database
    from publisher.models import Copy, Subscriber
    from publisher.newsletter.counts import uncertain_copies
    from publisher.newsletter.issue import freeze
    from tests.newsletter.mailing import claimed

    began = time.monotonic()
    database.set_up(upgrade=False, say=lambda _: None)
    _people(plan.recipients)
    issue = freeze(claimed())
    killer = Killer(plan, home / "child", goal=random.randint(*plan.apart))
    sink = killer.sink = Sink(plan.lose, killer.strike)
    threading.Thread(target=sink.serve_forever, args=[0.02], daemon=True).start()
    command = [sys.executable, "-m", "tests.chaos.mails.drainer", str(issue.pk), str(killer.file), str(plan.most)]
    env = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    running = subprocess.Popen(tethered(*command), env=env)
    try:
        while _recover(plan) or (plan.without_intent and killer.hits.total() < plan.kills):
            if time.monotonic() > began + plan.seconds:
                raise TimeoutError(f"{Counter(Copy.objects.values_list('state', flat=True))} {killer.hits}")
            time.sleep(0.05)
    finally:
        running.kill()
        running.wait()
    stands = dict(Copy.objects.values_list("subscriber__email", "state"))
    got, ids = Counter(to for _, to in sink.taken), Counter(name for name, _ in sink.taken)
    doubts = {email for email, state in stands.items() if state == "uncertain"}
    missed = set(Subscriber.objects.values_list("email", flat=True)) - set(got)
    return Outcome(
        recipients=len(stands),
        sent=sum(state == "sent" for state in stands.values()),
        uncertain=len(doubts),
        listed=len(uncertain_copies(issue, plan.recipients)),
        undelivered=len(doubts - set(got)),
        missed=len(missed),
        twice=sorted(name for name, times in (*got.items(), *ids.items()) if times > 1),
        silent=sorted(missed - doubts),
        untrue=sorted(email for email, state in stands.items() if state == "sent" and not got[email]),
        hits={moment: killer.hits[moment] for moment in MOMENTS},
        lost_answers=sink.lost,
        seconds=time.monotonic() - began,
    )


def _people(number: int) -> None:
    from django.utils import timezone

    from publisher.models import Subscriber

    given: dict[str, Any] = {"rhythm": "at_once", "consent_source": "test", "consent_at": timezone.now()}
    Subscriber.objects.bulk_create(
        [Subscriber(email=f"reader{n}@readers{n % 9}.example", **given) for n in range(number)], batch_size=500
    )


def _recover(plan: Plan) -> bool:
    """As if every lease were over, also those of workers that live: their fences must hold. False when all is done."""
    from django.utils import timezone

    from publisher.models import Copy
    from publisher.newsletter.drain import sweep_copies

    open_ones = Copy.objects.filter(state__in=("sending", "claimed"))
    if plan.without_intent:
        open_ones.update(state="queued", claimed_by="", lease_until=None)
    else:
        sweep_copies(timezone.now() + timedelta(hours=1))
    return Copy.objects.filter(state__in=("queued", "claimed", "sending")).exists()


if __name__ == "__main__":
    django.setup()
    found = play(Plan.read(sys.argv[1]), Path(os.environ["PUBLISHER_HOME"]))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
