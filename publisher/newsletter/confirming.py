"""The one mail that asks an address to confirm a sign-up: written down before it leaves, and never sent twice.

Like a copy of an issue it has an intent (`sending_at`), committed before its first byte. What certainly did not go is
tried again; of what may have gone nobody sends a second one: the person asks again. `status` counts all of it.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import structlog
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from publisher.current_brand import brand
from publisher.models import SignUp
from publisher.newsletter import sender
from publisher.newsletter.phrases import PHRASES, chosen
from publisher.newsletter.smtp import Outcome, Relay, Unreachable
from publisher.rules.places import NAMES
from publisher.rules.timing import growing

log = structlog.get_logger(__name__)
ATTEMPTS = 6
AT_IT = timedelta(minutes=15)
"""Longer than the relay may take: who has not written what became of it by then, has died."""
AT_MOST = 200


def send_due() -> int:
    """Sends the confirmation mails that are due; gives how many went out. Two at once do no harm."""
    sent = 0
    with Relay() as relay:
        for found in _due(timezone.now()).order_by("id")[:AT_MOST]:
            try:
                sent += _send(relay, found)
            except Unreachable as cause:
                _give_back(found, f"The mail relay cannot be used: {cause}")
                break
    return sent


def waiting(now: datetime) -> bool:
    """True if one is to be sent and may be tried."""
    return _due(now).exists()


def status(now: datetime | None = None) -> dict[str, int]:
    """Sign-ups that wait for their owner, and mails that did not go out.

    `to_confirm`: mailed and not confirmed; `to_mail`: not mailed yet; `refused`: given up, since the relay would not
    take it; `in_doubt`: handed over without an answer, or by a worker that died.
    """
    now = now or timezone.now()
    rows = SignUp.objects.filter(expires_at__gt=now, confirmed_at=None)
    unsent = rows.filter(sent_at=None)
    return {
        "to_confirm": rows.exclude(sent_at=None).count(),
        "to_mail": unsent.filter(attempts__lt=ATTEMPTS).exclude(_lost(now)).count(),
        "refused": unsent.filter(sending_at=None, attempts__gte=ATTEMPTS).count(),
        "in_doubt": unsent.filter(_lost(now)).count(),
    }


def late(now: datetime | None = None) -> bool:
    """True if a confirmation has waited for longer than anybody looks into their mailbox."""
    now = now or timezone.now()
    return _due(now).filter(asked_at__lt=now - AT_IT).exists()


def latest_trouble() -> str:
    """Why the latest of those that did not go out did not, in the relay's words; empty if there is none."""
    rows = SignUp.objects.filter(sent_at=None).exclude(trouble="").order_by("-id")
    return rows.values_list("trouble", flat=True).first() or ""


def message(found: SignUp, at: datetime) -> bytes:
    """The mail, whole: text alone, in the language that was chosen, with one address to open."""
    said, ours = PHRASES[found.language], brand()
    state = NAMES[found.language][found.us_state] if found.own_state_only else ""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"] = sender.mailbox()
    mail["To"] = found.email
    mail["Subject"] = said.subject.format(name=ours.coalition.name)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = _message_id(found)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies, please
    mail.set_content(
        said.text.format(
            name=ours.coalition.name,
            chosen=chosen(found.rhythm, state, found.language),
            url=f"{settings.BASE_URL}/newsletter/confirm/{found.token}?lang={found.language}",
            postal=ours.coalition.postal_address,
            disclaimer=ours.disclaimer[found.language],
        ),
        cte="quoted-printable",
    )
    return mail.as_bytes()


def _send(relay: Relay, found: SignUp) -> bool:
    now = timezone.now()
    # The intent: of two senders one gets the row, and after a crash nobody does.
    taken = SignUp.objects.filter(pk=found.pk, sending_at=None, sent_at=None, attempts=found.attempts)
    if not taken.update(sending_at=now, attempts=F("attempts") + 1, trouble=""):
        return False
    outcome = relay.send(sender.address(), found.email, message(found, now))
    _write(found, outcome)
    return outcome.state == "sent"


def _write(found: SignUp, outcome: Outcome) -> None:
    """What became of it. `uncertain` keeps its intent, so that no other takes it up."""
    now, attempts = timezone.now(), found.attempts + 1
    reply = f"{outcome.code or ''} {outcome.reply}".strip()
    reply = re.sub(re.escape(found.email), "the address", reply, flags=re.IGNORECASE)[:300]  # it is shown, and kept
    if outcome.state == "sent":
        SignUp.objects.filter(pk=found.pk).update(sent_at=now, trouble="")
        return
    log.warning("confirmation mail not sent", sign_up=found.pk, became=outcome.state, code=outcome.code)
    rows = SignUp.objects.filter(pk=found.pk, sent_at=None)
    if outcome.state == "uncertain":
        rows.update(trouble=reply)
    else:
        tried = ATTEMPTS if outcome.state == "failed" else attempts
        later = now + growing(60, attempts)
        rows.update(trouble=reply, sending_at=None, attempts=tried, retry_at=later)


def _give_back(found: SignUp, why: str) -> None:
    """Nothing was handed over, and no other would fare better: it does not count as an attempt."""
    log.warning("confirmation mail not sent", sign_up=found.pk, became="queued", why=why)
    later = timezone.now() + growing(60, 0)
    rows = SignUp.objects.filter(pk=found.pk, sent_at=None)
    rows.update(trouble=why[:300], sending_at=None, attempts=found.attempts, retry_at=later)


def _due(now: datetime) -> QuerySet[SignUp]:
    rows = SignUp.objects.filter(expires_at__gt=now, sent_at=None, sending_at=None, confirmed_at=None)
    return rows.filter(Q(retry_at=None) | Q(retry_at__lte=now), attempts__lt=ATTEMPTS)


def _lost(now: datetime) -> Q:
    """Nobody knows whether it went out: there was no answer, or the worker that had it is long gone."""
    return Q(sending_at__isnull=False, sent_at=None) & (~Q(trouble="") | Q(sending_at__lt=now - AT_IT))


def _message_id(found: SignUp) -> str:
    """The same for each attempt, and without the address."""
    proof = hmac.new(settings.SECRET_WORDS[-1].encode(), f"publisher/sign-up/{found.key}".encode(), hashlib.sha256)
    return f"<sign-up.{found.pk}.{proof.hexdigest()[:20]}@{sender.domain()}>"
