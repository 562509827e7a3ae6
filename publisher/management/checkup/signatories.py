"""The coalition's own page of signatories: can it be read, and whom does it miss?"""

from collections.abc import Iterator

from django.conf import settings

from publisher.management.checkup.finding import Check, Finding
from publisher.models import SignatoryPage
from publisher.pipeline.signatories import refresh
from publisher.truth.coming import still_to_come
from publisher.truth.signatories import doubts

SECONDS = 10.0


def _pages() -> Iterator[Finding]:
    if not settings.SIGNATORIES:
        return
    refresh(seconds=SECONDS)
    for url in settings.SIGNATORIES:
        page = SignatoryPage.objects.filter(url=url).first()
        trouble = "it did not answer in the time allowed" if page is None else page.trouble
        todo = "Check the address in PUBLISHER_SIGNATORIES. Until then nobody is warned of a missing name."
        yield Finding("signatories", not trouble, trouble or f"{url} can be read", todo)
    for announcement in still_to_come().select_related("revision").order_by("id"):
        for doubt in doubts(announcement.revision):
            entry = ", ".join(str(value) for value in doubt.entry.values() if value not in (None, ""))
            if doubt.kind == "signatory_missing":
                yield Finding("signatories", False, doubt.sentence, f"Add: {entry}")


CHECKS = (Check("signatories", _pages, "Check PUBLISHER_SIGNATORIES: addresses apart by spaces."),)
