"""A mailing, and relays that take it."""

from tests.newsletter.mailing import mailbox
from tests.newsletter.relays import relay

__all__ = ["mailbox", "relay"]
