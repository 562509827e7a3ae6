"""After an organizer's trigger: nothing is public yet, what happens next, who looks at it, and how it stands later."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from publisher.approving import rule_of
from publisher.models import Announcement, Role, User
from publisher.planning import gone_out
from publisher.standing import ACCOUNT, shown_of
from publisher.truth.agreement import Answer, goes_by_evidence, stored
from publisher.web.access import StaffRequest, staff
from publisher.web.screens import SCREENS, ScreenWord

MINE = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """One trigger of somebody's, as it stands now."""

    announcement: Announcement
    name: str
    screen: ScreenWord
    out: bool
    by_hand: bool


def sent_page(announcement: Announcement, *, again: bool = False) -> HttpResponse:
    """To the page that says what happens next (303, so that reloading repeats nothing)."""
    response = HttpResponseRedirect(f"/announce/sent/{announcement.pk}/" + ("?again=1" if again else ""))
    response.status_code = 303
    return response


@staff()
def sent(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """GET: how it stands. The page asks again by itself while something may change."""
    announcement = get_object_or_404(Announcement.objects.select_related("revision", "created_by"), pk=announcement_id)
    change = announcement.subjects.select_related("change__candidacy__person").get(position=0).change
    agreement = stored(change)
    now = _sent(announcement)
    context = {
        "sent": now,
        "announcement": announcement,
        "again": "again" in request.GET,
        "reviewers": reviewers(announcement),
        "waits": not now.out and announcement.state in ("drafting", "in_review"),
        "tracker": "" if agreement.answer is Answer.AGREES or goes_by_evidence(change) else agreement.sentence,
        "moving": announcement.state in ("drafting", "in_review", "approved"),
    }
    return render(request, "announce_sent.html", context)


def mine(user: User) -> list[Sent]:
    """What this person sent lately, the newest first."""
    rows = Announcement.objects.filter(created_by=user, kind="news").order_by("-id")
    return [_sent(announcement) for announcement in rows.select_related("revision")[:MINE]]


def reviewers(announcement: Announcement) -> list[User]:
    """Who may approve it, as far as the rule and the roles say so."""
    found = User.objects.filter(is_active=True, role__in=[Role.APPROVER, Role.ADMIN]).order_by("first_name", "email")
    barred = "triggered" in rule_of(announcement.revision).barred if announcement.revision else True
    return [user for user in found if not (barred and user.pk == announcement.created_by_id)]


def _sent(announcement: Announcement) -> Sent:
    now = shown_of(announcement, announcement.deliveries.select_related(ACCOUNT))
    names = announcement.subjects.values_list("change__candidacy__person__name", flat=True)
    by_hand = now.state == "by_hand"
    return Sent(announcement, ", ".join(names), SCREENS[now.screen], gone_out(announcement), by_hand)
