"""The senders that are compared: each gives messages a second, over the same bytes but for what is each recipient's."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from publisher.bench.mails import cast
from publisher.newsletter.compile import Compiled
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import Addressed, Filled, leaving, letter, message_id
from publisher.newsletter.smtp import Relay
from publisher.words import UNSUBSCRIBE_SLOT


def bare(compiled: dict[str, Compiled], number: int) -> float:
    """Our sender without a database: one process, one connection at a time."""
    began = time.perf_counter()
    with Relay() as relay:
        sent = sum(outcome.state == "sent" for outcome in relay.send_each(letters(compiled, number)))
    assert sent == number
    return number / (time.perf_counter() - began)


def with_state(number: int) -> float:
    """One drain of a frozen issue: claims, intents, results, over the connections of the settings."""
    issue = cast.issue()
    began = time.perf_counter()
    drained = drain(issue.pk, seconds=3600)
    assert drained.sent == number, drained
    return number / (time.perf_counter() - began)


def django_loop(number: int) -> float:
    """`EmailMultiAlternatives` in a loop over one connection; the words are rendered once, as nobody has to."""
    words = cast.words()
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    began = time.perf_counter()
    connection.open()
    for copy in _people(number):
        way_out = leaving(copy.key)
        mail = EmailMultiAlternatives(
            words.subject,
            words.text.replace(UNSUBSCRIBE_SLOT, way_out),
            settings.DEFAULT_FROM_EMAIL,
            [copy.email],
            headers={
                "Message-ID": message_id(copy),
                "List-Unsubscribe": f"<{way_out}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Precedence": "bulk",
            },
        )
        mail.attach_alternative(words.html.replace(UNSUBSCRIBE_SLOT, way_out), "text/html")
        assert connection.send_messages([mail]) == 1
    connection.close()
    return number / (time.perf_counter() - began)


def letters(compiled: dict[str, Compiled], number: int) -> Iterator[Filled]:
    """So many, each made when it is asked for."""
    at = datetime.now(UTC).replace(microsecond=0)
    return (letter(copy, compiled, at) for copy in _people(number))


def _people(number: int) -> Iterator[Addressed]:
    for n in range(1, number + 1):
        yield Addressed(n, 1, n, "en", 0, f"reader{n}@readers{n % 50}.example", f"{n:016}")
