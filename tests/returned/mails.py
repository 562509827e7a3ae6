"""Mails as mail servers and mailbox providers send them back; every address in them is fictional."""

OURS = "<7.41.0123456789abcdef0123@coalition.example>"
TO = "ana@readers.example"
SENT = f"From: The Coalition <news@coalition.example>\nTo: {TO}\nSubject: Zoe signed\nMessage-ID: {OURS}\n"


def dsn(status: str, *, action: str = "failed", to: str = TO, ours: str = OURS, whole: bool = True) -> bytes:
    """A delivery status notification as Postfix sends it (RFC 3464); `whole`: with the mail, else its headers."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    text = f"""Return-Path: <>
Date: Thu, 12 Mar 2026 12:00:00 +0000 (UTC)
From: MAILER-DAEMON@mx.readers.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: news@coalition.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4F2A1B"
Message-Id: <20260312120000.4F2A1B@mx.readers.example>

This is a MIME-encapsulated message.

--4F2A1B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.readers.example. <{to}>: user unknown

--4F2A1B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.readers.example
X-Postfix-Queue-ID: 4F2A1B
Arrival-Date: Thu, 12 Mar 2026 11:59:58 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address rejected

--4F2A1B
Content-Description: Undelivered Message
Content-Type: {kind}

{SENT.replace(OURS, ours).replace(TO, to)}
{"Hello" if whole else ""}
--4F2A1B--
"""
    return text.replace("\n", "\r\n").encode()


def arf(kind: str = "abuse", *, redacted: bool = False, ours: str = OURS) -> bytes:
    """A complaint as mailbox providers send it (RFC 5965); `redacted`: without the address."""
    shown = "redacted@readers.example" if redacted else TO
    recipient = "" if redacted else f"Original-Rcpt-To: <{TO}>\n"
    text = f"""From: <feedback@readers.example>
Date: Thu, 12 Mar 2026 17:40:36 EDT
Subject: FW: Zoe signed
To: <complaints@coalition.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54"

--part1_13d.2e68ed54
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message received from IP 192.0.2.1.

--part1_13d.2e68ed54
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{recipient}Original-Mail-From: <news@coalition.example>
Reported-Domain: coalition.example

--part1_13d.2e68ed54
Content-Type: message/rfc822
Content-Disposition: inline

{SENT.replace(OURS, ours).replace(TO, shown)}
Hello
--part1_13d.2e68ed54--
"""
    return text.encode()


QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mx.readers.example
To: news@coalition.example
Subject: failure notice

Hi. This is the qmail-send program at mx.readers.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{TO}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{SENT}
""".encode()

AWAY = f"""From: Ana Reader <{TO}>
To: news@coalition.example
Subject: Away until Monday
Auto-Submitted: auto-replied
In-Reply-To: {OURS}

I am away. Mail to bob@readers.example bounces too: 550 5.1.1 user unknown <bob@readers.example>
""".encode()

A_PERSON = f"""From: Ana Reader <{TO}>
To: news@coalition.example
Subject: Re: Zoe signed

My brother says: <ben@readers.example>: 550 user unknown. Is that yours?
""".encode()
