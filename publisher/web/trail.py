"""The trail in plain words: one sentence for each event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from publisher.models import Announcement, Event
from publisher.web.words import ACT_WORDS, STATUS_WORDS, VERDICT_WORDS, language_name, place_name

ANNOUNCEMENT_MOVES = {
    "in_review": lazy("It waits for review."),
    "approved": lazy("All approvals are given: it goes out by itself."),
    "changes_requested": lazy("It waits for an edit."),
    "held": lazy("Held."),
    "rejected": lazy("Ended: it will not go out."),
    "expired": lazy("Expired: it will not go out."),
}

DELIVERY_MOVES = {
    "waiting": lazy("%(what)s: waits."),
    "ready": lazy("%(what)s: ready, goes out when due."),
    "publishing": lazy("%(what)s: going out."),
    "published": lazy("%(what)s: live."),
    "uncertain": lazy("%(what)s: not certain whether it went out."),
    "failed": lazy("%(what)s: failed."),
    "paused": lazy("%(what)s: paused."),
    "by_hand": lazy("%(what)s: a person posts it by hand."),
    "held": lazy("%(what)s: held."),
    "stopped": lazy("%(what)s: stopped."),
    "taken_down": lazy("%(what)s: taken down."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event for people: when, what, by whom, and what they wrote."""

    at: datetime
    sentence: str
    who: str
    note: str


def lines(announcement: Announcement, changes: list[int], deliveries: dict[int, str]) -> list[Line]:
    """The events of an announcement and of the `changes` it is about, newest first, in one query.

    `deliveries` names its deliveries by their ids.
    """
    about = Q(announcement_id=announcement.pk) | Q(kind="statuschange", object_id__in=changes)
    events = Event.objects.filter(about).select_related("personal__by").order_by("-id")
    return [_line(event, deliveries) for event in events]


def _line(event: Event, deliveries: dict[int, str]) -> Line:
    personal = getattr(event, "personal", None)
    written = personal.fields if personal else {}
    by = personal.by if personal else None
    note = written.get("reason") or written.get("why") or event.data.get("reason") or ""
    return Line(event.at, _sentence(event, deliveries), str(by) if by else event.role or "publisher", str(note))


def _sentence(event: Event, deliveries: dict[int, str]) -> str:
    if event.what == "move" and event.kind == "delivery" and event.after in DELIVERY_MOVES:
        if "without" in event.data:
            what = deliveries.get(event.object_id, _("A delivery"))
            return _("%(what)s: goes out without the post before it.") % {"what": what}
        return str(DELIVERY_MOVES[event.after]) % {"what": deliveries.get(event.object_id, _("A delivery"))}
    if (event.what, event.before, event.after) == ("move", "held", "approved"):
        return _("It stays as it went out.")
    if event.what == "move" and event.after in ANNOUNCEMENT_MOVES:
        return str(ANNOUNCEMENT_MOVES[event.after])
    if event.what in OTHERS:
        return OTHERS[event.what](event)
    return event.what.replace("_", " ").capitalize() + "."


def _decision(event: Event) -> str:
    verdict = VERDICT_WORDS.get(event.data.get("verdict", ""), event.data.get("verdict", ""))
    read = ", ".join(language_name(code) for code in event.data.get("languages", []))
    about = _("%(verdict)s, revision %(number)s") % {"verdict": verdict, "number": event.data.get("revision", "?")}
    told = f"{about} ({read})." if read else f"{about}."
    if two := ", ".join(map(str, event.data.get("two_people", []))):
        told += " " + _("Said to be about somebody else than announcement %(numbers)s.") % {"numbers": two}
    return told


def _revision(event: Event) -> str:
    return _("Texts and pictures were frozen as revision %(number)s.") % {"number": event.data.get("number", "?")}


def _planned(event: Event) -> str:
    act: Any = ACT_WORDS.get(event.data.get("act", ""), "")
    return _("Planned: %(act)s, %(place)s.") % {"act": act, "place": place_name(event.data.get("account", ""))}


def _arrived(event: Event) -> str:
    number = len(event.data.get("copies", []))
    return ngettext("%(n)s copy in doubt arrived.", "%(n)s copies in doubt arrived.", number) % {"n": number}


def _again(event: Event) -> str:
    number = len(event.data.get("copies", []))
    sentence = ngettext(
        "%(n)s copy in doubt did not arrive and is sent again.",
        "%(n)s copies in doubt did not arrive and are sent again.",
        number,
    )
    return sentence % {"n": number}


def _status(event: Event) -> str:
    words = {
        "before": STATUS_WORDS.get(event.before, event.before),
        "after": STATUS_WORDS.get(event.after, event.after),
    }
    if event.what == "triggered":
        return _("Triggered by hand: %(before)s to %(after)s.") % words
    return _("The tracker changed: %(before)s to %(after)s.") % words


def _about(sentence: Any) -> Callable[[Event], str]:
    """A sentence of which the trail's own words say more: they stand below it."""
    return lambda _event: str(sentence)


OTHERS: dict[str, Callable[[Event], str]] = {
    "drafted": lambda _event: _("Drafted."),
    "decision": _decision,
    "revision": _revision,
    "planned": _planned,
    "copies_arrived": _arrived,
    "copies_again": _again,
    "campaigns_went": lambda _event: _("A mailing that was in doubt went out."),
    "campaigns_again": lambda _event: _("A mailing that was in doubt did not go out and is sent again."),
    "warned": lambda _event: _("Sent in spite of a warning."),
    "evidence": lambda _event: _("The tracker added where it was said."),
    "contradicted": lambda _event: _("It is public, and the tracker says otherwise."),
    "agrees_again": lambda _event: _("The tracker agrees again."),
    "dealt_with": lambda _event: _("A person dealt with it."),
    "attached": lambda _event: _("Evidence was attached."),
    "captured": lambda _event: _("The evidence was opened, and a copy kept."),
    "waived": lambda _event: _("A picture that failed its check may go out as it is."),
    "vouched": lambda _event: _("We could not open the evidence: a person vouches that it says so."),
    "evidence_doubted": lambda _event: _("The evidence is perhaps dead: it is looked at again in an hour."),
    "evidence_dead": lambda _event: _("The evidence is dead."),
    "evidence_back": lambda _event: _("The evidence is there again."),
    "gone": _about(lazy("A live post is gone from its account.")),
    "drifted": _about(lazy("A live post is no longer as it was approved.")),
    "wrong_link": _about(lazy("At the link that was given stands another account's post.")),
    "unread": _about(lazy("The program could not look at what stands at the link that was given.")),
    "link_mended": _about(lazy("Another link was given: the one before was wrong.")),
    "as_approved_again": _about(lazy("The live post is as it was approved again.")),
    "change_left": _about(lazy("A change of what is live was dropped.")),
    "let_stand": _about(lazy("A difference from what was approved may stand.")),
    "take_down": _about(lazy("It is to be taken down.")),
    "unwanted": _about(lazy("It was stopped while nobody knew whether it is live.")),
    "wanted_again": _about(lazy("It was approved anew: it is to be stopped or taken down no more.")),
    "said_absent": _about(lazy("Somebody said that it is not there. It is looked for once more, then stopped.")),
    "try_now": _about(lazy("Somebody had it tried now.")),
    "hand": _about(lazy("Somebody took it, to post it by hand.")),
    "given_back": _about(lazy("It was given back: nobody posts it by hand now.")),
    "said_down": _about(lazy("Somebody said that they took it down by hand.")),
    "tried": _about(lazy("A test of its mail was sent to the person who asked for it.")),
    "seen": _status,
    "triggered": _status,
}
