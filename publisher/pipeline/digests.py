"""Digests: drafted at their hour when there is news for their readers, and edited until they are approved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from publisher import digesting, nudge, workflow
from publisher import manifest as manifests
from publisher.digest_words import Said
from publisher.digesting import Wishes
from publisher.errors import Refusal
from publisher.models import Announcement, Digest, Lease, Revision, Role, StatusChange, Subject, User
from publisher.newsletter.backends import shape
from publisher.newsletter.news import addable, recent, untold
from publisher.newsletter.variants import MOST
from publisher.revising import EDITABLE, changeable, replace, subject_of
from publisher.rules.digests import RHYTHMS, turns
from publisher.rules.letters import unwanted

OPEN = ("drafting", "in_review", "changes_requested", "held")
"""While one waits in these, no second one of its rhythm is drafted: what is late can be added to it."""
LONGEST = {"subject": 200, "preheader": 200, "introduction": 2000}


def draft_due(now: datetime | None = None) -> list[Announcement]:
    """Drafts the digests whose hour has come and whose readers have something to hear; each turn once.

    A turn at which there is no news passes, and so does the one before the service was first here. While one of the
    same rhythm waits for a decision, the next waits for that.
    """
    now = now or timezone.now()
    made = [_draft_turn(rhythm, turns(settings.DIGESTS).last(rhythm, now), now) for rhythm in RHYTHMS]
    return [announcement for announcement in made if announcement]


def make(rhythm: str, *, by: User) -> Announcement:
    """Drafts one now, whatever the hour. Raises `Refusal`: not allowed, one is open, or nobody has anything to hear."""
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may make a digest.", "forbidden")
    if rhythm not in RHYTHMS:
        raise Refusal(f"There is no rhythm {rhythm!r}. Use one of {', '.join(RHYTHMS)}.")
    with transaction.atomic():
        _alone(rhythm)
        if waits := waiting(rhythm):
            raise Refusal(f"The {rhythm} digest {waits.pk} is open already: add to it what is late.", "conflict")
        made = _draft(rhythm, None, timezone.now(), by)
    if made is None:
        raise Refusal(f"There is no news that the {rhythm} readers want and have not heard.", "conflict")
    return made


def _draft_turn(rhythm: str, turn: datetime, now: datetime) -> Announcement | None:
    seen = Lease.objects.filter(name=_lease(rhythm)).values_list("beat_at", flat=True).first()
    if seen and seen >= turn:
        return None
    try:
        with transaction.atomic():
            first = _alone(rhythm)
            considered = Lease.objects.filter(Q(beat_at=None) | Q(beat_at__lt=turn), name=_lease(rhythm))
            if not first and waiting(rhythm):
                return None
            if not considered.update(beat_at=now) or first:
                return None
            return _draft(rhythm, turn, now, None)
    except IntegrityError:
        return None  # another sweeper was faster


def _alone(rhythm: str) -> bool:
    """One at a time makes a digest of this rhythm, until the transaction ends. True the first time ever."""
    lease, created = Lease.objects.select_for_update().get_or_create(name=_lease(rhythm))
    return created or lease.beat_at is None


def _lease(rhythm: str) -> str:
    return f"digest {rhythm}"


def waiting(rhythm: str) -> Announcement | None:
    """The digest of this rhythm that nobody has decided on yet, if there is one."""
    return Announcement.objects.filter(digest__rhythm=rhythm, state__in=OPEN).order_by("pk").first()


def _draft(rhythm: str, turn: datetime | None, now: datetime, by: User | None) -> Announcement | None:
    """None if there is nothing to tell, or nobody of whom we would know that they were told."""
    if shape(settings.MAIL_BACKEND) != "copies":
        return None
    news = list(recent(untold(rhythm), now)[:MOST])
    if not news:
        return None
    announcement = Announcement.objects.create(kind="digest", created_by=by)
    Digest.objects.create(announcement=announcement, rhythm=rhythm, turn=turn)
    _write_items(announcement, [change for one in news for change in _changes(one)])
    told = {"rhythm": rhythm, "items": [one.pk for one in news]}
    workflow.tell(announcement, "drafted", after="drafting", by=by, data=told)
    nudge.send("draft", announcement.pk)
    return announcement


@dataclass(frozen=True, slots=True)
class Edit:
    """A digest as an editor wants it: its items by their announcements' numbers, in order, and the rest."""

    items: Sequence[int]
    wishes: Wishes


def items_of(manifest: manifests.Manifest) -> list[int]:
    """The items of a revision, in order."""
    return [item["announcement"] for item in manifest["digest"]["items"]]


def late(announcement: Announcement) -> list[Announcement]:
    """Live news that may be added to this digest, oldest first, what was dropped from it too."""
    now = timezone.now()
    rhythm = announcement.digest.rhythm
    return [*recent(addable(rhythm), now).prefetch_related("subjects__change__candidacy__person")[:MOST]]


def edit(announcement_id: int, *, by: User, digest: str, wanted: Edit, note: str = "") -> Revision:
    """A new revision with these items and words, back in review; what was approved before is approved no more.

    Raises `Refusal`: stale digest, not allowed, too long, no item, one that is not live, a time that is over, a mail
    that breaks a rule, begun already, or all the same.
    """
    announcement = Announcement.objects.select_related("digest", "revision").filter(pk=announcement_id).first()
    if announcement is None or announcement.kind != "digest" or announcement.revision is None:
        raise Refusal(f"There is no digest {announcement_id} that can be edited.", "missing")
    with transaction.atomic():
        _current(announcement_id, by, digest)
    before = announcement.revision.manifest
    wishes = checked(wanted.wishes, digesting.wishes_of(before), before["languages"])
    changes = _wanted_changes(announcement, wanted.items)
    manifest = digesting.build(announcement, changes, [subject_of(change) for change in changes], wishes)
    if manifests.digest(manifest) == digest:
        raise Refusal("Nothing was changed.")
    with transaction.atomic():
        announcement = _current(announcement_id, by, digest)
        dropped = [one for one in items_of(before) if one not in wanted.items]
        kept_out = [one for one in announcement.digest.left_out if one not in wanted.items]
        Digest.objects.filter(announcement=announcement).update(left_out=sorted({*kept_out, *dropped}))
        _write_items(announcement, changes)
        return replace(announcement, manifest, by, note or "The digest was edited.")


def checked(wishes: Wishes, before: Wishes, languages: Collection[str]) -> Wishes:
    """The wishes without blanks around them. Raises `Refusal`."""
    said = {}
    for language in languages:
        one = wishes.said.get(language, Said())
        said[language] = Said(**{name: _text(name, language, getattr(one, name)) for name in LONGEST})
    if unknown := set(wishes.said) - set(languages):
        raise Refusal(f"There is no language {sorted(unknown)[0]!r} here. Use one of {', '.join(languages)}.")
    at = _in_utc(wishes.send_at)
    if at and at != before.send_at and at <= timezone.now():
        raise Refusal("That time is over. Choose a later one, or none: then it goes out when it is approved.")
    return Wishes(said, at)


def _in_utc(at: datetime | None) -> datetime | None:
    try:
        return at.astimezone(UTC) if at else None
    except OverflowError:
        raise Refusal("No calendar has that time. Choose another one.") from None


def _text(name: str, language: str, text: str) -> str:
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(clean) > LONGEST[name]:
        raise Refusal(f"The {name}, {language}, has {len(clean)} characters; at most {LONGEST[name]} fit.")
    if unwanted(clean):
        raise Refusal(f"The {name}, {language}, holds an invisible control character. Type it anew.")
    if name != "introduction" and len(clean.splitlines()) > 1:
        raise Refusal(f"The {name}, {language}, must be one line.")
    return clean


def _current(announcement_id: int, by: User, digest: str) -> Announcement:
    announcement, revision = changeable(announcement_id, by, EDITABLE, "edited")
    if revision.digest != digest:
        raise Refusal("Somebody else edited it meanwhile. Read the new text, then edit that.", "stale")
    return announcement


def _wanted_changes(announcement: Announcement, items: Sequence[int]) -> list[StatusChange]:
    if not items:
        raise Refusal("A digest needs an item. Keep one, or reject the digest.")
    if len(set(items)) != len(items):
        raise Refusal("An item stands in it twice. Name each once.")
    if len(items) > MOST:
        raise Refusal(f"A digest holds at most {MOST} items. Keep the others for the next one.")
    held = {subject.change_id for subject in announcement.subjects.all()}
    free = {one.pk for one in addable(announcement.digest.rhythm)}
    changes = []
    for item in items:
        found = StatusChange.objects.filter(subjects__announcement=item, subjects__announcement__kind="news")
        change = found.select_related("candidacy__person").first()
        if change is None or (change.pk not in held and item not in free):
            raise Refusal(f"Announcement {item} is no live news, or another digest for these readers has it.")
        changes.append(change)
    return changes


def _changes(news: Announcement) -> list[StatusChange]:
    return [subject.change for subject in news.subjects.select_related("change")]


def _write_items(announcement: Announcement, changes: Sequence[StatusChange]) -> None:
    Subject.objects.filter(announcement=announcement).delete()
    Subject.objects.bulk_create(
        Subject(announcement=announcement, change=change, position=position, live_news=False)
        for position, change in enumerate(changes)
    )


def reordered(items: Sequence[int], places: Mapping[int, float]) -> list[int]:
    """The items by the places that an editor gave them; those of the same place keep their order."""
    return sorted(items, key=lambda item: places.get(item, len(items)))
