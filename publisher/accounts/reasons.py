"""Why an account rests, and what to do then, in order: one list for each reason, as data, in plain words.

A channel names a reason by its key (`NeedsHuman.kind`); one that names none is given its own sentence as the only step.
How long an account rests is from the failures that others have told of: a blocked action is lifted after a day or
more, "please wait" after some hours. Nothing goes out by itself when that time is over.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as lazy

PERSON, PROBE, REFUSALS, RETIRED = "person", "probe", "refusals", "retired"
"""Reasons of our own: somebody paused it, the first one was let go alone, it was refused several times in a row, or it
was retired until now."""
OURS = (PERSON, PROBE, RETIRED)
"""Those that are no answer of the service: they add nothing to a pause that lasts."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What it is called, the steps to take, and how long the account must be left alone (None: until it is mended)."""

    title: Any
    steps: tuple[Any, ...]
    rest: timedelta | None = None


_APP = lazy("Open the Instagram app on a phone and log in as this account.")
_OWN = lazy(
    "Look at its profile: nothing may be there that we did not post. If something is, change the password first."
)
_CONNECT = lazy("Connect the account again: on its page, under Places.")
_FIRST = lazy("Look at what would go first, then let that one go alone and look at it on the account.")
_LEAVE = lazy("Post nothing through this account until the time is over, also not by hand.")
_TOKEN = lazy("Make a new long-lived token in Meta's app dashboard, and connect the account again with it.")

REASONS: dict[str, Reason] = {
    "challenge": Reason(
        lazy("Instagram wants the account holder to confirm something"),
        (
            _APP,
            lazy("Do what it asks: confirm that it was you, or type the code that it sends."),
            _OWN,
            _CONNECT,
            _FIRST,
        ),
    ),
    "checkpoint": Reason(
        lazy("Instagram stopped the account at a checkpoint"),
        (
            _APP,
            lazy("Read what it says. If it suspects a program or a stranger, say who you are and change the password."),
            _OWN,
            lazy("Wait a day before you connect it again: a second checkpoint is harder to leave."),
            _CONNECT,
            _FIRST,
        ),
    ),
    "consent": Reason(
        lazy("Instagram wants new terms to be accepted"),
        (
            _APP,
            lazy("Read the terms that it shows, and accept them if you may do that for the coalition."),
            _CONNECT,
            _FIRST,
        ),
    ),
    "captcha": Reason(
        lazy("Instagram asks for a captcha"),
        (_APP, lazy("Solve what it shows."), lazy("Wait an hour."), _CONNECT, _FIRST),
    ),
    "feedback": Reason(
        lazy("Instagram blocked what we did"),
        (
            _LEAVE,
            lazy("Look at the last posts on the account: Instagram has answered so to posts that it made."),
            lazy("Look into the app under Settings, Account Status: it says what was blocked and for how long."),
            lazy("If it was too many posts, lower the limits: publisher account limit CHANNEL/NAME 2/hour 8/day."),
            _FIRST,
        ),
        timedelta(days=1),
    ),
    "please_wait": Reason(
        lazy("Instagram asks this account to slow down"),
        (
            _LEAVE,
            lazy("See whether anybody else, a person or a program, uses the account a lot; have them stop."),
            lazy("If it was our posts, lower the limits: publisher account limit CHANNEL/NAME 2/hour 8/day."),
            _FIRST,
        ),
        timedelta(hours=4),
    ),
    REFUSALS: Reason(
        lazy("It was refused several times in a row"),
        (
            lazy("Read what it said of each, on the announcements' pages."),
            lazy("If it is about a picture or a text, change that and have it approved again."),
            lazy("If it says nothing of the kind, open the Instagram app and look under Settings, Account Status."),
            lazy("Ask whether the account can publish: publisher account check CHANNEL/NAME."),
            _FIRST,
        ),
    ),
    "session": Reason(lazy("Instagram ended the session"), (_OWN, _CONNECT, _FIRST)),
    "password": Reason(
        lazy("Instagram refused the log-in"),
        (
            lazy("Log in with this name and password in the Instagram app. If that fails, set a new password there."),
            lazy("Do not try passwords here: each wrong one brings the account nearer to a checkpoint."),
            _CONNECT,
            _FIRST,
        ),
    ),
    "broke_off": Reason(
        lazy("A log-in broke off"),
        (
            _APP,
            lazy("Confirm what it asks, if it asks anything; then log in there with this name and password."),
            _OWN,
            lazy("Do not try passwords here: each wrong one brings the account nearer to a checkpoint."),
            _CONNECT,
            _FIRST,
        ),
    ),
    "two_factor": Reason(
        lazy("Instagram did not accept a two-factor code"),
        (
            lazy("See that this machine's clock is right: a code is good for half a minute."),
            lazy("In the app, set the authentication app up anew, and keep the seed that it shows."),
            lazy("Connect the account again with that seed."),
            _FIRST,
        ),
    ),
    "suspended": Reason(
        lazy("Instagram suspended the account"),
        (
            lazy("Appeal in the Instagram app; that has to happen within the time that it names."),
            lazy("Tell whoever answers for the coalition's accounts."),
            lazy("Until then finish what waits by hand on another account, or stop it."),
        ),
    ),
    "restricted": Reason(
        lazy("Instagram restricts the account"),
        (_APP, lazy("Look under Settings, Account Status, and do what it asks."), _FIRST),
    ),
    "forbidden": Reason(
        lazy("Instagram forbids this to the account"),
        (_APP, lazy("Look under Settings, Account Status, and do what it asks."), _CONNECT, _FIRST),
    ),
    "upgrade": Reason(
        lazy("Instagram refuses this version of the app"),
        (lazy("Ask whoever runs the publisher to upgrade instagrapi."), _CONNECT, _FIRST),
    ),
    "network": Reason(
        lazy("Instagram blocks this device or network"),
        (
            lazy("Ask whoever runs the publisher to let it reach Instagram from another address, always the same."),
            lazy("Wait a day."),
            _CONNECT,
            _FIRST,
        ),
    ),
    "token": Reason(lazy("Instagram no longer accepts the access token"), (_TOKEN, _FIRST)),
    "permission": Reason(
        lazy("The app may not publish for the account"),
        (
            lazy("Allow the app instagram_business_basic and instagram_business_content_publish for this account."),
            _TOKEN,
            _FIRST,
        ),
    ),
    "sealed": Reason(
        lazy("Its stored secrets do not open"),
        (
            lazy(
                "Put the former key behind the new one in PUBLISHER_SECRET_KEY (new,old), and start the program again."
            ),
            lazy("If it is lost, connect the account again."),
            _FIRST,
        ),
    ),
    "off": Reason(
        lazy("Its channel is not switched on"),
        (lazy("Add it to PUBLISHER_CHANNELS, and start the program again."), _FIRST),
    ),
    PERSON: Reason(lazy("Somebody paused it"), (lazy("See that the reason is gone."), _FIRST)),
    RETIRED: Reason(
        lazy("It was retired until now"),
        (
            lazy("Read what would go first: it was approved before the account was retired."),
            lazy("Stop what should not go any more: on its page."),
            _FIRST,
        ),
    ),
    PROBE: Reason(
        lazy("The first one was let go alone"),
        (
            lazy("Look at what became of it on the account."),
            lazy("If it is as it should be, let the others go: all of them, or again the first alone."),
        ),
    ),
}


def title(kind: str) -> str:
    """What the reason is called, in the reader's language; empty for one without a list."""
    return str(REASONS[kind].title) if kind in REASONS else ""


def steps(kind: str, todo: str) -> list[str]:
    """What to do, in order, in the reader's language; `todo` is what was said where there is no list."""
    if kind in REASONS:
        return [str(step) for step in REASONS[kind].steps]
    return [todo] if todo else []


def rest(kind: str) -> timedelta | None:
    """For how long the account must be left alone, if the reason says so."""
    return REASONS[kind].rest if kind in REASONS else None
