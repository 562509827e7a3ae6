"""Status words: a closed vocabulary. A word that nobody mapped is never guessed."""

import re
from collections.abc import Iterable, Mapping

from publisher.tracker.running import is_over
from publisher.tracker.text import shown, word
from publisher.tracker.values import STATUSES, Quarantine, Rule

_STARS = re.compile(r"[\s*†‡]+$|^[*†‡\s]+")
_NOT_YET = re.compile(
    r"\b(presumed?|presumably|likely|probabl[ey]|leaning|leans|expected|uncertain|unconfirmed|tentative(ly)?|verbal(ly)?"
    r"|promis(ed|es|ing)|intends?|intending|plans?|planning|considering|will sign|said (yes|they)|says (yes|they)"
    r"|soft|maybe)\b"
)
_NEGATED = re.compile(r"\b(not|never|no|un)[ -]?(yet )?(signed|signing|signatory|answered|responded|response|reply)\b")


class Vocabulary:
    """The source's own words, then the four statuses, which map to themselves.

    Stars and daggers after a word are a footnote: the word counts, and the reviewer reads of the mark. Words that say
    "not yet" (presumed, likely, promised) are never an answer: they count as pending.
    """

    def __init__(self, statuses: Mapping[str, str]) -> None:
        """Raises Quarantine for a map that would make an answer of what is none."""
        _refuse_false(statuses)
        self.words = {status: status for status in STATUSES}
        self.words.update({word(written): status for written, status in statuses.items()})
        self._read: dict[str, tuple[str | None, str]] = {}

    def __len__(self) -> int:
        return len(self.words)

    def read(self, cell: str) -> tuple[str | None, str]:
        """The status that a cell means (None: nobody mapped it), and a note for the reviewer."""
        if cell not in self._read:
            if len(self._read) > 10_000:  # a column of prose must not fill the memory
                self._read.clear()
            self._read[cell] = self._of(cell)
        return self._read[cell]

    def _of(self, cell: str) -> tuple[str | None, str]:
        said = word(cell)
        if said in self.words:
            return self.words[said], ""
        bare = _STARS.sub("", said)
        if bare != said and bare in self.words:
            return self.words[bare], f"The status came with a mark, {shown(cell)}: read the tracker's footnote."
        if _NOT_YET.search(said):
            return "pending", f"The status {shown(cell)} is no answer yet: it counts as pending."
        return None, ""


def _refuse_false(statuses: Mapping[str, str]) -> None:
    """Only who signed has signed, and only who said no has refused; silence is neither.

    Two real trackers counted promises as signatures, and silence as refusals.
    """
    for written, status in statuses.items():
        said = word(written)
        if status in ("signed", "refused", "rescinded") and is_over(said):
            raise Quarantine(
                f"{written!r} says how a candidacy ended, no answer, so it cannot mean {status}: leave it unmapped, "
                "and say on the candidate's page how the candidacy stands.",
                Rule.VOCABULARY,
            )
        if status in ("signed", "refused", "rescinded") and _NOT_YET.search(said):
            raise Quarantine(
                f"{written!r} is no answer yet, so it cannot mean {status}: map it to pending.", Rule.VOCABULARY
            )
        if status in ("signed", "refused") and _NEGATED.search(said):
            raise Quarantine(
                f"{written!r} says that nobody answered, so it cannot mean {status}: map it to pending.",
                Rule.VOCABULARY,
            )
        if status != "pending" and not said:
            raise Quarantine(f"An empty cell cannot mean {status}: map it to pending.", Rule.VOCABULARY)


def unknown_words(cells: Iterable[str], known: int) -> str:
    """The sentence for a poll that is refused because of `cells`, whose words nobody mapped."""
    listed = sorted({shown(cell) if cell.strip() else "an empty cell" for cell in cells})
    named = ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
    return f"Expected one of {known} known status words, came {named}: map new words to a status if they are meant."
