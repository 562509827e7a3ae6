"""The coalition's own page of signatories: does it name whom we announce? If not, that is a warning, never a block."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from publisher import workflow
from publisher.models import Delivery, Event, Person, Revision, SignatoryPage
from publisher.proof.looking import Seen, Verdict
from publisher.proof.pages import page_text
from publisher.truth.identity import folded, surname

FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning in a sentence; `entry` is what to copy into the page: name, office, state, district, date."""

    kind: str
    sentence: str
    entry: dict[str, Any]


def stale(now: datetime) -> list[str]:
    """The addresses that are to be read again."""
    fresh = SignatoryPage.objects.filter(url__in=settings.SIGNATORIES, read_at__gt=now - FRESH)
    return [url for url in settings.SIGNATORIES if url not in set(fresh.values_list("url", flat=True))]


def note(url: str, seen: Seen) -> None:
    """Stores the folded text of what one look at a page brought; what it said before stays if it could not be read."""
    told: dict[str, Any] = {"read_at": timezone.now(), "trouble": seen.sentence}
    if seen.verdict is Verdict.THERE:
        told["text"] = folded(page_text(seen.body, seen.content_type))
    SignatoryPage.objects.update_or_create(url=url, defaults=told)


def doubts(revision: Revision | None) -> list[Doubt]:
    """What the pages of signatories, as last read, say against this revision. Two queries; none without the setting."""
    if not settings.SIGNATORIES or revision is None:
        return []
    told = [subject for subject in revision.manifest["subjects"] if subject["to"] == "signed"]
    pages = list(SignatoryPage.objects.filter(url__in=settings.SIGNATORIES))
    people = Person.objects.filter(candidacies__in=[s["candidacy"] for s in told])
    last = {person.name: surname(person) for person in people}
    return [w for s in told if (w := _about(s, last.get(s["name"], ""), pages))]


def tell_before_sending(delivery: Delivery) -> None:
    """Writes the warnings into the trail, once a delivery: what goes out all the same was seen by somebody."""
    for doubt in doubts(delivery.revision):
        if not Event.objects.filter(kind="delivery", object_id=delivery.pk, what="warned").exists():
            workflow.tell(delivery, "warned", data={"reason": doubt.sentence})


def _about(subject: dict[str, Any], last: str, pages: list[SignatoryPage]) -> Doubt | None:
    if any(_names(page.text, subject["name"], last) for page in pages if not page.trouble):
        return None
    entry = {name: subject[name] for name in ("name", "office", "state", "district")} | {"date": subject["said_at"]}
    unread = [page for page in pages if page.trouble]
    missing = len(settings.SIGNATORIES) - len(pages)
    if unread or missing:
        why = unread[0].trouble if unread else "It has not been read yet."
        sentence = f"Whether the page of signatories names {subject['name']} cannot be checked. {why}"
        return Doubt("signatories_unread", sentence, entry)
    return Doubt(
        "signatory_missing", f"The page of signatories does not name {subject['name']}: add the entry there.", entry
    )


def _names(page: str, name: str, last: str) -> bool:
    """True if the folded page holds the name as whole words, also as "Last, First"."""
    whole, end, page = folded(name), folded(last), f" {page} "
    if whole and f" {whole} " in page:
        return True
    first = whole.removesuffix(end).strip() if end and whole.endswith(end) else ""
    return bool(first) and f" {end} {first} " in page
