"""What follows from mail that came back: whose it was, and whether they are mailed again.

A report is believed about nobody who cannot be told: by the Message-ID or the return path that only our mail to them
bore, or, where a report quotes neither, by an address that we mailed in the last two weeks. One report counts once.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher.models import Bounce, Copy, Subscriber
from publisher.newsletter import breaker
from publisher.newsletter import drain as draining
from publisher.newsletter.handing import message_id
from publisher.newsletter.outcomes import decoded
from publisher.newsletter.suppression import suppress
from publisher.returned import Kind, Returned, read

SOFT = 5
"""Different issues that came back for reasons that may pass, until an address counts as dead. Mailing lists wait for
about so many too; a full mailbox is emptied, or is nobody's any more."""
SOFT_DAYS = timedelta(days=90)
MAILED = timedelta(days=14)
"""So long after a mail its report may come: relays try for five days, people complain later."""
REASONS = {"hard": "hard bounce", "complaint": "complaint", "soft": "soft bounces"}
GOT = ("sending", "uncertain", "sent", "failed")
_ID = re.compile(r"<(\d{1,18})\.(\d{1,18})\.([0-9a-f]{20})@[^<>@]+>")
_REFUSED = r"^5\.1\.[0-9]"


def of_mail(data: bytes) -> str:
    """Takes up one mail of the bounce mailbox; gives what it was: hard, soft, complaint, unmatched, or nothing."""
    returned = read(data)
    if returned is None:
        return "nothing"
    copy = _copy(returned)
    if copy is None:
        return "unmatched"
    note(returned.kind, copy.subscriber, copy.issue_id, source="mailbox", said=returned.said)
    return returned.kind


def of_event(kind: Kind, address: str, *, source: str, said: str = "") -> str:
    """Takes up what a provider told; gives the kind, or unmatched for an address that we do not know."""
    address = address.strip()
    known = Subscriber.objects.filter(email__iexact=address) if address.isprintable() and address else None
    subscriber = known.first() if known is not None else None
    if subscriber is None:
        return "unmatched"
    copy = _latest([subscriber.email])
    note(kind, subscriber, copy.issue_id if copy else None, source=source, said=said)
    return kind


def of_refusals(now: datetime | None = None) -> int:
    """Takes up the addresses that the relay itself called unknown at once (5.1.x, RFC 3463); gives how many."""
    since = (now or timezone.now()) - timedelta(days=1)
    copies = Copy.objects.filter(state="failed", done_at__gte=since, reply__regex=_REFUSED)
    fresh = copies.filter(subscriber__state="active").select_related("subscriber")[:500]
    for copy in fresh:
        note("hard", copy.subscriber, copy.issue_id, source="relay", said=copy.reply)
    return len(fresh)


def note(kind: Kind, subscriber: Subscriber, issue_id: int | None, *, source: str, said: str) -> None:
    """Writes it down, once for each issue and kind; then suppresses, and looks whether the issue must pause."""
    now = timezone.now()
    event = f"{kind} {subscriber.pk} {issue_id or now.date().isoformat()}"
    with transaction.atomic():
        _, new = Bounce.objects.get_or_create(
            key=hashlib.sha256(event.encode()).hexdigest(),
            defaults={
                "kind": kind,
                "subscriber": subscriber,
                "issue_id": issue_id,
                "source": source[:40],
                "said": decoded(_without(subscriber.email, said)),
                "at": now,
            },
        )
        if kind != "soft" or _dead(subscriber, now):
            suppress(subscriber.email, REASONS[kind])
        if issue_id is not None:
            draining.proven(issue_id, subscriber.pk, "It was handed over: it came back, or was complained of.")
    if new and issue_id is not None:
        breaker.look(issue_id)


def _copy(returned: Returned) -> Copy | None:
    """The copy that a report is about, by the best of what it holds."""
    domain = settings.BOUNCE_ADDRESS.rpartition("@")[2]
    for address in returned.came_to if domain else ():
        plus = address.rpartition("@")[0].partition("+")[2]
        if plus and (copy := _proven(f"<{plus}@{domain}>")):
            return copy
    for quoted in returned.message_ids:
        if copy := _proven(quoted):
            return copy
    return None if returned.message_ids else _latest(returned.recipients)


def _proven(name: str) -> Copy | None:
    """The copy of a Message-ID, or of what stands in its form, if its proof is ours."""
    if not (found := _ID.fullmatch(name)):
        return None
    copies = Copy.objects.filter(issue_id=int(found[1]), subscriber_id=int(found[2])).select_related("subscriber")
    copy = copies.first()
    return copy if copy and name.partition("@")[0] == message_id(copy).partition("@")[0] else None


def _latest(addresses: Iterable[str]) -> Copy | None:
    """The last copy to one of these addresses within two weeks; None where they are of several people."""
    people = {
        subscriber.pk for address in addresses for subscriber in Subscriber.objects.filter(email__iexact=address)[:1]
    }
    if len(people) != 1:
        return None
    copies = Copy.objects.filter(subscriber__in=people, state__in=GOT, done_at__gte=timezone.now() - MAILED)
    return copies.select_related("subscriber").order_by("-done_at").first()


def _dead(subscriber: Subscriber, now: datetime) -> bool:
    soft = Bounce.objects.filter(subscriber=subscriber, kind="soft", at__gte=now - SOFT_DAYS)
    return soft.values("issue").distinct().count() >= SOFT


def _without(email: str, said: str) -> str:
    """What was said, without the address: no table but the subscribers' keeps one."""
    return re.sub(re.escape(email), "(the address)", said, flags=re.IGNORECASE)
