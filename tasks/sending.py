"""Out it goes: what is due on an account, the copies of a mailing; and what becomes of it afterwards."""

from django.conf import settings

from publisher.pipeline import copies, readback, reconcile, takedown
from publisher.pipeline import publish as publishing
from tasks.app import app

# A stalled sender must be dead before its lease ends, because then somebody looks for what it did.
SOFT_SECONDS = max(1, int(settings.LEASE_SECONDS * 0.8))
HARD_SECONDS = max(1, int(settings.LEASE_SECONDS * 0.9))


@app.task(name="tasks.publish", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def publish(account_id: int) -> None:
    """Sends what is due on one account."""
    publishing.work_account(account_id)


@app.task(name="tasks.look")
def look(delivery_id: int) -> None:
    """Looks for a delivery of which nobody knows whether it went out."""
    reconcile.look(delivery_id)


@app.task(name="tasks.take_down", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def take_down(delivery_id: int) -> None:
    """Takes down one post that a person wants out of sight."""
    takedown.carry_out(delivery_id)


@app.task(name="tasks.read_back", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def read_back(delivery_id: int) -> None:
    """Compares one live post with what was approved."""
    readback.read_back(delivery_id)


@app.task(name="tasks.drain")
def drain(issue_id: int) -> None:
    """Mails the copies of one issue, until it is done or time is up; its delivery or the sweeper sees to the rest."""
    copies.carry_on(issue_id)
