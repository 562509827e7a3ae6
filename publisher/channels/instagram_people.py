"""Other accounts in a post: tagged on its picture, or invited to show it as theirs too."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from instagrapi import Client
from instagrapi.exceptions import ClientNotFoundError
from instagrapi.types import UserShort, Usertag

from publisher.channels.base import Post, Refused

_USERNAME = re.compile(r"[A-Za-z0-9._]{1,30}")  # Instagram's own rule for names
_HEIGHT = 0.9
"""Where tags stand on the picture, as a part of its height: at the foot, beside each other."""


def ready(client: Client, post: Post) -> dict[str, Any]:
    """Ask what `send` must not: which numbers these accounts have. Gives what the checkpoint must keep.

    Raises Refused for an account that does not exist.
    """
    names = sorted({*post.tags, *post.collaborators})
    return {"people": {name: number_of(client, name) for name in names}} if names else {}


def number_of(client: Client, username: str) -> str:
    """The number of the account of that name. Raises Refused if there is none."""
    if not _USERNAME.fullmatch(username):
        raise Refused(f"{username!r} is no name of an Instagram account. Correct it, or name nobody.")
    try:
        answer = client.private_request(f"users/{username}/usernameinfo/")
    except ClientNotFoundError:
        answer = None
    number = str(((answer or {}).get("user") or {}).get("pk") or "")
    if not number:
        raise Refused(f"Instagram has no account @{username}. Correct the name, or name nobody.")
    return number


def usertags(post: Post, checkpoint: Mapping[str, Any]) -> list[Usertag]:
    """The tags of the post's first picture, in the library's form."""
    return [
        Usertag(user=UserShort(pk=number, username=name), x=x, y=y)
        for name, number, (x, y) in _placed(post.tags, checkpoint.get("people") or {})
    ]


def as_told(names: Iterable[str], numbers: Mapping[str, str]) -> str:
    """The same tags as the request that changes a caption takes them: what is left out there is taken off."""
    return json.dumps(
        {"in": [{"user_id": number, "position": [x, y]} for _, number, (x, y) in _placed(names, numbers)]}
    )


def invited(post: Post, checkpoint: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the one request says of collaborators; they show it as theirs once they accept."""
    numbers = checkpoint.get("people") or {}
    return {"invite_coauthor_user_ids": [numbers[name] for name in post.collaborators]} if post.collaborators else {}


def _placed(names: Iterable[str], numbers: Mapping[str, str]) -> list[tuple[str, str, tuple[float, float]]]:
    told = list(names)
    return [
        (name, numbers[name], (round((place + 1) / (len(told) + 1), 3), _HEIGHT)) for place, name in enumerate(told)
    ]
