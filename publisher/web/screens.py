"""The five words that staff see, each with its colour and what it means."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from publisher.states import Screen


@dataclass(frozen=True, slots=True)
class ScreenWord:
    """A section of the queue. `key` is its colour in the style sheets and its anchor."""

    key: str
    word: Any
    nothing: Any


SCREENS = {
    Screen.WAITING: ScreenWord(
        "waiting", lazy("Waiting for you"), lazy("Nothing to review. When the tracker changes, it appears here.")
    ),
    Screen.GOING: ScreenWord("going", lazy("Going out"), lazy("Nothing is on its way out.")),
    Screen.LIVE: ScreenWord("live", lazy("Live"), lazy("Nothing is live yet.")),
    Screen.STOPPED: ScreenWord("stopped", lazy("Stopped"), lazy("Nothing was stopped.")),
    Screen.LOOK: ScreenWord("look", lazy("Needs a look"), lazy("Nothing needs a look.")),
}
"""In the order of the page, except that what needs a look comes first when there is any."""
