"""The page of one announcement: what goes out, why it is believed, what became of it, and what one may do."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from publisher.faults import faults_of
from publisher.manifest import title_of
from publisher.models import Announcement, Revision
from publisher.recaption import live_posts, live_text
from publisher.sharing import SIZES as SHARED
from publisher.sharing import may_share
from publisher.standing import PUBLIC_TODO, shown_of
from publisher.truth.to_follow import overdue
from publisher.web.access import StaffRequest, staff
from publisher.web.became import with_what_became
from publisher.web.checks import checked
from publisher.web.choices import choices_for
from publisher.web.content import decided, posts_of, tongues_of
from publisher.web.deliveries import deliveries_of, next_due, shown, waits_for_tracker
from publisher.web.digest_facts import digest_of
from publisher.web.facts import fact_cards
from publisher.web.missing import doubts_of
from publisher.web.screens import SCREENS
from publisher.web.trail import lines
from publisher.web.words import language_name


@staff()
def review(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """GET: the page."""
    return show(request, announcement_id)


def show(
    request: StaffRequest, announcement_id: int, refusal: str = "", status: int = 200, *, typed: QueryDict | None = None
) -> HttpResponse:
    """The page, with the sentence of a refusal at its head and its status if there was one.

    `typed`: what was given with the form that was refused, which is open again with it.
    """
    announcement = get_object_or_404(
        Announcement.objects.select_related("revision__by", "created_by"), pk=announcement_id
    )
    deliveries = deliveries_of(announcement)
    now = shown_of(announcement, deliveries)
    cards = fact_cards(announcement, get_language() or "en")
    sent = shown(deliveries)
    context: dict[str, object] = {
        "announcement": announcement,
        "revision": announcement.revision,
        "screen": SCREENS[now.screen],
        "facts": cards,
        "title": title_of(announcement.revision.manifest)
        if announcement.revision
        else ", ".join(card.name for card in cards),
        "deliveries": with_what_became(sent),
        "due": next_due(deliveries),
        "waits_for_tracker": waits_for_tracker(deliveries),
        "overdue": overdue(only=announcement).get(announcement.pk, ""),
        "public_todo": PUBLIC_TODO,
        "choices": choices_for(announcement, deliveries, request.user),
        "trail": lines(announcement, [c.change.pk for c in cards], {s.delivery.pk: s.title for s in sent}),
        "refusal": refusal,
        "typed": typed or {},
        "refused": request.path.rstrip("/").rpartition("/")[2] if refusal else "",
    }
    if announcement.revision:
        context |= _content(announcement, announcement.revision, typed)
    return render(request, "review.html", context, status=status)


def _content(announcement: Announcement, revision: Revision, typed: QueryDict | None) -> dict[str, object]:
    """What it says, in posts and languages, and what was decided on that."""
    manifest = revision.manifest
    changed = any(act["act"] == "edit" for act in manifest["acts"])
    live = {str(post.account): live_text(post) for post in live_posts(announcement)} if changed else {}
    given: Mapping[str, Any] = typed or {}
    return {
        "posts": posts_of(manifest, live),
        "faults": faults_of(manifest),
        "share_sizes": SHARED if may_share(announcement) else (),
        "tongues": tongues_of(manifest),
        "for_everybody": [
            (code, language_name(code), given.get(f"public.{code}", "")) for code in manifest["languages"]
        ],
        "link": manifest["link"],
        "decisions": decided(revision),
        "doubts": doubts_of(announcement),
        "digest": digest_of(announcement),
    } | checked(manifest)
