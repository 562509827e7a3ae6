"""What django-anymail makes of a provider's message, in our words. A message may come twice: that changes nothing."""

from typing import Any

from django.utils import timezone

from publisher.newsletter.audience import let_go
from publisher.newsletter.bouncing import of_event
from publisher.returned import Kind

_KIND_FIELDS = ("Type", "type", "event", "severity", "bounce_type", "bounceType", "BounceType", "hard_bounce")
_PASSING = ("soft", "transient", "temporary", "undetermined")
_SAID = ("description", "mta_response", "reject_reason")


def take_up(event: Any, provider: str) -> str:
    """Takes up an anymail tracking event; gives what it was in a word."""
    address = str(event.recipient or "")
    if event.event_type == "unsubscribed":
        let_go(address, timezone.now())
        return "unsubscribed"
    kind = _kind(event)
    if kind is None:
        return "nothing"
    said = " ".join(str(getattr(event, name)) for name in _SAID if getattr(event, name, None))
    return of_event(kind, address, source=provider, said=said)


def _kind(event: Any) -> Kind | None:
    """By anymail's words; where a provider's own say that it may pass, they count: anymail calls both `bounced`."""
    reason = event.reject_reason
    if event.event_type == "complained":
        return "complaint"
    if event.event_type == "deferred":
        return "soft"
    if event.event_type == "rejected":
        return "hard" if reason in ("invalid", "bounced") else None
    if event.event_type != "bounced":
        return None
    told = event.esp_event if isinstance(event.esp_event, dict) else {}
    words = " ".join(str(told[name]).lower() for name in _KIND_FIELDS if name in told)
    passing = any(word in words for word in _PASSING) or reason in ("timed_out", "blocked", "spam", "other")
    return "soft" if passing else "hard"
