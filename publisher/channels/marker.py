"""Knowing a post of ours again by its marker, the address `/a/CODE` in its text."""

import re
from datetime import timedelta

CLOCK_SLACK = timedelta(seconds=120)
"""How far a service's clock may be behind ours."""


def bears(text: str, code: str) -> bool:
    """Whether the text holds that code's address; a longer code that begins like it is another."""
    return bool(code and re.search(rf"/a/{re.escape(code)}(?![A-Za-z0-9_-])", text))
