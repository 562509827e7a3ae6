"""Which addresses are none: what people type into a cell that must not stay empty."""

import re
from ipaddress import ip_address

from publisher.net import Blocked, Guard, split
from publisher.net.addresses import Address

_WORDS = frozenset({
    "tbd", "tba", "tbc", "na", "n-a", "none", "null", "nil", "nan", "link", "links", "url", "http", "https", "www",
    "pending", "todo", "to-do", "test", "testing", "placeholder", "website", "web", "site", "page", "address",
    "evidence", "proof", "source", "here", "see-above", "see-below", "coming-soon", "unknown", "example", "yoursite",
    "yourwebsite", "yourdomain", "domain", "username", "user", "handle", "profile", "account", "name", "undefined",
    "insert-link", "link-here", "x", "xx", "xxx", "foo", "bar", "asdf", "blank", "empty", "no", "yes",
})  # fmt: skip
_FRONTS = frozenset({
    "facebook.com", "fb.com", "fb.me", "instagram.com", "instagr.am", "x.com", "twitter.com", "t.co", "tiktok.com",
    "youtube.com", "youtu.be", "threads.net", "threads.com", "linkedin.com", "lnkd.in", "bsky.app", "mastodon.social",
    "reddit.com", "redd.it", "pinterest.com", "snapchat.com", "tumblr.com", "truthsocial.com", "rumble.com",
    "telegram.org", "t.me", "whatsapp.com", "wa.me", "discord.com", "discord.gg", "substack.com", "medium.com",
    "vimeo.com", "flickr.com", "linktr.ee", "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "buff.ly", "is.gd", "rb.gy",
    "cutt.ly", "shorturl.at", "tiny.cc", "google.com", "docs.google.com", "drive.google.com", "forms.gle",
    "dropbox.com", "wetransfer.com",
})  # fmt: skip
"""Where everybody has a page: their front shows nobody's answer."""

_DRESS = re.compile(r"^(?:www|m|mobile|web|old|touch)\.")
_OURS = re.compile(r"(?:^|\.)example(?:\.(?:com|net|org))?$")
"""Names kept for examples (RFC 2606, RFC 6761): what fiction is written with, so they count like any other."""


def placeholder(url: str, guard: Guard | None = None) -> str:
    """Empty if the address may be evidence, else the sentence that says why it is none.

    `guard` knows which networks besides the public one count on this installation. Whether anything answers there is
    not asked here.
    """
    try:
        _scheme, host, _port, path = split(url.strip())
    except Blocked as cause:
        return str(cause)
    if number := _number(host):
        return "" if (guard or Guard()).allows(number) else f"{host} leads into a private network that nobody can open."
    if "." not in host or host == "localhost" or host.endswith((".localhost", ".local", ".invalid", ".test")):
        return f"“{url.strip()}” stands in for an address: give the page where they say so."
    bare = path in ("", "/")
    name = _DRESS.sub("", host)
    if name in _FRONTS and (bare or _words(path)):
        return f"{host} is only the front of that site: give the address of the post itself."
    if _OURS.search(name):
        return ""
    if bare and (name.partition(".")[0] in _WORDS or not any(c.isalnum() for c in name)):
        return f"“{url.strip()}” stands in for an address: give the page where they say so."
    return ""


def _number(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _words(path: str) -> bool:
    """True for a path that says nothing but a word of the list, such as `/username`."""
    said = path.partition("?")[0].strip("/@").casefold().replace("_", "-").replace("/", "-")
    return said in _WORDS
