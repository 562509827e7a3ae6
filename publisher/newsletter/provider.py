"""Handing one message to a provider's API through django-anymail.

The border is the request: until a connection stands nothing was sent, and after it only the answer says. Two providers
take a key with a message and do not send it twice for it: of those a lost answer is asked for again, with that key.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from requests import RequestException
from requests.adapters import HTTPAdapter

from publisher.channels.instagram_transport import Limited, ToEndpoint, never_connected
from publisher.channels.surroundings import Surroundings
from publisher.newsletter.outcomes import Letter, Outcome, Unreachable, decoded, without_secrets

OWN = frozenset({"date", "from", "to", "subject", "reply-to", "message-id", "mime-version", "dkim-signature"})
"""Headers that the provider's own fields stand for, or that it makes itself."""
LOST = 2
"""Times that a lost answer is asked for again, where the provider keeps our key."""
_CLEAN_NO = frozenset({400, 402, 404, 405, 413, 415, 422})
"""Not 409: Resend says so while an earlier request with this key is still at work."""
_HAS_IT = "duplicate_parameter"
"""What Brevo answers to a key that it took within half an hour: it has the message, and does not send it again."""


class Provider:
    """One provider of django-anymail, by its name there. Use `with`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._backend: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._backend is not None:
            self._backend.close()

    def send_each(self, letters: Iterable[Letter]) -> Iterator[Outcome]:
        """Hands over one after the other. Raises `Unreachable`."""
        for letter in letters:
            yield self.send(letter.sender, letter.recipient, letter.data())

    def send(self, sender: str, recipient: str, message: bytes) -> Outcome:  # noqa: ARG002 - it knows its own bounces
        """Hands over one message, whole. Raises `Unreachable` and nothing else."""
        backend = self._opened()
        parsed = message_from_bytes(message, policy=default)
        key = str(uuid.UUID(hashlib.sha256(str(parsed["Message-ID"]).encode()).hexdigest()[:32]))
        outcome = self._once(backend, parsed, recipient, key)
        for _ in range(LOST if self._name in ("brevo", "resend") else 0):
            if outcome.state != "uncertain":
                break
            with suppress(Unreachable):  # the first may have arrived all the same, and so it may after a no
                again = self._once(backend, parsed, recipient, key)
                outcome = again if again.state == "sent" else outcome
        return outcome

    def _opened(self) -> Any:
        if self._backend is None:
            backend = opened(self._name)
            around = Surroundings(endpoint=settings.MAIL_ENDPOINT, timeout_seconds=settings.EMAIL_TIMEOUT)
            limits = (min(10.0, around.timeout_seconds), around.timeout_seconds)
            if session := getattr(backend, "session", None):
                session.trust_env = False
                session.max_redirects = 0
                adapter = ToEndpoint(around.endpoint) if around.endpoint else HTTPAdapter(max_retries=0)
                session.mount("https://", Limited(adapter, limits))
                session.mount("http://", Limited(adapter, limits))
            elif around.endpoint:
                raise Unreachable(f"{self._name} is not spoken to by plain requests, so it has no stand-in")
            self._backend = backend
        return self._backend

    def _once(self, backend: Any, parsed: EmailMessage, recipient: str, key: str) -> Outcome:
        mail = _mail(parsed, recipient)
        if self._name == "resend":
            backend.session.headers["Idempotency-Key"] = key
        elif self._name == "brevo":
            mail.extra_headers["idempotencyKey"] = key
        try:
            backend.send_messages([mail])
        except AnymailRecipientsRefused as cause:
            return Outcome("failed", 0, without_secrets(f"{self._name} refuses this address: {cause.args[0]}"))
        except AnymailError as cause:
            return self._failed(cause)
        except (OSError, RuntimeError, ValueError) as cause:
            return Outcome("uncertain", 0, decoded(f"{self._name}: {type(cause).__name__} after the request had begun"))
        return Outcome(
            "sent", 0, decoded(str(getattr(mail, "anymail_status", None) and mail.anymail_status.message_id))
        )

    def _failed(self, cause: AnymailError) -> Outcome:
        """What an error means. An answer of no is clean; one of the provider's own troubles, or none, is a doubt."""
        if not isinstance(cause, AnymailAPIError):
            raise Unreachable(without_secrets(f"{self._name} cannot take it: {cause}")) from cause
        code = cause.status_code or 0
        if code in (401, 403, 429):
            raise Unreachable(f"{self._name} answers with HTTP {code}") from cause
        if self._name == "brevo" and _HAS_IT in (cause.describe_response() or ""):
            return Outcome("sent", code, "brevo has it already")
        if code in _CLEAN_NO:
            return Outcome("failed", code, without_secrets(f"{self._name}: {cause.describe_response() or code}"))
        if isinstance(cause, RequestException) and code == 0 and never_connected(cause):
            raise Unreachable(f"{self._name} cannot be reached") from cause
        return Outcome("uncertain", code, f"{self._name} gave no answer that says what became of it")


def opened(name: str) -> Any:
    """The provider's backend, ready to send. Raises `Unreachable` for one that is unknown or lacks a setting."""
    try:
        backend = import_module(f"anymail.backends.{name}").EmailBackend()
        backend.open()
    except ImportError as cause:
        raise Unreachable(f"django-anymail has no provider {name!r}, or lacks what it needs: {cause}") from cause
    except (AnymailError, ImproperlyConfigured) as cause:
        raise Unreachable(without_secrets(f"PUBLISHER_ANYMAIL is not complete: {cause}")) from cause
    return backend


def _mail(parsed: EmailMessage, recipient: str) -> Any:
    """The same message in Django's form, which the provider's fields are made of."""
    text, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    mail = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=text.get_content() if text else "",
        from_email=str(parsed["From"]),
        to=[recipient],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(value) for name, value in parsed.items() if not _own(name)},
    )
    if html:
        mail.attach_alternative(html.get_content(), "text/html")
    return mail


def _own(name: str) -> bool:
    return name.lower() in OWN or name.lower().startswith("content-")
