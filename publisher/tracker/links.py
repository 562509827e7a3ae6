"""Addresses and handles in cells. What cannot be used is left out and noted; the raw row keeps it."""

import re

from publisher.net.guard import Blocked, split
from publisher.tracker.text import shown

_LONGEST = 1000
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}", re.ASCII)
_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?instagram\.com/([^/?#]+)/?(?:[?#].*)?", re.ASCII | re.IGNORECASE)


def read_link(text: str, what: str) -> tuple[str, str]:
    """An http or https address and no note, or "" and the note. Whether it answers is not asked here."""
    if not text:
        return "", ""
    try:
        host = split(text)[1]
    except Blocked:
        host = ""
    if len(text) > _LONGEST or not ("." in host or ":" in host):
        return "", f"The {what} {shown(text)} is no web address: give one that begins with https://."
    return text, ""


def read_handle(text: str) -> tuple[str, str]:
    """An Instagram user name without @, from the name or the profile's address."""
    profile = _PROFILE.fullmatch(text)
    handle = profile[1] if profile else text.removeprefix("@")
    if not handle or _HANDLE.fullmatch(handle):
        return handle, ""
    return "", f"The handle {shown(text)} is no Instagram user name: write it as @name."
