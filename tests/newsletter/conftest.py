"""A mailing, relays that take it, and a name server."""

from tests.newsletter.mailing import mailbox
from tests.newsletter.nameserver import names
from tests.newsletter.relays import relay

__all__ = ["mailbox", "names", "relay"]
