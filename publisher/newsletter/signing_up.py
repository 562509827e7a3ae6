"""Double opt-in: somebody asks for our mail, and the address itself confirms it, by a button.

Whoever asks is told the same of every address, known or not, so that nobody learns who reads us.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher import crypto, nudge, workflow
from publisher.errors import Refusal
from publisher.models import SignUp, Subscriber
from publisher.newsletter import suppression
from publisher.newsletter.choices import Choices, checked, fields, of
from publisher.newsletter.subscriber_lines import address as understood
from publisher.newsletter.tally import Limit, allowed
from publisher.rules.letters import unwanted

EXPIRES = timedelta(days=3)
A_NETWORK = Limit("network", 10, timedelta(hours=1))
A_PROGRAM = Limit("program", 500, timedelta(hours=1))
AN_ADDRESS = Limit("address", 3, timedelta(days=1))
A_SUPPRESSED_ADDRESS = Limit("suppressed address", 1, timedelta(days=7))
"""Who complained may come back, by their own confirmation alone; but nobody else may have us mail them often."""


class TooOften(Refusal):
    """More requests from one place than people send."""


def sign_up(address: str, choices: Choices, *, source: str, by: Limit, who: str) -> None:
    """Asks the address to confirm that it wants our mail, by one mail in its language.

    `source` is kept with the consent, `by` and `who` limit who asks. Nothing is different for an address that is
    known, suppressed, or was asked too often: of the last two no mail goes out. Raises `Refusal` for what is no
    address or no choice, `TooOften` for too many requests of `who`.
    """
    email, choices = understood(address.strip()), checked(choices)
    if unwanted(source):
        raise Refusal("The source holds an invisible control character. Write where they asked, in plain words.")
    if not allowed(by, who):
        raise TooOften("That were too many requests in an hour. Wait an hour, then try again.", "often")
    reason = suppression.reason_of(email)
    if reason == suppression.NEVER:
        return
    if not allowed(A_SUPPRESSED_ADDRESS if reason else AN_ADDRESS, email):
        return
    SignUp.objects.create(email=email, source=source[:200], expires_at=timezone.now() + EXPIRES, **fields(choices))
    nudge.send("notify")


def asked(token: str) -> SignUp | None:
    """The request that this token confirms; None if there is none, or its time is over."""
    key = crypto.key_in("sign-up", token)
    return SignUp.objects.filter(key=key, expires_at__gt=timezone.now()).first() if key else None


def confirm(token: str) -> Subscriber | None:
    """The person wants our mail, as chosen: they are a subscriber from now on, whatever they were before.

    A second time changes nothing. None for a token that confirms nothing, now or any more.
    """
    try:
        return _confirm(token)
    except IntegrityError:  # the address became a subscriber in this moment: by an import, or by another mail's button
        return _confirm(token)


def forget(now: datetime) -> int:
    """Erases requests that nobody confirmed in time; gives how many."""
    return SignUp.objects.filter(expires_at__lte=now).delete()[0]


def _confirm(token: str) -> Subscriber | None:
    with transaction.atomic():
        found = asked(token)
        if found and not found.confirmed_at:
            # All of the address, in one order: of mails that are confirmed at once no two wait for each other.
            rows = SignUp.objects.select_for_update().filter(email__iexact=found.email).order_by("pk")
            if found.pk not in [row.pk for row in rows]:
                found = asked(token)  # another mail, or this one, was confirmed in this moment
        if found is None:
            return None
        if found.confirmed_at:
            known = found.subscriber
            return known if known and known.state == "active" else None
        if suppression.reason_of(found.email) == suppression.NEVER:
            return None
        suppression.lift(found.email)
        subscriber = _subscribed(found)
        # The address stands in one place from now on; other requests of it have nothing to say any more.
        SignUp.objects.filter(email__iexact=found.email).exclude(pk=found.pk).delete()
        SignUp.objects.filter(pk=found.pk).update(email="", confirmed_at=timezone.now(), subscriber=subscriber)
        return subscriber


def _subscribed(found: SignUp) -> Subscriber:
    """The active subscriber of that address, with these choices and this consent."""
    now = timezone.now()
    consent: dict[str, Any] = {"consent_source": found.source, "consent_at": now, **fields(of(found))}
    known = Subscriber.objects.select_for_update().filter(email__iexact=found.email).first()
    if known is None:
        known = Subscriber.objects.create(email=found.email, **consent)
        workflow.tell(known, "consented", after="active")
    elif known.state == "active":  # since their first consent all that is live is news to them: that stays
        Subscriber.objects.filter(pk=known.pk).update(**fields(of(found)))
        workflow.tell(known, "consented", before="active", after="active")
    else:
        workflow.move(known, "active", ended_at=None, **consent)
    return known
