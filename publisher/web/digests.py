"""The editor of a digest: its items and their order, what is said in it, and when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher import manifest as manifests
from publisher.digest_words import Said
from publisher.digesting import Wishes, wishes_of
from publisher.errors import Refusal
from publisher.models import Announcement, Revision, Role
from publisher.pipeline import digests
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import STATUS_WORDS, language_name, seat_of

PLACES = 200


@dataclass(frozen=True, slots=True)
class Row:
    """An item in the form: its announcement, whom it is about, where it stands, whether it is ticked."""

    announcement: int
    name: str
    seat: str
    status: Any
    place: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words in one language: as they are typed, and as they are without that."""

    code: str
    name: str
    said: Said
    subject: str
    preheader: str


@staff(Role.COMMS)
def make(request: StaffRequest) -> HttpResponse:
    """POST: drafts one now."""
    from publisher.web.mailings import show_list

    if request.method != "POST":
        return redirect("/mailings/")

    def act() -> HttpResponse:
        made = digests.make(request.POST.get("rhythm", ""), by=request.user)
        return done(request, _("It is being drafted. In a moment it waits here."), f"/announcements/{made.pk}/")

    return attempt(act, lambda why, status: show_list(request, why, status))


@staff(Role.COMMS)
def edit(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """GET: the form. POST: stores what it says as a new revision, which has to be approved."""
    revision = get_object_or_404(
        Revision.objects.select_related("announcement__digest"),
        pk__in=Announcement.objects.filter(pk=announcement_id, kind="digest").values("revision_id"),
    )
    if request.method != "POST":
        return _form(request, revision)

    def act() -> HttpResponse:
        form, page = request.POST, f"/announcements/{announcement_id}/"
        digests.edit(announcement_id, by=request.user, digest=form.get("digest", ""), wanted=_wanted(form, revision))
        return done(request, _("Saved. It waits for review."), page)

    return attempt(act, lambda why, status: _form(request, revision, why, status))


def _wanted(form: Mapping[str, str], revision: Revision) -> digests.Edit:
    kept = [item for item in digests.items_of(revision.manifest) if not form.get(f"drop.{item}")]
    added = [number for name in form if (number := _number(name.removeprefix("add."))) and name.startswith("add.")]
    places = {item: place for item in kept if (place := _number(form.get(f"place.{item}", ""))) is not None}
    items = [*digests.reordered(kept, places), *added]
    said = {
        language: Said(**{name: form.get(f"{name}.{language}", "") for name in digests.LONGEST})
        for language in revision.manifest["languages"]
    }
    return digests.Edit(items, Wishes(said, local_time(form.get("send_at", ""))))


def local_time(text: str) -> datetime | None:
    """A time as the form of the person's own zone has it; None if nothing is written. Raises `Refusal`."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(_("Write the time like 2026-11-27T17:30, in your time zone.")) from None
    return found if found.tzinfo else timezone.make_aware(found)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _form(request: StaffRequest, revision: Revision, refusal: str = "", status: int = 200) -> HttpResponse:
    manifest, typed = revision.manifest, request.POST if refusal else None
    wishes = wishes_of(manifest)
    send_at = timezone.localtime(wishes.send_at).strftime("%Y-%m-%dT%H:%M") if wishes.send_at else ""
    context = {
        "announcement": revision.announcement,
        "revision": revision,
        "title": manifests.title_of(manifest),
        "items": _items(revision, typed),
        "late": _late(revision, typed),
        "tongues": [_tongue(manifest, wishes, language, typed) for language in manifest["languages"]],
        "send_at": typed.get("send_at", "") if typed is not None else send_at,
        "longest": digests.LONGEST,
        "most": PLACES,
        "refusal": refusal,
    }
    return render(request, "digest_edit.html", context, status=status)


def _items(revision: Revision, typed: Mapping[str, str] | None) -> list[Row]:
    pairs = zip(revision.manifest["digest"]["items"], revision.manifest["subjects"], strict=True)
    return [
        Row(
            number := item["announcement"],
            subject["name"],
            seat_of_subject(subject),
            STATUS_WORDS[subject["to"]],
            str(at) if typed is None else typed.get(f"place.{number}", str(at)),
            typed is not None and bool(typed.get(f"drop.{number}")),
        )
        for at, (item, subject) in enumerate(pairs, 1)
    ]


def seat_of_subject(subject: Mapping[str, Any]) -> str:
    """The seat as a manifest has it, in short."""
    if subject["office"] == "senate":
        return f"U.S. Senate, {subject['state']}"
    where = f"-{subject['district']:02d}" if subject["district"] else " at large"
    return f"U.S. House, {subject['state']}{where}"


def _late(revision: Revision, typed: Mapping[str, str] | None) -> list[Row]:
    rows = []
    for news in digests.late(revision.announcement):
        change = news.subjects.all()[0].change
        ticked = typed is not None and bool(typed.get(f"add.{news.pk}"))
        name, seat = change.candidacy.person.name, str(seat_of(change.candidacy))
        rows.append(Row(news.pk, name, seat, STATUS_WORDS[change.after], "", ticked))
    return rows


def _tongue(manifest: manifests.Manifest, wishes: Wishes, language: str, typed: Mapping[str, str] | None) -> Tongue:
    said = wishes.said.get(language, Said())
    if typed is not None:
        said = Said(**{name: typed.get(f"{name}.{language}", "") for name in digests.LONGEST})
    mail = manifests.mail_of(manifest, language) or {"subject": "", "preheader": ""}
    return Tongue(language, language_name(language), said, mail["subject"], mail["preheader"])
