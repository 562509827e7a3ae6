"""What becomes of the words of a mail, and how that keeps the rules: before it is approved, and where it is shown."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from publisher.newsletter import sender
from publisher.newsletter.compile import CompileError, HeaderError, compile_mail
from publisher.newsletter.lint import Finding, blocking, check
from publisher.words import MailWords

SOMEBODY = "somebody@readers.example"


def finished(words: MailWords) -> bytes:
    """The mail of these words as a subscriber would get it, who is nobody. Raises `CompileError` or `HeaderError`."""
    way_out = f"{settings.BASE_URL}/u/{secrets.token_urlsafe(32)}"
    compiled = compile_mail(words, sender.mailbox(), sender.list_id())
    return compiled.join(SOMEBODY, f"<proof@{sender.domain()}>", way_out, timezone.now())


def proofread(words: MailWords) -> tuple[Finding, ...]:
    """How the mail of these words keeps each rule. Raises `CompileError` or `HeaderError`."""
    return check(finished(words))


def findings(words: MailWords) -> tuple[Finding, ...]:
    """As `proofread`, for people to see: that no mail can be made of the words is a rule that they break."""
    try:
        return proofread(words)
    except (CompileError, HeaderError) as cause:
        return (Finding("message", "The mail can be made.", "RFC 5322", must=True, passed=False, todo=str(cause)),)


def objection(mails: Mapping[str, Mapping[str, Any]]) -> str:
    """Why these mails, by language, must not go out, and what to do; empty if they may."""
    for language, mail in mails.items():
        try:
            why = blocking(proofread(MailWords(**mail)))
        except (CompileError, HeaderError) as cause:
            why = str(cause)
        if why:
            return f"The mail ({language}) must not go out so. {why}"
    return ""
