"""What runs when, one reason each. Loaded with runpy, since a hyphen cannot be imported.

Each entry expires before its next turn, so that a worker that was away does not find a heap of the same hint.
Two beats do no harm: every job below takes a lease or asks the database what is due.
"""

from django.conf import settings


def every(seconds: float, task: str) -> dict[str, object]:
    """`task` each `seconds`."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE = {
    # The tracker does not call us: a change is on screen about a minute after it is online.
    "watch": every(settings.WATCH_SECONDS, "tasks.watch"),
    # Finds what is due and what was lost: leases that ran out, undo times that ended, hints that never came.
    "sweep": every(settings.SWEEP_SECONDS, "tasks.sweep"),
    # Until sealed, a line of the trail can be removed without a trace: keep that time short.
    "seal": every(60, "tasks.seal"),
    # Mail to staff, and to those who signed up, that failed or whose hint was lost.
    "notify": every(60, "tasks.notify"),
}
