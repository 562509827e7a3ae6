"""Status words: a closed vocabulary. A word that nobody mapped is never guessed."""

from collections.abc import Iterable, Mapping

from publisher.tracker.text import shown, word
from publisher.tracker.values import STATUSES


def vocabulary(statuses: Mapping[str, str]) -> dict[str, str]:
    """Folded word -> status: the source's own words, then the four statuses, which map to themselves."""
    words = {status: status for status in STATUSES}
    words.update({word(written): status for written, status in statuses.items()})
    return words


def unknown_words(cells: Iterable[str], known: int) -> str:
    """The sentence for a poll that is refused because of `cells`, whose words nobody mapped."""
    listed = sorted({shown(cell) if cell.strip() else "an empty cell" for cell in cells})
    named = ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
    return f"Expected one of {known} known status words, came {named}: map new words to a status if they are meant."
