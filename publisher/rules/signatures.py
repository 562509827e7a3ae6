"""Who sent a message to a webhook: signatures of Standard Webhooks and of Airtable. Values in, values out.

Standard Webhooks (its specification, "Signature scheme"): headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`, HMAC-SHA256 over `id.timestamp.body`; the message may be five minutes old or early.
Airtable ("Webhooks overview" of its Web API): header `X-Airtable-Content-MAC`, `hmac-sha256=` and HMAC-SHA256 of the
body in hex; the body has a timestamp and no id.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets as random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

LONGEST_ID = 256
AIRTABLE_HEADER = "x-airtable-content-mac"
AIRTABLE_AGE = timedelta(days=7)
"""Airtable keeps what a ping tells of for 7 days. Older pings are refused, so memory has to last a little longer."""


class Malformed(Exception):
    """The message is not what its sender's rules say: a mistake, not a stranger."""


class NotSigned(Exception):
    """No secret that we know signed this message, or it is too old or too new."""


def standard(body: bytes, headers: Mapping[str, str], secrets: Iterable[str]) -> tuple[str, str]:
    """The message's id, and the secret that signed it. Header names are in lower case.

    Raises `Malformed` or `NotSigned`.
    """
    # The library raises the errors of base64, of decoding and of unpacking as they come.
    ident = headers.get("webhook-id", "")
    if len(ident) > LONGEST_ID:
        raise Malformed(f"webhook-id is longer than {LONGEST_ID} characters.")
    wrong: Exception | None = None
    for secret in secrets:
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except WebhookVerificationError as cause:
            wrong = wrong or NotSigned(f"{cause}.")
        except ValueError as cause:
            wrong = Malformed(f"The signature or the body cannot be read ({type(cause).__name__}).")
        else:
            _value(body)
            return ident, secret
    raise wrong or NotSigned("No secret is set for this way of signing.")


def airtable(body: bytes, mac: str, secrets: Iterable[str], now: datetime) -> tuple[str, str]:
    """As `standard`, of a ping of Airtable's; what identifies a ping is all that it says."""
    for secret in secrets:
        expected = "hmac-sha256=" + hmac.new(base64.b64decode(secret), body, hashlib.sha256).hexdigest()
        if hmac.compare_digest(expected.encode(), mac.encode(errors="replace")):
            _check_age(_value(body), now)
            return body.decode(), secret
    raise NotSigned("No secret that we know made this X-Airtable-Content-MAC.")


def fresh() -> str:
    """A new secret for Standard Webhooks: 32 bytes."""
    return "whsec_" + base64.b64encode(random.token_bytes(32)).decode()


def usable(kind: str, secret: str) -> str:
    """The secret as it is kept, from how a sender shows it. Raises `ValueError` if it cannot be one.

    Standard Webhooks asks for 24 to 64 bytes, written in base64 after `whsec_`.
    """
    text = secret.strip()
    try:
        size = len(base64.b64decode(text.removeprefix("whsec_"), validate=True))
    except (binascii.Error, ValueError):
        raise ValueError("The secret is not base64; copy it again, whole.") from None
    if kind == "standard" and not 24 <= size <= 64:
        raise ValueError(f"The secret has {size} bytes; Standard Webhooks asks for 24 to 64.")
    if not size:
        raise ValueError("The secret is empty; copy it again.")
    return text


def _check_age(value: Any, now: datetime) -> None:
    try:
        sent = datetime.fromisoformat(value["timestamp"])
        age = abs(now - (sent if sent.tzinfo else sent.replace(tzinfo=UTC)))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Malformed("The body has no timestamp.") from None
    if age > AIRTABLE_AGE:
        raise NotSigned("Message timestamp too old or too new.")


def _value(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("The body is no JSON.") from None
