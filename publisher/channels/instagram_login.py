"""Logging in to Instagram, also in two steps, with a password that leaves once for each time a person asked for it."""

import time
from collections.abc import Mapping
from typing import Any

from instagrapi import exceptions as ig

from publisher.channels import instagram_errors as errors
from publisher.channels.base import (
    ChannelError,
    CodeNeeded,
    ConfirmationNeeded,
    NeedsHuman,
    Refused,
    Session,
    TryLater,
)
from publisher.channels.errors import wish
from publisher.channels.instagram_client import LOG_IN_SECONDS, Connection, InstagramSecrets

CONTEXT = "two_step_verification_context"
_CODE = "Type the code from the two-factor app or the text message. With the seed stored, no code is asked for."
_CONFIRM = "Open the Instagram app as this account, confirm that it was you, then go on here."
_NO_LOOP = "It is not sent again by itself. Look into the Instagram app, then connect the account again or resume it."


def enter(connection: Connection, secrets: InstagramSecrets) -> None:
    """Log in with the password on the device that the connection knows. Raises ChannelError, also CodeNeeded."""
    try:
        connection.log_in(secrets)
    except Exception as error:  # noqa: BLE001  # instagrapi raises far more than its own classes
        raise _meant(error, connection) from None


def go_on(connection: Connection, secrets: InstagramSecrets, kept: Mapping[str, Any], code: str) -> None:
    """After a code, or a confirmation in the app. Raises as `enter`.

    With a code nothing but the code is sent. After a confirmation the session is asked; where there is none yet, the
    password leaves once more, since a person said so.
    """
    client, context = connection.client, str(kept.get("context") or "")
    if not context:
        if client.user_id is None:
            enter(connection, secrets)
        return
    if not code.strip():
        raise CodeNeeded("No code was given.", _CODE, kept)
    client.username, client.password = secrets.username, secrets.password
    asked = ig.TwoFactorRequired("a code is needed")
    connection.password.arm(LOG_IN_SECONDS)
    try:
        client._login_with_bloks_two_factor(code.strip(), {CONTEXT: context}, asked)
        client.login_flow()
    except (ig.UnknownError, ig.TwoFactorRequired, ig.ClientBadRequestError):
        raise CodeNeeded("Instagram did not accept the code.", _CODE, kept) from None
    except Exception as error:  # noqa: BLE001
        raise _meant(error, connection) from None
    finally:
        connection.password.disarm()
    client.last_login = time.time()


def importable(session: object) -> Session:
    """The settings of an instagrapi client with a log-in in them. Raises Refused."""
    if not isinstance(session, dict):
        raise Refused("That is no session: instagrapi writes one with dump_settings().")
    logged_in = session.get("authorization_data") or session.get("cookies") or {}
    if not isinstance(logged_in, dict) or not logged_in.get("sessionid") or not isinstance(session.get("uuids"), dict):
        raise Refused("There is no log-in in that session. Log in with instagrapi, then dump_settings() again.")
    return session


def _meant(error: Exception, connection: Connection) -> ChannelError:
    kind = errors.kind_of(error)
    context = str(getattr(error, CONTEXT, "") or "")
    kept = {"settings": connection.session(), "context": context}
    if issubclass(kind, ig.TwoFactorRequired) and context:
        meaning = errors.MEANINGS[ig.TwoFactorRequired]
        return CodeNeeded(meaning.reason, f"{meaning.todo} Or: {_CODE}", kept, meaning.kind)
    found = errors.before(error, connection.hide)
    if issubclass(kind, ig.ChallengeError) and isinstance(found, NeedsHuman):
        return ConfirmationNeeded(found.reason, _CONFIRM, kept | {"context": ""}, found.kind)
    if isinstance(found, TryLater | Refused) and connection.password.sent:
        told = f"The log-in did not end well after the password was sent. {found}"
        return wish(found) or NeedsHuman(told, _NO_LOOP, "session")
    return found
