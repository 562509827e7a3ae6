"""An SPF record and all that it includes, counted as a receiver counts it (RFC 7208)."""

import re
from dataclasses import dataclass, field

from publisher.newsletter.dns.resolver import Names

MOST_LOOKUPS, MOST_VOID = 10, 2
"""RFC 7208, 4.6.4: with more, receivers take the record for broken."""
_TERM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?:([:/])(.*))?", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)


@dataclass(slots=True)
class Spf:
    """What was found. `problem`: the first thing for which receivers refuse the record, and what to do."""

    record: str = ""
    ending: str = ""
    lookups: int = 0
    void: int = 0
    includes: list[str] = field(default_factory=list)
    problem: str = ""


def records(names: Names, domain: str) -> list[str]:
    """The SPF records of a domain; more than one is as bad as none. Raises `Silent`."""
    return [text for text in names.texts(domain) if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]


def read(names: Names, domain: str) -> Spf:
    """The record of `domain`, with all that it leads to. Raises `Silent`."""
    spf = Spf()
    found = records(names, domain)
    if not found:
        return spf
    spf.record = found[0]
    if len(found) > 1:
        spf.problem = f"There are {len(found)} SPF records; receivers heed none. Put them together in one."
        return spf
    spf.ending = _walk(names, domain, found[0], spf)
    if not spf.problem and spf.lookups > MOST_LOOKUPS:
        spf.problem = (
            f"It takes more than {MOST_LOOKUPS} look-ups; receivers stop there. Take out an include, or name addresses."
        )
    if not spf.problem and spf.void > MOST_VOID:
        spf.problem = f"{spf.void} of its names are not there; receivers stop after {MOST_VOID}. Take them out."
    return spf


def _walk(names: Names, domain: str, record: str, spf: Spf) -> str:
    """Follows one record; gives how it ends, such as `-all`."""
    ending, redirect = "", ""
    for term in record.split()[1:]:
        if spf.problem or spf.lookups > MOST_LOOKUPS:
            return ending
        mechanism, modifier = _TERM.fullmatch(term), _MODIFIER.fullmatch(term)
        if mechanism:
            sign, kind, mark, value = mechanism.groups()
            if kind.lower() == "all":
                ending = f"{sign or '+'}all"
                break  # what stands behind it is not looked at
            _follow(names, domain, kind.lower(), (value or "") if mark == ":" else "", spf)
        elif modifier:
            redirect = modifier[2] if modifier[1].lower() == "redirect" else redirect
        else:
            spf.problem = f"{term!r} in the record of {domain} means nothing; take it out."
    if ending or not redirect or spf.problem:
        return ending
    spf.lookups += 1
    return _other(names, redirect, "redirect", spf)


def _follow(names: Names, domain: str, kind: str, value: str, spf: Spf) -> None:
    if kind in ("ip4", "ip6"):
        return
    spf.lookups += 1
    target = value.partition("/")[0] or domain
    if "%" in target:
        return  # a macro: it depends on who asks
    if kind == "include":
        spf.includes.append(target.lower().rstrip("."))
        _other(names, target, kind, spf)
    elif kind == "mx":
        spf.void += not names.mail_hosts(target)
    elif kind in ("a", "exists"):
        spf.void += not names.has_address(target)


def _other(names: Names, domain: str, how: str, spf: Spf) -> str:
    """Another domain's record; without one, receivers take ours for broken (5.2)."""
    found = [] if spf.lookups > MOST_LOOKUPS else records(names, domain)
    if spf.lookups <= MOST_LOOKUPS and len(found) != 1:
        spf.problem = f"It names {how}:{domain}, which has {len(found)} SPF records and not one; take it out."
    return _walk(names, domain, found[0], spf) if len(found) == 1 else ""
