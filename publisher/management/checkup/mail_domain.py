"""Whether the domain that we mail from has what mailbox providers ask; `newsletter checkdns` says all of it."""

from collections.abc import Iterator

from django.conf import settings

from publisher.management.checkup.finding import Check, Finding
from publisher.newsletter.backends import shape
from publisher.newsletter.dns import checkup
from publisher.newsletter.dns.resolver import Names

SECONDS = 2.0
RESERVED = ("example", "invalid", "localhost", "test")
"""Top-level domains that no name server knows (RFC 2606)."""
TODO = "`publisher newsletter checkdns` says what to write, and where."


def _look() -> Iterator[Finding]:
    if shape(settings.MAIL_BACKEND) != "copies":
        return  # a service that keeps the audience mails from where it was told to
    domain = checkup.from_domain()
    if domain.rpartition(".")[2] in RESERVED and not settings.NAMESERVER:
        yield Finding("mail domain", False, f"{domain} is a name for examples", "Set PUBLISHER_MAIL_FROM.")
        return
    names = Names(settings.NAMESERVER, SECONDS)
    names.mail_hosts(domain)  # where nobody answers, this says so at once, and for all records
    bad = [f"{one.what}: {one.said}" for one in checkup.check(names) if one.required and one.state != "found"]
    yield Finding("mail domain", not bad, "; ".join(bad) or f"{domain} has SPF, DKIM and DMARC", TODO)


CHECKS = (Check("mail domain", _look, TODO),)
