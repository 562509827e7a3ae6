"""One subscription, by its opaque token: who it is, what they choose, leaving, and being forgotten."""

import hashlib

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import crypto, workflow
from publisher.errors import Refusal
from publisher.models import Copy, Role, SignUp, Subscriber, Told, User
from publisher.models.newsletter import ERASED
from publisher.newsletter import audience, suppression
from publisher.newsletter.choices import Choices, checked, fields, of
from publisher.newsletter.subscriber_lines import address as understood


def by_token(token: str) -> Subscriber | None:
    """The subscriber whose mails hold this token, active or not; None for every other text."""
    key = crypto.key_in("subscriber", token)
    former = hashlib.sha256(token.encode()).hexdigest()
    return Subscriber.objects.filter(Q(key=key) if key else Q(former_sha256=former)).first() if token else None


def unsubscribe(token: str) -> bool:
    """Ends the subscription that this token belongs to; True also if it has ended before, False for no such token."""
    subscriber = by_token(token)
    if subscriber is None:
        return False
    if subscriber.state == "active":
        try:
            workflow.move(subscriber, "unsubscribed", ended_at=timezone.now())
        except workflow.Moved:
            return True  # the same click, twice at once
    return True


def choose(token: str, choices: Choices) -> bool:
    """Keeps what an active subscriber chooses; False if this token belongs to none. Raises `NotThere`."""
    choices = checked(choices)
    with transaction.atomic():
        found = by_token(token)
        if found is None or found.state != "active":
            return False
        if of(found) != choices:
            Subscriber.objects.filter(pk=found.pk, state="active").update(**fields(choices))
            workflow.tell(found, "chose")  # not what: the trail is never erased
        return True


def erase_by_token(token: str) -> bool:
    """Deletes all that is known of the person whose token it is; False for no such token. Raises `Refusal`."""
    known = by_token(token)
    if known and known.state != "erased":
        audience.take_off(known.email)
    with transaction.atomic():
        found = by_token(token)
        if found is None or found.state == "erased":
            return False
        _erase(found)
    return True


def erase(address: str, *, by: User | None = None) -> int:
    """Deletes all that is known of an address, at its owner's request; gives how many subscriptions that were.

    What is left is a hash on the suppression list, so that no import brings the address back; of a former subscriber
    also a number without anything, since the copies that were sent are counted by it. Raises `Refusal`.
    """
    if by and not by.may(Role.COMMS):
        raise Refusal("Only comms staff and above may delete a subscriber.", "forbidden")
    address = understood(address.strip())
    audience.take_off(address)
    with transaction.atomic():
        found = list(Subscriber.objects.filter(email__iexact=address))
        for subscriber in found:
            _erase(subscriber, by=by)
        _forget(address)
    return len(found)


def keep_off(address: str, reason: str, *, by: User) -> None:
    """Never mails this address again, for one of `suppression.REASONS`. Raises `Refusal`."""
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff and above may put an address on the suppression list.", "forbidden")
    address = understood(address.strip())
    audience.take_off(address)
    suppression.suppress(address, reason)


def _erase(subscriber: Subscriber, *, by: User | None = None) -> None:
    now, address = timezone.now(), subscriber.email
    workflow.move(
        subscriber,
        "erased",
        by=by,
        email=f"{ERASED}{subscriber.pk}",
        language="",
        us_state="",
        own_state_only=False,
        rhythm="corrections",
        key=crypto.new_key(),
        former_sha256="",
        consent_source="",
        consent_at=now,
        ended_at=now,
    )
    Told.objects.filter(subscriber=subscriber).delete()
    SignUp.objects.filter(subscriber=subscriber).delete()
    named = Copy.objects.filter(subscriber=subscriber, reply__icontains=address)
    named.update(reply="The relay's words named somebody who was deleted.")
    _forget(address)


def _forget(address: str) -> None:
    SignUp.objects.filter(email__iexact=address).delete()
    suppression.suppress(address, suppression.ASKED)
