"""Names of texts, seats and states in the words of staff."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.accounts.opening import NEWSLETTER, channel_class
from publisher.errors import Refusal
from publisher.models import Candidacy

LANGUAGE_NAMES = {"en": lazy("English"), "es": lazy("Spanish")}

STATUS_WORDS = {
    "none": lazy("not on the tracker"),
    "pending": lazy("pending"),
    "signed": lazy("signed"),
    "refused": lazy("refused"),
    "rescinded": lazy("rescinded"),
}

KIND_WORDS = {
    "signed": lazy("Signed"),
    "refused": lazy("Declined"),
    "rescinded": lazy("Took it back"),
    "correction": lazy("Correction"),
    "digest": lazy("Several people"),
    "share": lazy("For the candidate to share"),
}
"""Kinds of cards."""
STANDING_WORDS = {
    "active": lazy("Runs"),
    "left_race": lazy("Left the race"),
    "lost": lazy("Lost"),
    "switched": lazy("Runs for another seat"),
    "deceased": lazy("Deceased"),
}

DELIVERY_WORDS = {
    "waiting": lazy("Waits"),
    "ready": lazy("Goes out when due"),
    "publishing": lazy("Going out now"),
    "published": lazy("Live"),
    "uncertain": lazy("Uncertain: it may be live"),
    "paused": lazy("Paused"),
    "by_hand": lazy("Waits for a person to post it"),
    "held": lazy("Held"),
    "failed": lazy("Failed"),
    "stopped": lazy("Stopped"),
    "taken_down": lazy("Taken down"),
}

DELIVERY_COLOURS = {
    "waiting": "going",
    "ready": "going",
    "publishing": "going",
    "published": "live",
    "uncertain": "look",
    "paused": "look",
    "by_hand": "waiting",
    "held": "look",
    "failed": "look",
    "stopped": "stopped",
    "taken_down": "stopped",
}

VERDICT_WORDS = {
    "approve": lazy("Approved"),
    "request_changes": lazy("Changes requested"),
    "reject": lazy("Rejected"),
    "hold": lazy("Held"),
}

ACT_WORDS = {
    "post": lazy("Post"),
    "story": lazy("Story"),
    "comment": lazy("Comment"),
    "edit": lazy("Edit"),
    "archive": lazy("Archive"),
    "delete": lazy("Delete"),
    "mail": lazy("Mail"),
}

ROLES_OF_TEXTS = {
    "caption": lazy("Caption"),
    "alt": lazy("Alt text"),
    "comment": lazy("First comment"),
    "subject": lazy("Mail subject"),
}

LIMITS = {"caption": 2200, "alt": 1000, "comment": 2200, "subject": 200}
"""Characters; all but the last are Instagram's."""


def seat(office: str, state: str, district: int | None) -> str:
    """A seat in short: `U.S. House, OH-03`, `U.S. Senate, OH`, `U.S. House, AK at large`."""
    if office == "senate":
        return _("U.S. Senate, %(state)s") % {"state": state}
    if not district:
        return _("U.S. House, %(state)s at large") % {"state": state}
    return _("U.S. House, %(state)s-%(district)02d") % {"state": state, "district": district}


def seat_of(candidacy: Candidacy) -> str:
    """The seat of a candidacy, in short, and whether its election is a special one."""
    place = seat(candidacy.office, candidacy.us_state, candidacy.district)
    return _("%(seat)s, special election") % {"seat": place} if candidacy.special else place


def place_name(account: str) -> str:
    """An account, `channel/name`, in words: `Instagram · neighbors`."""
    channel, _slash, name = account.partition("/")
    if channel == NEWSLETTER:
        return _("Newsletter")
    try:
        return f"{channel_class(channel).label} · {name}"
    except Refusal:  # the channel was switched off meanwhile; its deliveries are still shown
        return f"{channel} · {name}"


def text_name(name: str) -> str:
    """The label of a text: `caption.en` is "Caption, English"."""
    role, _dot, language = name.partition(".")
    return f"{ROLES_OF_TEXTS[role]}, {language_name(language)}"


def language_name(code: str) -> str:
    """A language's name in the reader's language."""
    return str(LANGUAGE_NAMES.get(code, code))
