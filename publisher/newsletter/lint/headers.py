"""Rules about headers: who it is from, how it is told from others, how one leaves."""

import base64
import re
from urllib.parse import unquote, urlsplit

from publisher.newsletter.dkim import SIGNED
from publisher.newsletter.lint.mail import GOOGLE, LEAST_TOKEN, Mail, here, safe
from publisher.newsletter.lint.rule import Rule

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
FREE = frozenset(
    ("gmail.com", "googlemail.com", "yahoo.com", "outlook.com", "hotmail.com", "live.com", "aol.com", "icloud.com")
)
COVERED = ("from", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id")


def _once(mail: Mail) -> str:
    for name in ONCE:
        if (number := len(mail.lines(name))) != 1:
            return f"{name} is there {number} times; a mail has it once."
    twice = [name for name in SIGNED if len(mail.lines(name)) > 1]
    return f"{twice[0]} is there more than once; keep one." if twice else ""


def _sender(mail: Mail) -> str:
    address = mail.address("From")
    if not address:
        return "From holds no address, or several; set PUBLISHER_MAIL_FROM to one."
    if mail.sender_domain in FREE:
        return f"{mail.sender_domain} does not let others mail in its name; mail from a domain of your own."
    if "." in mail.sender_domain or here(f"//{mail.sender_domain}"):
        return ""
    return f"{mail.sender_domain} is no domain that can be answered; set PUBLISHER_MAIL_FROM."


def _recipient(mail: Mail) -> str:
    extra = [name for name in ("Cc", "Bcc") if mail.message[name] is not None]
    if extra:
        return f"{extra[0]} is set; each copy goes to one recipient and names no other."
    return "" if mail.address("To") else "To does not hold one address; each copy goes to one recipient."


def _message_id(mail: Mail) -> str:
    value = str(mail.message["Message-ID"] or "")
    found = re.fullmatch(r"<([^<>@\s]+)@([^<>@\s]+)>", value)
    if not found:
        return f"The Message-ID {value!r} is not of the form <left@domain>."
    if not _within(found[2], mail.sender_domain):
        return f"The Message-ID ends in {found[2]}; it has to end in the sender's domain, {mail.sender_domain}."
    shown = mail.address("To").lower().replace("@", "=")
    holds = shown and shown in value.lower().replace("@", "=")
    return "The Message-ID holds the recipient's address; leave it out." if holds else ""


def _date(mail: Mail) -> str:
    at = getattr(mail.message["Date"], "datetime", None)
    return "" if at is not None and at.tzinfo is not None else "Date is no time with a zone (RFC 5322, 3.3)."


def _one_click(mail: Mail) -> str:
    lines = mail.lines("List-Unsubscribe")
    if len(lines) != 1:
        return f"List-Unsubscribe is there {len(lines)} times; a mail has it once."
    if b"\n" in lines[0]:
        return "List-Unsubscribe is folded; some relays break a signature over it, so keep it on one line."
    if not mail.way_out:
        return "List-Unsubscribe does not hold one address between < and >."
    return "" if safe(mail.way_out) else "The address in List-Unsubscribe is not https; set PUBLISHER_BASE_URL so."


def _post(mail: Mail) -> str:
    if [line.strip() for line in mail.lines("List-Unsubscribe-Post")] == [b"List-Unsubscribe=One-Click"]:
        return ""
    return "Set List-Unsubscribe-Post, once, to List-Unsubscribe=One-Click."


def _token(mail: Mail) -> str:
    if not mail.token:
        return f"What tells the recipient in the unsubscribe address has less than {LEAST_TOKEN} letters: too few."
    address = mail.address("To").lower().encode()
    shown = unquote(mail.way_out).lower()
    coded = base64.urlsafe_b64encode(address).decode().rstrip("=").lower()
    if address and (address.decode() in shown or coded in shown):
        return "The unsubscribe address shows who it belongs to; put something that only we can make there."
    return "One token for one address, without a question mark." if urlsplit(mail.way_out).query else ""


def _list_id(mail: Mail) -> str:
    found = re.fullmatch(r"(?:[^<>]* )?<([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>", str(mail.message["List-Id"] or ""))
    if not found:
        return "List-Id is not of the form <name.domain>."
    inside = _within(found[1], mail.sender_domain)
    return "" if inside else f"List-Id has to end in the sender's domain, {mail.sender_domain}."


def _feedback_id(mail: Mail) -> str:
    values = str(mail.message["Feedback-ID"] or "").split(":")
    named = [value for value in values if value]
    if not 1 <= len(values) <= 4 or not 5 <= len(values[-1]) <= 15 or len(named) != len(set(named)):
        return "Feedback-ID is a:b:c:SENDER with different values, the last of 5 to 15 letters."
    who = (mail.token, mail.address("To"))
    return "Feedback-ID tells the recipient; it names groups of mail." if any(w and w in named for w in who) else ""


def _bulk(mail: Mail) -> str:
    if str(mail.message["Precedence"]) != "bulk" or str(mail.message["Auto-Submitted"]) != "auto-generated":
        return "Set Precedence: bulk and Auto-Submitted: auto-generated, so that no absence notice answers."
    return ""


def _signature(mail: Mail) -> str:
    for line in mail.lines("DKIM-Signature"):
        tags = dict(part.strip().partition("=")[::2] for part in re.sub(rb"\s+", b"", line).decode("ascii").split(";"))
        if not _within(mail.sender_domain, tags.get("d", "-")):
            return f"A signature is of {tags.get('d')}, and the mail is from {mail.sender_domain}: it does not align."
        covered = tags.get("h", "").lower().split(":")
        if left_out := [name for name in COVERED if mail.message[name] is not None and name not in covered]:
            return f"A signature leaves out {left_out[0]}; sign all of {', '.join(COVERED)}."
    return ""


def _within(domain: str, upper: str) -> bool:
    domain, upper = domain.lower(), upper.lower()
    return bool(upper) and (domain == upper or domain.endswith(f".{upper}"))


RULES = (
    Rule("headers-once", "Every header that may be there once is there once.", "RFC 5322, 3.6", _once),
    Rule("sender", "It is from one address of a domain of our own.", GOOGLE, _sender),
    Rule("one-recipient", "It names its recipient, and nobody else.", "RFC 5322, 3.6.3", _recipient),
    Rule("message-id", "It has a Message-ID of our domain that holds no address.", "RFC 5322, 3.6.4", _message_id),
    Rule("date", "It bears a date with a time zone.", "RFC 5322, 3.6.1", _date),
    Rule("one-click", "One https address in one line ends the subscription.", f"RFC 8058, 3.1; {GOOGLE}", _one_click),
    Rule("one-click-post", "Mail programs are told that one POST is enough.", f"RFC 8058, 3.1; {GOOGLE}", _post),
    Rule("opaque-token", "Nobody can make up or read the unsubscribe address of another.", "RFC 8058, 3.1", _token),
    Rule("list-id", "The list has a name that stays the same.", "RFC 2919", _list_id),
    Rule("signature", "A DKIM signature is of our domain and covers how one leaves.", "RFC 8058, 4", _signature),
    Rule("feedback-id", "Gmail can count complaints by mailing.", "Google, Feedback Loop", _feedback_id, must=False),
    Rule("bulk", "Absence notices are not asked for.", "RFC 3834, 5", _bulk, must=False),
)
