"""What each failure of instagrapi means for us, as data, in plain words.

Before a post was sent a failure is TryLater, NeedsHuman or Refused. Once it was sent, every failure is
Unknown: Instagram has been seen to answer "feedback_required" although the post was live.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import requests
from instagrapi import exceptions as ig

from publisher.channels.base import ChannelError, Refused, Unknown
from publisher.channels.meaning import HOURS, LATER, SOON, Meaning
from publisher.channels.scrub import scrubbed

Hide = Callable[[str], str]

_IN_THE_APP = "Open the Instagram app, do what it asks, then connect the account again."
_CONNECT = "Connect the account again and check its password and two-factor seed."


class Checkpoint(ig.ChallengeRequired):  # type: ignore[misc]
    """The library has no class for this answer."""


class Consent(ig.ChallengeRequired):  # type: ignore[misc]
    """The library has no class for this answer."""


MEANINGS: dict[type[BaseException], Meaning] = {
    ig.LoginRequired: Meaning("Instagram ended the session.", _CONNECT, kind="session"),
    ig.ClientLoginRequired: Meaning("Instagram ended the session.", _CONNECT, kind="session"),
    ig.BadPassword: Meaning("Instagram refused the username or password.", _CONNECT, kind="password"),
    ig.BadCredentials: Meaning("The username or password is missing.", _CONNECT, kind="password"),
    ig.ReloginAttemptExceeded: Meaning("Instagram refused several log-ins in a row.", _CONNECT, kind="password"),
    ig.TwoFactorRequired: Meaning(
        "Instagram asks for a two-factor code and none was accepted.",
        "Add the account's two-factor seed, or correct it, and connect again.",
        kind="two_factor",
    ),
    ig.ChallengeError: Meaning(
        "Instagram wants the account holder to confirm something.", _IN_THE_APP, kind="challenge"
    ),
    Checkpoint: Meaning("Instagram stopped the account at a checkpoint.", _IN_THE_APP, kind="checkpoint"),
    Consent: Meaning("Instagram wants new terms to be accepted.", _IN_THE_APP, kind="consent"),
    ig.CaptchaChallengeRequired: Meaning("Instagram asks for a captcha.", _IN_THE_APP, kind="captcha"),
    ig.AccountSuspended: Meaning("Instagram suspended the account.", "Appeal in the Instagram app.", kind="suspended"),
    ig.ClientNeedsUpgradeError: Meaning(
        "Instagram refuses this version of the app.",
        "Ask whoever runs the publisher to upgrade instagrapi.",
        kind="upgrade",
    ),
    ig.FeedbackRequired: Meaning(
        "Instagram blocked this action for the account.",
        "Do not post for a day, look into the Instagram app, then resume the account.",
        kind="feedback",
    ),
    ig.SentryBlock: Meaning(
        "Instagram blocks this device or network.",
        "Change the network, wait a day, then resume the account.",
        kind="network",
    ),
    ig.ProxyAddressIsBlocked: Meaning(
        "Instagram blocks this network address.", "Change the network, then resume the account.", kind="network"
    ),
    ig.PleaseWaitFewMinutes: Meaning(
        "Instagram asks this account to slow down.",
        "Wait some hours, then resume the account.",
        HOURS,
        kind="please_wait",
    ),
    ig.ClientThrottledError: Meaning("Instagram got too many requests.", after=LATER, too_many=True),
    ig.RateLimitError: Meaning("Instagram got too many requests.", after=LATER, too_many=True),
    ig.ClientUnauthorizedError: Meaning("Instagram did not accept the session.", _CONNECT, kind="session"),
    ig.ClientForbiddenError: Meaning("Instagram forbids this to the account.", _IN_THE_APP, kind="forbidden"),
    ig.ClientNotFoundError: Meaning("Instagram does not know this address.", after=LATER),
    ig.MediaUnavailable: Meaning("Instagram has no such post."),
    ig.ClientBadRequestError: Meaning("Instagram refused the request."),
    ig.UnknownError: Meaning("Instagram refused the request."),
    ig.PhotoNotUpload: Meaning("Instagram refused the picture."),
    ig.ClientConnectionError: Meaning("Instagram could not be reached.", after=SOON),
    ig.ClientError: Meaning("Instagram failed to answer properly.", after=SOON),
    requests.RequestException: Meaning("Instagram could not be reached.", after=SOON),
    OSError: Meaning("The picture could not be read or sent.", after=SOON),
    Exception: Meaning("The Instagram client failed unexpectedly.", after=LATER),
}

BY_MESSAGE: dict[str, type[BaseException]] = {
    "login_required": ig.LoginRequired,
    "challenge_required": ig.ChallengeRequired,
    "checkpoint_required": Checkpoint,
    "consent_required": Consent,
    "feedback_required": ig.FeedbackRequired,
}
"""Answers that instagrapi hands on as UnknownError, ClientError or PhotoNotUpload although they have a class."""

BY_STATUS: dict[int, type[BaseException]] = {
    401: ig.ClientUnauthorizedError,
    403: ig.ClientForbiddenError,
    429: ig.ClientThrottledError,
}
PLEASE_WAIT: type[BaseException] = ig.PleaseWaitFewMinutes
ANSWERED_BADLY: type[BaseException] = ig.ClientError


def kind_of(error: BaseException) -> type[BaseException]:
    """The class that the failure really is, dug out of an answer that instagrapi left unclassified."""
    if not isinstance(error, ig.UnknownError | ig.PhotoNotUpload) and type(error) is not ig.ClientError:
        return type(error)
    status = int(getattr(getattr(error, "response", None), "status_code", 0))
    message = str(_answer(error).get("message") or getattr(error, "message", ""))
    if "Please wait a few minutes" in message:
        return PLEASE_WAIT
    by_status = BY_STATUS.get(status) if isinstance(error, ig.PhotoNotUpload) else None
    if by_status is None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        by_status = ANSWERED_BADLY
    return BY_MESSAGE.get(message) or by_status or type(error)


def before(error: Exception, hide: Hide = scrubbed) -> ChannelError:
    """What a failure means while nothing is visible yet; `hide` takes the account's secrets out of what was said."""
    if isinstance(error, ChannelError):
        return error
    meaning = _meaning(error)
    return meaning.before(f"{meaning.reason}{_said(error, hide)} ({type(error).__name__})")


def reading(error: Exception, hide: Hide = scrubbed) -> ChannelError:
    """What a failure means when we only looked: "refused" is no answer to a question, so it is Unknown."""
    found = before(error, hide)
    return Unknown(f"Instagram did not say what is there. {found}") if isinstance(found, Refused) else found


def after(error: Exception, what: str = "post", hide: Hide = scrubbed) -> Unknown:
    """What a failure means once the post or comment was sent: it may be live, and perhaps the account must rest."""
    meaning = _meaning(error)
    said = f"{meaning.reason}{_said(error, hide)} ({type(error).__name__})"
    return meaning.once_sent(f"The {what} was sent, but no receipt came back. {said}")


def session_ended(error: Exception) -> bool:
    """Whether logging in again is the cure."""
    return issubclass(kind_of(error), ig.LoginRequired | ig.ClientLoginRequired)


def _meaning(error: BaseException) -> Meaning:
    return next(MEANINGS[kind] for kind in kind_of(error).__mro__ if kind in MEANINGS)


def _answer(error: Any) -> dict[str, Any]:
    try:
        answer = error.response.json()
    except (AttributeError, ValueError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _said(error: Exception, hide: Hide) -> str:
    """Instagram's own words where it means them for people; never an answer dumped whole, nor our secrets."""
    words = getattr(error, "feedback_message", "") or _answer(error).get("message")
    if not words and isinstance(error, ig.UnknownError):
        words = error.message
    plain = hide(" ".join(words.split())) if isinstance(words, str) else ""
    fit = plain and len(plain) <= 200 and not set(plain) & set("{}<>")
    return f" It says: “{plain}”" if fit else ""
