"""Editing: write, see what changes word by word, then save it or approve it in one step."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from publisher import manifest as manifests
from publisher.approving import may_approve, rule_of
from publisher.current_brand import brand
from publisher.faults import faults_of
from publisher.models import Announcement, Revision, Role
from publisher.pipeline import decide, submit
from publisher.planning import gone_out
from publisher.recaption import by_hand
from publisher.truth.evidence import to_vouch_for
from publisher.truth.same_name import namesakes_of, warning
from publisher.truth.same_seat import others
from publisher.web import besides
from publisher.web.access import StaffRequest, form_of_page, staff
from publisher.web.answers import attempt, done
from publisher.web.content import tongues_of
from publisher.web.decisions import approved_sentence, vouched
from publisher.web.differences import differences
from publisher.web.words import LIMITS, place_name, text_name


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the form: its name in the manifest, what it is called, what stands in it, how long it may be."""

    name: str
    label: str
    value: str
    limit: int
    one_line: bool
    may_be_empty: bool


@staff(Role.COMMS)
def edit(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """GET: the texts to edit. POST: the same with what was typed, to go on writing after the preview."""
    return _form(request, announcement_id)


@staff(Role.COMMS)
@form_of_page
def preview(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """What the typed texts change; nothing is stored yet."""
    revision = _revision(announcement_id)
    before, after = manifests.texts_of(revision.manifest), _typed(request, revision)
    extras = besides.typed(request, revision.manifest)
    changed = [(text_name(d.name), d.pieces) for d in differences(before, after)]
    changed += besides.changed(revision.manifest, extras)
    if request.POST.get("digest") != revision.digest:
        stale = _("Somebody else edited it meanwhile. This compares your text with the new one.")
        return _form(request, announcement_id, stale, 409)
    if not changed:
        return _form(request, announcement_id, _("Nothing is changed yet. Edit a text first."), 400)
    context = {
        "announcement": revision.announcement,
        "revision": revision,
        "texts": _texts(revision, after),
        "ticks": besides.ticks(revision.manifest, extras),
        "ticks_typed": besides.FIELD in request.POST,
        "changed": changed,
        "not_approve": may_approve(revision, request.user),
        "retype": rule_of(revision).retype,
        "unread": to_vouch_for(revision),
        "alike": others(revision.announcement),
        "same_name": [warning(other) for other in namesakes_of(revision.announcement)],
        "tongues": tongues_of(revision.manifest),
        "faults": faults_of(revision.manifest),
    }
    return render(request, "preview.html", context)


@staff(Role.COMMS)
@form_of_page
def save(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Stores the edit as a new revision, for somebody to review."""

    def act() -> HttpResponse:
        submit.edit(announcement_id, by=request.user, **_edited(request, announcement_id))
        return done(request, _("Saved. It waits for review."), f"/announcements/{announcement_id}/")

    return attempt(act, lambda why, status: _form(request, announcement_id, why, status))


@staff(Role.COMMS)
@form_of_page
def save_and_approve(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Stores the edit and approves exactly that, in one step."""

    def act() -> HttpResponse:
        form, edited = request.POST, _edited(request, announcement_id)
        # Both or neither: an edit whose author may not approve it is not left behind as if it had been saved.
        with transaction.atomic():
            revision = submit.edit(announcement_id, by=request.user, **edited)
            announcement = decide.approve(announcement_id, by=request.user, digest=revision.digest, **vouched(form))
        return done(request, approved_sentence(announcement), f"/announcements/{announcement_id}/")

    return attempt(act, lambda why, status: _form(request, announcement_id, why, status))


def _form(request: StaffRequest, announcement_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    revision = _revision(announcement_id)
    texts = _texts(revision, _typed(request, revision))
    live = gone_out(revision.announcement)
    context: dict[str, Any] = {"announcement": revision.announcement, "revision": revision, "texts": texts}
    context["refusal"] = refusal
    extras = besides.typed(request, revision.manifest)
    context |= {"tone": brand().tone, "live": live, "ticks": besides.ticks(revision.manifest, extras)}
    if live:
        context["by_hand"] = [place_name(account) for account in by_hand(revision.announcement)]
    return render(request, "edit.html", context, status=status)


def _revision(announcement_id: int) -> Revision:
    return get_object_or_404(
        Revision.objects.select_related("announcement"),
        pk__in=Announcement.objects.filter(pk=announcement_id).values("revision_id"),
    )


def _edited(request: StaffRequest, announcement_id: int) -> dict[str, Any]:
    """What the pipeline needs to know of the form."""
    revision = _revision(announcement_id)
    extras = besides.typed(request, revision.manifest)
    return {"digest": request.POST.get("digest", ""), "texts": _typed(request, revision), "besides": extras}


def _typed(request: StaffRequest, revision: Revision) -> dict[str, str]:
    """Each text as it was typed, else as it stands. Browsers send line ends as CR LF; texts have LF."""
    texts = manifests.texts_of(revision.manifest)
    return {name: request.POST.get(name, text).replace("\r\n", "\n").strip() for name, text in texts.items()}


def _texts(revision: Revision, values: dict[str, str]) -> list[Text]:
    """Of what is live only the captions."""
    live = gone_out(revision.announcement)
    return [
        Text(name, text_name(name), values[name], LIMITS[role], role == "subject", role == "comment")
        for name in manifests.texts_of(revision.manifest)
        if (role := name.partition(".")[0]) and (role == "caption" or not live)
    ]
