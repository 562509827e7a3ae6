"""Where a claim's delivery goes when nothing came of it: what may be tried again, and what a person has to see to."""

from datetime import timedelta

import structlog
from django.db import Error, transaction
from django.db.models import F
from django.utils import timezone

from publisher.accounts import passwords
from publisher.accounts.pausing import count, stop
from publisher.channels.errors import ChannelError, ForAPerson, Refused, TryLater, Unknown, wish
from publisher.claims import Claim, back, held_still, in_words, uncertain
from publisher.models import Delivery
from publisher.rules.retries import ATTEMPTS, wait
from publisher.rules.timing import growing
from publisher.truth.before_sending import Verdict

log = structlog.get_logger(__name__)
GIVEN_UP_TODO = "Once that is mended, try it again: it needs no new approval. Or finish it by hand, or stop it."


def before_the_stamp(claimed: Claim, cause: Exception) -> None:
    """Puts a delivery of which nothing left, or what may be repeated, where its error says."""
    human, asked = wish(cause), False
    with transaction.atomic():
        held_still(claimed.account)
        if isinstance(cause, ChannelError):
            count(claimed.account, cause)
        if human:
            asked = stop(claimed.account, human)
            back(claimed, "paused", human.reason, todo=human.todo, sending_at=None)
        elif isinstance(cause, ForAPerson):
            back(claimed, "by_hand", cause.reason, todo=cause.todo)
        elif isinstance(cause, Refused):
            todo = cause.todo or "Change the announcement, or stop it."
            back(claimed, "failed", str(cause), todo=todo, sending_at=None)
        elif isinstance(cause, TryLater):
            _try_later(claimed, str(cause), wait(cause.after, claimed.delivery.attempts))
        else:
            log.exception("preparing failed", delivery=claimed.delivery.pk, exc_info=cause)
            told = in_words(cause) if isinstance(cause, Error) else f"{type(cause).__name__}: {cause}"
            _try_later(claimed, f"It could not be prepared. {told}", growing(10, claimed.delivery.attempts))
        passwords.known(claimed.account, own=not (asked and human and human.kind == passwords.KIND))


def _try_later(claimed: Claim, reason: str, after: timedelta) -> None:
    """After the last attempt there is no later: a person says when it is tried again (`pipeline/once_more.py`)."""
    if claimed.delivery.attempts >= ATTEMPTS:
        given_up(claimed, reason)
    else:
        back(claimed, "ready", reason, not_before=timezone.now() + after, sending_at=None)


def given_up(claimed: Claim, reason: str) -> None:
    """It failed, as often as it may: from here on a person says what becomes of it."""
    told = f"It was tried {ATTEMPTS} times without success. {reason}".strip()
    back(claimed, "failed", told, todo=GIVEN_UP_TODO, sending_at=None)


def was_given_up(delivery: Delivery) -> bool:
    """Whether it failed because its attempts are used up: not what was refused, though it were at the last of them."""
    return delivery.state == "failed" and delivery.todo == GIVEN_UP_TODO


def after_the_stamp(claimed: Claim, cause: Exception) -> None:
    """Calls it uncertain, to be looked for; pauses the account if the answer says that it must rest."""
    log.warning("uncertain", delivery=claimed.delivery.pk, cause=f"{type(cause).__name__}: {cause}")
    failed = f"It was being sent when something failed here ({type(cause).__name__})."
    reason = str(cause) if isinstance(cause, Unknown) else failed
    with transaction.atomic():
        held_still(claimed.account)
        uncertain(claimed.delivery, reason)
        if isinstance(cause, Unknown) and cause.pauses:
            stop(claimed.account, cause)
        elif isinstance(cause, Unknown):
            count(claimed.account, cause)


def turn_back(claimed: Claim, verdict: Verdict) -> None:
    """The facts are not so (any more), or cannot be asked: nothing leaves."""
    if verdict.held:
        return
    # Nothing was tried: it counts as no attempt, but the next question comes later, or it would be asked without end.
    again = {
        "not_before": timezone.now() + growing(30, claimed.delivery.attempts),
        "attempts": F("attempts") - 1,
    }
    if verdict.waits:
        back(claimed, "waiting", verdict.sentence, waits_for="tracker", waits_note=verdict.sentence, **again)
    else:
        back(claimed, "ready", verdict.sentence, todo=verdict.todo, **again)
