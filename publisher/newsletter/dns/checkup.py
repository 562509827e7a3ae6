"""What stands in the DNS for the domain that we mail from, and what is missing there: `newsletter checkdns`."""

from ipaddress import ip_address

from django.conf import settings

from publisher.errors import Refusal
from publisher.newsletter import dkim_keys, sender
from publisher.newsletter.backends import SMTP
from publisher.newsletter.dns import dmarc, keys, relays, spf
from publisher.newsletter.dns.dmarc import Dmarc
from publisher.newsletter.dns.record import Record
from publisher.newsletter.dns.resolver import Names, Silent


def check(names: Names) -> tuple[Record, ...]:
    """Every record, in the order in which one writes them. Raises `Refusal` where there is no domain to look at."""
    domain = from_domain()
    envelope = envelope_domain()
    sent_by = _spf(names, envelope)
    signed = keys.look(names)
    policy = dmarc.look(names, domain)
    hosts = [_mail_hosts(names, one) for one in dict.fromkeys((domain, envelope))]
    return (sent_by, *signed, policy.record, _aligned(domain, envelope, sent_by, signed, policy), *hosts)


def from_domain() -> str:
    """The domain in From. Raises `Refusal` for a name that is in no DNS."""
    domain = sender.domain().lower().rstrip(".")
    try:
        ip_address(domain.strip("[]"))
    except ValueError:
        if "." in domain:
            return domain
    raise Refusal(f"{domain or 'Nothing'} is no domain that has records; set PUBLISHER_MAIL_FROM to your address.")


def envelope_domain() -> str:
    """The domain that SPF is asked of: where bounces go (RFC 7208, 2.4)."""
    return settings.BOUNCE_ADDRESS.rpartition("@")[2].lower() or from_domain()


def _spf(names: Names, domain: str) -> Record:
    ours = settings.MAIL_BACKEND == SMTP  # a provider, or a campaign service, mails with a return path of its own
    relay = relays.known(settings.EMAIL_HOST) if ours else None
    include = relay.include if relay else ""
    write = f"Write as TXT of {domain}: v=spf1 {f'include:{include}' if include else 'ip4:YOUR.RELAYS.ADDRESS'} ~all"
    try:
        found = spf.read(names, domain)
    except Silent as cause:
        return Record("SPF", domain, "unknown", ours, "no answer", str(cause))
    if not found.record:
        return Record("SPF", domain, "missing", ours, "there is no record", write)
    said = f"{found.lookups} of {spf.MOST_LOOKUPS} look-ups, ends in {found.ending or 'nothing'}"
    if found.problem:
        return Record("SPF", domain, "wrong", ours, said, found.problem, found.record)
    if found.ending == "+all":
        return Record(
            "SPF", domain, "wrong", ours, said, "+all lets everybody mail in your name: write ~all.", found.record
        )
    if relay and include not in found.includes:
        todo = f"Your relay is {relay.label}: add include:{include}."
        return Record("SPF", domain, "wrong" if relay.ours else "found", ours, said, todo, found.record)
    todo = "" if relay or not ours else f"Make sure that it names what {settings.EMAIL_HOST} sends from."
    if found.ending not in ("-all", "~all"):
        todo = "End it with ~all: as it is, it says nothing about all the others."
    return Record("SPF", domain, "found", ours, said, todo, found.record)


def _aligned(domain: str, envelope: str, sent_by: Record, signed: list[Record], policy: Dmarc) -> Record:
    """Whether SPF or DKIM speaks for the domain that readers see (RFC 7489, 3.1)."""
    by_key = any(one.state == "found" for one in signed) and _same(
        dkim_keys.domain(), domain, policy, policy.strict_dkim
    )
    by_host = sent_by.state == "found" and _same(envelope, domain, policy, policy.strict_spf)
    how = " and ".join(what for what, holds in (("DKIM", by_key), ("SPF", by_host)) if holds)
    if how:
        return Record("alignment", domain, "found", True, f"{how} of {domain}, as readers see it")
    todo = f"Sign with a key of {domain}, or let bounces go to an address of it (PUBLISHER_BOUNCE_ADDRESS)."
    if policy.strict_dkim or policy.strict_spf:
        todo = f"{policy.at} asks for the very same domain (adkim=s, aspf=s): {todo}"
    return Record("alignment", domain, "wrong", True, f"neither SPF nor DKIM speaks for {domain}", todo)


def _same(one: str, other: str, policy: Dmarc, strict: bool) -> bool:
    """Aligned: equal; where that is not asked for, also one above the other, or both under the record's domain."""
    if one == other or strict:
        return one == other
    above = one.endswith(f".{other}") or other.endswith(f".{one}")
    return above or bool(policy.at and one.endswith(f".{policy.at}") and other.endswith(f".{policy.at}"))


def _mail_hosts(names: Names, domain: str) -> Record:
    """Whether mail to the domain arrives: answers of readers, and bounces."""
    todo = f"Give {domain} an MX, or answers and bounces do not arrive."
    try:
        hosts = names.mail_hosts(domain)
        if hosts == ("",):
            return Record("MX", domain, "wrong", False, "it says that it takes no mail (RFC 7505)", todo)
        if hosts:
            return Record("MX", domain, "found", False, ", ".join(sorted(hosts)))
        if names.has_address(domain):
            return Record("MX", domain, "found", False, "none, but an address, which takes its place")
    except Silent as cause:
        return Record("MX", domain, "unknown", False, "no answer", str(cause))
    return Record("MX", domain, "missing", False, "there is none", todo)
