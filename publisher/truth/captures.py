"""Which addresses are to be looked at, and what a look means for the evidence."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import files, workflow
from publisher.models import Evidence, StoredFile, Subject
from publisher.proof.looking import Seen, Verdict
from publisher.rules.timing import growing
from publisher.truth.coming import still_to_come

AGAIN = timedelta(hours=1)
"""How often what has not gone out is looked at; and how far apart two looks must be to call it dead."""

DEAD_AGAIN = timedelta(hours=6)
NEW = timedelta(days=7)
CLAIM = timedelta(minutes=2)


def due(now: datetime, limit: int) -> list[int]:
    """Addresses to look at now: those of what has not gone out, and new ones that nobody has looked at."""
    wanted = Q(change__in=Subject.objects.filter(announcement__in=still_to_come()).values("change_id"))
    wanted |= Q(checked_at=None, change__seen_at__gt=now - NEW)
    found = Evidence.objects.filter(wanted, _due(now), kind="address")
    return list(found.order_by(F("next_check_at").asc(nulls_first=True), "id").values_list("pk", flat=True)[:limit])


def claim(idents: list[int], now: datetime, *, anyway: bool = False) -> list[Evidence]:
    """Those of these addresses that are due (or `anyway`), ours for two minutes: nobody else looks meanwhile."""
    wanted = Evidence.objects.filter(pk__in=idents, kind="address")
    claimed = []
    for item in (wanted if anyway else wanted.filter(_due(now))).order_by("id"):
        mine = Evidence.objects.filter(pk=item.pk, checks=item.checks)
        if mine.update(checks=F("checks") + 1, next_check_at=now + CLAIM):
            claimed.append(item)
    return claimed


def _due(now: datetime) -> Q:
    return Q(next_check_at=None) | Q(next_check_at__lte=now)


def release(idents: list[int], now: datetime) -> None:
    """Gives back what was not looked at after all."""
    Evidence.objects.filter(pk__in=idents).update(next_check_at=now)


def record(ident: int, seen: Seen) -> Evidence:
    """Notes one look. The first page that came is kept; nothing there, twice and an hour apart, is dead."""
    bare = seen.verdict is Verdict.THERE and not Evidence.objects.filter(pk=ident, file__isnull=False).exists()
    copy = files.keep(seen.body, seen.media_type) if bare else None
    with transaction.atomic():
        item = Evidence.objects.select_for_update(of=("self",)).select_related("change").get(pk=ident)
        now = timezone.now()
        item.checked_at, item.http_status, item.trouble = now, seen.status, seen.sentence
        if seen.verdict is Verdict.THERE:
            _there(item, seen, copy, now)
        elif seen.verdict is Verdict.GONE:
            _gone(item, now)
        item.next_check_at = _next(item, seen.verdict, now)
        item.save()
    return item


def not_one(ident: int, why: str, now: datetime) -> None:
    """Notes of an address that stands in for one that it was not opened."""
    Evidence.objects.filter(pk=ident).update(checked_at=now, trouble=why, next_check_at=now + timedelta(days=1))


def _there(item: Evidence, seen: Seen, copy: StoredFile | None, now: datetime) -> None:
    if item.file_id is None and copy is not None:
        item.file, item.captured_at, item.final_url, item.title = copy, now, seen.url[:2000], seen.title
        _tell(item, "captured", {"sha256": copy.sha256})
    elif item.dead_at:
        _tell(item, "evidence_back", {})
    item.doubted_at = item.dead_at = None


def _gone(item: Evidence, now: datetime) -> None:
    if item.doubted_at is None:
        item.doubted_at = now
        _tell(item, "evidence_doubted", {"reason": item.trouble})
    elif item.dead_at is None and now - item.doubted_at >= AGAIN:
        item.dead_at = now
        _tell(item, "evidence_dead", {"reason": item.trouble})


def _next(item: Evidence, verdict: Verdict, now: datetime) -> datetime:
    if verdict is Verdict.GONE and item.doubted_at:
        return now + DEAD_AGAIN if item.dead_at else max(now, item.doubted_at + AGAIN)
    if verdict is Verdict.UNSURE and item.file_id is None:
        return now + growing(60, item.checks - 1)
    return now + AGAIN


def _tell(item: Evidence, what: str, data: dict[str, str]) -> None:
    workflow.tell(item.change, what, data={"evidence": item.pk} | data)
