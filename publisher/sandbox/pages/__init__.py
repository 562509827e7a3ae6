"""The sandbox's posts as web pages that look like a photo feed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from publisher.sandbox.instagram_things import Comment, StoredPost


def feed(posts: Sequence[StoredPost], accounts: Sequence[str], chosen: str) -> str:
    """Every post as a grid; with `chosen`, those of one account."""
    return _environment().get_template("feed.html").render(posts=posts, accounts=accounts, chosen=chosen)


def post(shown: StoredPost, comments: Sequence[Comment] = ()) -> str:
    """One post or story: pictures, caption, what it links to, comments (newest first), alt texts."""
    return _environment().get_template("post.html").render(post=shown, comments=comments)


def missing() -> str:
    """The page for what is not there."""
    return _environment().get_template("missing.html").render()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(when=_when, hashtags=_hashtags)
    environment.globals["style"] = Markup((Path(__file__).parent / "style.css").read_text())  # noqa: S704
    return environment


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%d %B %Y, %H:%M} UTC".lstrip("0")


def _hashtags(text: str) -> Markup:
    """The text with hashtags and addresses set off, as a feed shows them."""
    return Markup().join(_word(word) for word in re.split(r"(\s+)", text))


def _word(word: str) -> Markup:
    marked = word.startswith("#") or "/a/" in word
    return Markup('<span class="tag">{}</span>').format(word) if marked else escape(word)
