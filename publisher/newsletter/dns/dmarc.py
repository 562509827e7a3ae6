"""The DMARC record that holds for a domain: its own, or that of the nearest domain above it."""

import re
from dataclasses import dataclass

from publisher.newsletter.dns.record import Record
from publisher.newsletter.dns.resolver import Names, Silent
from publisher.newsletter.dns.tags import tags

POLICIES = ("none", "quarantine", "reject")
WRITE = "Write as TXT of _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:dmarc@{domain}"


@dataclass(frozen=True, slots=True)
class Dmarc:
    """The record, the domain that it stands at, and how strictly it wants SPF and DKIM to be of the From domain."""

    record: Record
    at: str = ""
    strict_spf: bool = False
    strict_dkim: bool = False


def look(names: Names, domain: str) -> Dmarc:
    """The record that receivers go by for mail from `domain`. A parent's counts too; a top-level domain's does not."""
    name, write = f"_dmarc.{domain}", WRITE.format(domain=domain)
    labels = domain.split(".")
    try:
        for at in (".".join(labels[start:]) for start in range(max(1, len(labels) - 1))):
            found = [text for text in names.texts(f"_dmarc.{at}") if re.match(r"v\s*=\s*DMARC1\s*(?:;|$)", text)]
            if len(found) > 1:
                todo = f"Keep one of them: receivers heed none of several. {write}"
                return Dmarc(
                    Record("DMARC", f"_dmarc.{at}", "wrong", True, "there are several records", todo, found[0])
                )
            if found:
                return _judged(found[0], at, domain)
    except Silent as cause:
        return Dmarc(Record("DMARC", name, "unknown", True, "no answer", str(cause)))
    return Dmarc(Record("DMARC", name, "missing", True, "there is no record", write))


def _judged(text: str, at: str, domain: str) -> Dmarc:
    said = tags(text)
    policy = said.get("p", "").lower() if at == domain else said.get("sp", said.get("p", "")).lower()
    strict = said.get("aspf", "r") == "s", said.get("adkim", "r") == "s"
    name = f"_dmarc.{at}"
    if policy not in POLICIES:
        todo = f"Its policy is {policy or 'not there'!r}; write p=none, p=quarantine or p=reject."
        return Dmarc(Record("DMARC", name, "wrong", True, "it has no policy", todo, text), at, *strict)
    told = {"none": "p=none, which is allowed: it asks for reports and refuses nothing"}
    todo = ""
    if "rua" not in said:
        todo = f"Add rua=mailto:dmarc@{at}, so that you hear who mails in your name."
    elif policy == "none":
        todo = "When its reports show only your own mail, write p=quarantine: until then anybody can mail in your name."
    record = Record("DMARC", name, "found", True, told.get(policy, f"p={policy}"), todo, text)
    return Dmarc(record, at, *strict)
