"""The forms of the review page: each calls one function of the pipeline, with the digest that the page showed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from publisher.models import Announcement
from publisher.pipeline import alone, deal, decide, recaption, submit, takedown
from publisher.truth.find import number
from publisher.web.access import StaffRequest, form_of_page, staff
from publisher.web.answers import attempt, done
from publisher.web.review import show


@staff()
@form_of_page
def approve(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Approves for the ticked languages."""

    def act() -> str:
        form = request.POST
        digest, reason = form.get("digest", ""), form.get("reason", "")
        announcement = decide.approve(announcement_id, by=request.user, digest=digest, reason=reason, **vouched(form))
        return approved_sentence(announcement)

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def request_changes(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Sends it back with what should change."""

    def act() -> str:
        decide.request_changes(announcement_id, by=request.user, **_digest_and_reason(request))
        return _("Sent back with what should change.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def reject(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Ends it."""

    def act() -> str:
        decide.reject(announcement_id, by=request.user, **_digest_and_reason(request))
        return _("Rejected. Nothing of it goes out.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def hold(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Keeps it back."""

    def act() -> str:
        decide.hold(announcement_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("Held. Nothing more of it goes out until somebody reviews it again.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def dealt_with(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """A person saw to what is public and no longer true."""

    def act() -> str:
        form = request.POST
        deal.deal_with(
            announcement_id, by=request.user, reason=form.get("reason", ""), deleted=bool(form.get("deleted"))
        )
        return _("Dealt with. The note stays with it.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def stop(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Stops what has not gone out."""

    def act() -> str:
        decide.stop(announcement_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("Stopped. What had not gone out stays here; what is in doubt is not sent again.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def take_down(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Takes every live post of it out of sight."""

    def act() -> str:
        form = request.POST
        public = {name.partition(".")[2]: form[name] for name in form if name.startswith("public.")}
        takedown.take_down(
            announcement_id,
            by=request.user,
            reason=form.get("reason", ""),
            how=form.get("how", "archive"),
            public=public,
        )
        return _("It is being taken down. What became of it stands beside each delivery.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def mail_alone(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Sends the mail whose post failed or was stopped."""

    def act() -> str:
        alone.mail_alone(announcement_id, by=request.user, **_digest_and_reason(request))
        return _("The mail goes out without the post. Until then you can stop it here.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def review_again(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Puts it back into review."""

    def act() -> str:
        decide.review_again(announcement_id, by=request.user)
        return _("Back in review. It needs a new approval.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def redraft(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Words and pictures anew, from the record and the accounts as they are now."""

    def act() -> str:
        submit.redraft(announcement_id, by=request.user, digest=request.POST.get("digest", ""))
        return _("Drafted anew. It waits for review.")

    return _answer(request, announcement_id, act)


@staff()
@form_of_page
def leave(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """A new caption of what is live is dropped."""

    def act() -> str:
        recaption.leave(announcement_id, by=request.user, digest=request.POST.get("digest", ""))
        return _("Dropped. What is live stays as it was approved.")

    return _answer(request, announcement_id, act)


def vouched(form: QueryDict) -> dict[str, Any]:
    """What whoever approves has ticked and typed, as `decide.approve` takes it."""
    return {
        "languages": form.getlist("languages"),
        "surname": form.get("surname", ""),
        "opened": bool(form.get("opened")),
        "namesake": bool(form.get("namesake")),
        "waive": form.get("waive", ""),
        "two_people": [found for text in form.getlist("two_people") if (found := number(text)) is not None],
    }


def approved_sentence(announcement: Announcement) -> str:
    """What an approval came to."""
    if announcement.state == "approved":
        return _("Approved. It goes out by itself; until then you can stop it here.")
    return _("Your approval is recorded. It goes out when the others have approved too.")


def _digest_and_reason(request: StaffRequest) -> dict[str, str]:
    return {"digest": request.POST.get("digest", ""), "reason": request.POST.get("reason", "")}


def _answer(request: StaffRequest, announcement_id: int, act: Callable[[], str]) -> HttpResponse:
    get_object_or_404(Announcement, pk=announcement_id)
    return attempt(
        lambda: done(request, act(), f"/announcements/{announcement_id}/"),
        lambda why, status: show(request, announcement_id, why, status, typed=request.POST),
    )
