"""Out it goes: what is due on an account, the copies of a mailing, a look for what is in doubt."""

from django.conf import settings

from publisher.pipeline import copies, reconcile
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


@app.task(name="tasks.drain")
def drain(issue_id: int) -> None:
    """Mails the copies of one issue, until it is done or time is up; its delivery or the sweeper sees to the rest."""
    copies.carry_on(issue_id)
