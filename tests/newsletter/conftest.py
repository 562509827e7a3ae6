"""A mailing, and a relay that takes it."""

from tests.newsletter.mailing import mailbox

__all__ = ["mailbox"]
