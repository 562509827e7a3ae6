"""Relays of providers that are known by their name, and what their customers include in SPF."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """`ours`: it hands our return path on, so that SPF is asked of our domain; others put one of their own there."""

    label: str
    include: str
    ours: bool


_KNOWN = {
    "gmail.com": Provider("Google", "_spf.google.com", True),
    "google.com": Provider("Google", "_spf.google.com", True),
    "office365.com": Provider("Microsoft", "spf.protection.outlook.com", True),
    "outlook.com": Provider("Microsoft", "spf.protection.outlook.com", True),
    "mailgun.org": Provider("Mailgun", "mailgun.org", True),
    "messagingengine.com": Provider("Fastmail", "spf.messagingengine.com", True),
    "fastmail.com": Provider("Fastmail", "spf.messagingengine.com", True),
    "amazonaws.com": Provider("Amazon SES", "amazonses.com", False),
    "sendgrid.net": Provider("SendGrid", "sendgrid.net", False),
    "postmarkapp.com": Provider("Postmark", "spf.mtasv.net", False),
    "mailjet.com": Provider("Mailjet", "spf.mailjet.com", False),
}


def known(host: str) -> Provider | None:
    """The provider that a relay belongs to, such as `smtp-relay.gmail.com`; None for one that is not known."""
    labels = host.lower().rstrip(".").split(".")
    return _KNOWN.get(".".join(labels[-2:]))
