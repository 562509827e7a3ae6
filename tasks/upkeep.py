"""What keeps it going: the sweeper, the seal on the trail, mail to staff."""

from publisher import notices, trail
from publisher import sweep as sweeping
from publisher.newsletter import confirming
from publisher.pipeline import bounces as returned
from tasks.app import app


@app.task(name="tasks.sweep")
def sweep() -> None:
    """Does whatever is due and no hint told of."""
    sweeping.sweep()


@app.task(name="tasks.seal")
def seal() -> None:
    """Seals new lines of the trail."""
    trail.seal()


@app.task(name="tasks.notify")
def notify() -> None:
    """Mails staff what they have not been told, and those who asked for our mail that they confirm it."""
    notices.send_due()
    confirming.send_due()


@app.task(name="tasks.bounces")
def bounces() -> None:
    """Reads the mailbox that mail comes back to."""
    returned.collect()
