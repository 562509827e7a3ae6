"""As whom we mail: one address and one domain, from `PUBLISHER_MAIL_FROM`."""

from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings

from publisher.current_brand import brand


def address() -> str:
    """The bare address that the relay is given; the setting may also hold a name."""
    return _bare(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=4)
def _bare(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def mailbox() -> str:
    """The From line: the coalition's mail name and the address."""
    return f"{brand().coalition.mail_name} <{address()}>"


def domain() -> str:
    """What message ids and the list's id end in."""
    return address().rpartition("@")[2]


def list_id() -> str:
    """The List-Id (RFC 2919): the same over all issues, so that mail programs sort by it."""
    return f"announcements.{domain()}"
