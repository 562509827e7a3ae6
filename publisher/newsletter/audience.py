"""Who left: told to the campaign back end that keeps the audience, and heard from it, before each mailing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from publisher import workflow
from publisher.channels.errors import ChannelError
from publisher.errors import Refusal
from publisher.mailers import Mailer
from publisher.models import Lease, Subscriber
from publisher.newsletter.backends import audiences, label, mailer, shape

OVERLAP = timedelta(hours=1)
"""Asked for again each time: a service's clock and its index lag."""
FIRST = timedelta(days=30)


def exchange(service: Mailer, lists: Iterable[str]) -> None:
    """Takes off there who left here, and lets go here who left there. Raises `ChannelError`: then nothing is mailed.

    An address that only one side knows changes nothing on the other: nobody is added by this, ever.
    """
    known = list(lists)
    name = f"audience {service.name}"
    now = timezone.now()
    last = Lease.objects.get_or_create(name=name)[0].beat_at
    since = (last or now - FIRST) - OVERLAP
    told = f"{name}, taken off"
    _take_off_who_left(service, known, told, since if last else None)
    for email in service.left(known, since.astimezone(UTC)):
        let_go(email, now)
    Lease.objects.filter(name=name).update(beat_at=now)
    Lease.objects.filter(name=told).update(beat_at=None)


def _take_off_who_left(service: Mailer, lists: list[str], told: str, since: datetime | None) -> None:
    """In the order in which they left, and kept how far it is: with a service that wants a pause it goes on there."""
    since = Lease.objects.get_or_create(name=told)[0].beat_at or since
    gone = Subscriber.objects.exclude(state__in=("active", "erased")).filter(ended_at__isnull=False)
    late = gone.filter(ended_at__gte=since) if since else gone
    for email, at in late.order_by("ended_at", "pk").values_list("email", "ended_at"):
        service.leave(email, lists)
        Lease.objects.filter(name=told).update(beat_at=at)


def take_off(email: str) -> None:
    """Takes one address off where a service keeps the audience: of whom is deleted here nothing can be told later.

    Raises `Refusal` if that fails; to be called before the address is deleted, and outside of a transaction.
    """
    if shape(settings.MAIL_BACKEND) != "campaign":
        return
    name = label(settings.MAIL_BACKEND)
    try:
        mailer().leave(email, audiences())
    except ChannelError as cause:
        raise Refusal(f"{name} keeps the address too, and could not be told to take it off. Try again.") from cause


def let_go(email: str, at: datetime) -> None:
    """Ends the subscription of an address that left elsewhere."""
    if not email.isprintable():
        return
    for subscriber in Subscriber.objects.filter(email__iexact=email.strip(), state="active"):
        try:
            workflow.move(subscriber, "unsubscribed", ended_at=at)
        except workflow.Moved:
            continue  # they left here in this moment
