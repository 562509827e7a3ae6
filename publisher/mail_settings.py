"""Settings of what carries the newsletter and of what comes back; see docs/operators.md."""

import re
from importlib.util import find_spec
from typing import Any

from publisher.environment import env

__all__ = [
    "ANYMAIL",
    "BOUNCE_ADDRESS",
    "BOUNCE_MAILBOX",
    "DIGESTS",
    "DKIM_DOMAIN",
    "DKIM_KEYS",
    "DKIM_SELECTORS",
    "MAIL_API",
    "MAIL_AUDIENCE",
    "MAIL_BACKEND",
    "MAIL_CONNECTIONS",
    "MAIL_DOMAIN_RATES",
    "MAIL_ENDPOINT",
    "MAIL_KEY",
    "MAIL_RATE",
    "MAIL_TEMPLATE",
    "MAIL_UNSUBSCRIBE",
    "NAMESERVER",
]

# What carries the newsletter: see publisher.newsletter.backends.
MAIL_BACKEND: str = env.str("PUBLISHER_MAIL_BACKEND", "smtp")
if not re.fullmatch(r"smtp|by_hand|action_network|listmonk|mailchimp|anymail:[a-z_]+", MAIL_BACKEND):
    raise ValueError(
        "PUBLISHER_MAIL_BACKEND is smtp, by_hand, action_network, listmonk, mailchimp or anymail:PROVIDER, such as "
        "anymail:postmark."
    )
if MAIL_BACKEND.startswith("anymail:") and find_spec("anymail") is None:
    raise ValueError("PUBLISHER_MAIL_BACKEND names django-anymail: pip install django-anymail.")
MAIL_KEY: str = env.str("PUBLISHER_MAIL_KEY", "")
MAIL_API: str = env.str("PUBLISHER_MAIL_API", "")
MAIL_AUDIENCE: str = env.str("PUBLISHER_MAIL_AUDIENCE", "")
MAIL_TEMPLATE: str = env.str("PUBLISHER_MAIL_TEMPLATE", "")
MAIL_UNSUBSCRIBE: str = env.str("PUBLISHER_MAIL_UNSUBSCRIBE", "")
MAIL_ENDPOINT: str = env.str("PUBLISHER_MAIL_ENDPOINT", "")
ANYMAIL: Any = env.json("PUBLISHER_ANYMAIL", {})
if not isinstance(ANYMAIL, dict):
    raise ValueError('PUBLISHER_ANYMAIL is a JSON object, such as {"POSTMARK_SERVER_TOKEN": "..."}.')
# How fast: see publisher.newsletter.pacing and crew.
MAIL_CONNECTIONS: int = env.int("PUBLISHER_MAIL_CONNECTIONS", 4)
if not 1 <= MAIL_CONNECTIONS <= 64:
    raise ValueError(f"PUBLISHER_MAIL_CONNECTIONS is {MAIL_CONNECTIONS}; set it to 1 to 64 connections.")
_RATE = r"[0-9]*[1-9][0-9]*/[smh]"
MAIL_RATE: str = env.str("PUBLISHER_MAIL_RATE", "").strip()
if not re.fullmatch(rf"({_RATE})?", MAIL_RATE):
    raise ValueError(f"PUBLISHER_MAIL_RATE is {MAIL_RATE!r}; write it like 20/s, 600/m or 5000/h.")
MAIL_DOMAIN_RATES: str = env.str("PUBLISHER_MAIL_DOMAIN_RATES", "").strip().lower()
if not re.fullmatch(rf"([a-z0-9.-]+={_RATE}[\s,]*)*", MAIL_DOMAIN_RATES):
    raise ValueError(f"PUBLISHER_MAIL_DOMAIN_RATES is {MAIL_DOMAIN_RATES!r}; write gmail.com=20/s yahoo.com=300/m.")
# Where mail that comes back is found: see publisher.newsletter.returns.
BOUNCE_MAILBOX: str = env.str("PUBLISHER_BOUNCE_MAILBOX", "")
if BOUNCE_MAILBOX and not re.match(r"imaps?://[^/]|file:///", BOUNCE_MAILBOX):
    raise ValueError("PUBLISHER_BOUNCE_MAILBOX is imaps://user:password@host/INBOX or file:///absolute/folder.")
BOUNCE_ADDRESS: str = env.str("PUBLISHER_BOUNCE_ADDRESS", "")
# Signing, and where the sender's domain is looked up: see publisher.newsletter.dkim and .dns.
DKIM_KEYS: str = env.str("PUBLISHER_DKIM_KEYS", "")
DKIM_DOMAIN: str = env.str("PUBLISHER_DKIM_DOMAIN", "")
DKIM_SELECTORS: str = env.str("PUBLISHER_DKIM_SELECTORS", "")
NAMESERVER: str = env.str("PUBLISHER_NAMESERVER", "")
# When digests are drafted: see publisher.rules.digests.
DIGESTS: str = env.str("PUBLISHER_DIGESTS", "16:00 UTC friday")
