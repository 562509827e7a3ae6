"""What each failure of the official Instagram API means for us, as data, in plain words.

Numbers: Meta, "Instagram Platform, error codes" and "Graph API, handling errors". Before a post was sent a failure is
TryLater, NeedsHuman or Refused. Once it was sent, every failure is Unknown: the service has been seen to answer
"suspected spam" (2207051) for a post that was live.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import requests

from publisher.channels.base import ChannelError, Refused, Unknown
from publisher.channels.instagram_graph_client import GraphError
from publisher.channels.meaning import LATER, SOON, Meaning

QUOTA_WAIT = timedelta(hours=3)
"""A quota of 24 hours frees itself within the attempts that a delivery has."""

_CONNECT_ANEW = (
    "Make a new long-lived token for the account in Meta's app dashboard, connect the account again with it, "
    "then resume it."
)
_PERMISSION = (
    "Allow the app instagram_business_basic and instagram_business_content_publish for this account, "
    "make a new token, connect the account again, then resume it."
)
_IN_THE_APP = "Open the Instagram app, do what it asks, then resume the account."
_REST = "Do not post for a day, look into the Instagram app, then resume the account."
_TOO_MANY = Meaning(
    "Instagram got too many requests from this app or account.", after=timedelta(hours=1), too_many=True
)
_FAILED = Meaning("Instagram failed while it made the post ready.", after=SOON)
_RESTRICTED = Meaning("Instagram restricts or has deactivated the account.", _IN_THE_APP, kind="restricted")

BY_SUBCODE: dict[int, Meaning] = {
    2207001: _FAILED,
    2207003: Meaning("Instagram took too long to fetch the picture from us.", after=SOON),
    2207004: Meaning("The picture has too many bytes for Instagram."),
    2207005: Meaning("Instagram does not take this kind of picture."),
    2207006: Meaning("Instagram does not know what was made ready.", after=SOON),
    2207008: Meaning("Instagram does not know what was made ready.", after=SOON),
    2207009: Meaning("Instagram does not take a picture of this shape."),
    2207010: Meaning("The caption is too long for Instagram."),
    2207020: Meaning("What was made ready has expired.", after=SOON),
    2207026: Meaning("Instagram does not take this kind of file."),
    2207027: Meaning("What was made ready is not ready yet.", after=SOON),
    2207032: _FAILED,
    2207042: Meaning("The account has posted as often as Instagram allows in 24 hours.", after=QUOTA_WAIT),
    2207050: _RESTRICTED,
    2207051: Meaning("Instagram takes this for spam and blocked it.", _REST, kind="feedback"),
    2207052: Meaning(
        "Instagram could not fetch the picture from us. PUBLISHER_BASE_URL must be reachable from everywhere.",
        after=timedelta(minutes=10),
    ),
    2207053: _FAILED,
}

BY_CODE: dict[int, Meaning] = {
    -2: _FAILED,
    -1: _FAILED,
    1: Meaning("Instagram failed to answer properly.", after=SOON),
    2: Meaning("Instagram is out of order for the moment.", after=SOON),
    3: Meaning("The app may not do this.", _PERMISSION, kind="permission"),
    4: _TOO_MANY,
    9: Meaning("The account has posted as often as Instagram allows in 24 hours.", after=QUOTA_WAIT),
    10: Meaning("The app may not do this for the account.", _PERMISSION, kind="permission"),
    17: _TOO_MANY,
    24: Meaning("Instagram does not know what was made ready.", after=SOON),
    25: _RESTRICTED,
    32: _TOO_MANY,
    102: Meaning("Instagram no longer accepts the access token.", _CONNECT_ANEW, kind="token"),
    190: Meaning("Instagram no longer accepts the access token.", _CONNECT_ANEW, kind="token"),
    368: Meaning("Instagram blocked this action for the account.", _REST, kind="feedback"),
    613: _TOO_MANY,
    9007: Meaning("What was made ready is not ready yet.", after=SOON),
}
_PERMISSIONS = range(200, 300)
_LIMITS = range(80000, 80015)  # limits of business use cases, such as 80002 for Instagram
_BADLY = Meaning("Instagram failed to answer properly.", after=SOON)
_UNREACHABLE = Meaning("Instagram could not be reached.", after=SOON)
_OURS = Meaning("The Instagram channel failed unexpectedly.", after=LATER)
_REFUSED = Meaning("Instagram refused the request.")


def before(error: Exception) -> ChannelError:
    """What a failure means while nothing is visible yet."""
    if isinstance(error, ChannelError):
        return error
    meaning = meaning_of(error)
    return meaning.before(f"{meaning.reason}{_said(error)} ({_named(error)})")


def reading(error: Exception) -> ChannelError:
    """What a failure means when we only looked: "refused" is no answer to a question, so it is Unknown."""
    found = before(error)
    return Unknown(f"Instagram did not say what is there. {found}") if isinstance(found, Refused) else found


def after(error: Exception, what: str = "post") -> Unknown:
    """What a failure means once the post or comment was sent: it may be live, and perhaps the account must rest."""
    meaning = meaning_of(error)
    cause = f"The {what} was sent, but no receipt came back. {meaning.reason}{_said(error)} ({_named(error)})"
    return meaning.once_sent(cause)


def of_container(status: str) -> GraphError:
    """The failure in a container's own words, which name a subcode such as 2207026 somewhere."""
    found = re.search(r"\b22\d{5}\b", status)
    return GraphError(HTTPStatus.OK, subcode=int(found[0]) if found else 0)


def unclear(error: Exception) -> bool:
    """Whether it may mean that the thing is gone. It alone proves nothing: the service has answered so by mistake."""
    return isinstance(error, GraphError) and (error.code, error.subcode) == (100, 33)


def meaning_of(error: Exception) -> Meaning:
    """The line of the table that fits best: the subcode is nearer than the code."""
    if isinstance(error, requests.RequestException):
        return _UNREACHABLE
    if not isinstance(error, GraphError):
        return _OURS
    found = _of(BY_SUBCODE, error.subcode) or _of(BY_CODE, error.code)
    if found is None and error.code in _PERMISSIONS:
        found = BY_CODE[10]
    too_many = error.code in _LIMITS or error.status == HTTPStatus.TOO_MANY_REQUESTS
    if found is None and too_many:
        found = _TOO_MANY
    clearly = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return found or (_REFUSED if clearly and not error.passing else _BADLY)


def _of(table: Mapping[int, Meaning], number: int) -> Meaning | None:
    return table.get(number) if number else None


def _said(error: Exception) -> str:
    return f" It says: “{error.said}”" if isinstance(error, GraphError) and error.said else ""


def _named(error: Exception) -> str:
    if not isinstance(error, GraphError):
        return type(error).__name__  # its own text may hold an address with a token
    if not error.code and not error.subcode:
        return f"HTTP {error.status}"
    return f"code {error.code}/{error.subcode}" if error.subcode else f"code {error.code}"
