"""Which address is that of a post on Instagram, and how the same post is always written. Values in, values out."""

import re
from urllib.parse import urlsplit

SITE = "https://www.instagram.com"
_HOSTS = frozenset({"instagram.com", "www.instagram.com", "m.instagram.com"})
_POST = re.compile(r"/(?:[\w.]{1,30}/)?(p|reel)/([\w-]{5,40})/?", re.ASCII)
_STORY = re.compile(r"/stories/([\w.]{1,30})/(\d{5,30})/?", re.ASCII)
_MOST = 500
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE = 11
"""So many characters of a short code are the post's number; those after them open a private account's post."""


def post_link(text: str, stand_ins: tuple[str, ...] = ()) -> str:
    """The address of a post, reel or story as it is kept: https, without what an app adds for counting visits.

    `stand_ins` are loopback addresses that play Instagram here. Raises ValueError with a sentence for anything else.
    """
    given = text.strip()
    if not given:
        raise ValueError("Paste the link of the post: in the app, Share, then Copy link.")
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    base = next((one.rstrip("/") for one in stand_ins if given.startswith(f"{one.rstrip('/')}/")), "")
    if not base and parts.scheme == "https" and host in _HOSTS and port is None and "@" not in parts.netloc:
        base = SITE
    path = _path(parts.path) if base and len(given) <= _MOST else ""
    if not path:
        raise ValueError(
            "That is no link of a post on Instagram. It begins with https://www.instagram.com/ and goes on with /p/, "
            "/reel/ or /stories/: in the app, Share, then Copy link."
        )
    return base + path


def same_post(link: str) -> tuple[str, ...]:
    """Every way in which that post's address, as `post_link` gives it, may have been kept."""
    bare = link.rstrip("/")
    ways = {bare, bare.replace("/p/", "/reel/", 1), bare.replace("/reel/", "/p/", 1)}
    return tuple(sorted(one + end for one in ways for end in ("", "/")))


def is_post(link: str) -> bool:
    """Whether that is the address of a post or reel, and not of a story, which no list has."""
    return _POST.fullmatch(urlsplit(link).path) is not None


def is_story(link: str) -> bool:
    """Whether that is the address of a story."""
    return _STORY.fullmatch(urlsplit(link).path) is not None


def other_kind(link: str, act: str) -> str:
    """What stands at an address that `post_link` gave, if that is no `act`: a post or a story; empty if it may be."""
    kind = "post" if is_post(link) else "story" if is_story(link) else ""
    return kind if (kind == "story") != (act == "story") else ""


def another_in(link: str, page: str) -> str:
    """The account whose story stands at an address that `post_link` gave, if that is not the one with this `page`.

    `page` is what `Channel.page` gives. Empty if it is that one's, if nobody knows the page, and for every post: the
    username in its address is that of the page from which it was copied, which may be a collaborator's.
    """
    story = _STORY.fullmatch(urlsplit(link).path)
    owner = story[1].lower() if story else ""
    return owner if page and owner != page.rpartition("/")[2] else ""


def number_at(link: str) -> str:
    """Instagram's number of the post or story at an address that `post_link` gave; empty for any other.

    A short code is that number written to the base of 64 (instagrapi, `media_pk_from_code`).
    """
    path = urlsplit(link).path
    if story := _STORY.fullmatch(path):
        return story[2]
    post = _POST.fullmatch(path)
    number = 0
    for character in post[2][:_CODE] if post else "":
        number = number * len(_DIGITS) + _DIGITS.index(character)
    return str(number or "")


def _path(path: str) -> str:
    if found := _POST.fullmatch(path):
        return f"/{found[1]}/{found[2]}/"
    if found := _STORY.fullmatch(path):
        return f"/stories/{found[1].lower()}/{found[2]}/"
    return ""
