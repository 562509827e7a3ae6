"""What a person hands in at once to show that it is so: an address, a pasted text, photos and documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from publisher import files
from publisher.errors import Refusal
from publisher.models import StatusChange, User
from publisher.proof.attachments import (
    LONGEST_ADDRESS,
    LONGEST_NOTE,
    MOST_BYTES,
    WHAT,
    Proof,
    from_address,
    from_file,
    from_note,
)
from publisher.truth import evidence
from publisher.truth.reading import guard

__all__ = ["LONGEST_ADDRESS", "LONGEST_NOTE", "MOST_BYTES", "WHAT", "Handed", "Upload", "attach", "pieces"]

MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, under the name that its owner gave it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Handed:
    """Everything that is handed in at once; at least one of the three."""

    url: str = ""
    text: str = ""
    files: tuple[Upload, ...] = ()


def pieces(handed: Handed, quotation: str = "") -> list[Proof]:
    """The pieces of evidence, checked; their bytes are stored before this returns. Raises `Refusal`.

    `quotation` is what the evidence says word for word; it stands beside the first piece.
    """
    if not (handed.url or handed.text or handed.files):
        raise Refusal("Evidence is needed: the address where the candidate says so, their words, a photo or a file.")
    if len(handed.files) > MOST_FILES:
        raise Refusal(f"At most {MOST_FILES} files can be sent at once.")
    quotes = iter([quotation])
    found = [from_address(handed.url, guard(), next(quotes, ""))] if handed.url else []
    found += [_of_file(upload, next(quotes, "")) for upload in handed.files]
    if handed.text:
        found.append(from_note(handed.text, next(quotes, "")))
    for piece in found:
        if piece.data:
            files.keep(piece.data, piece.media_type)  # before the transaction that names them: it may take a while
    return found


def attach(change: StatusChange, found: Sequence[Proof], *, by: User) -> None:
    """Writes the evidence of a change. Only an address is public: an approver reads it in the texts."""
    for piece in found:
        evidence.add(change, piece, by=by, public=True)


def _of_file(upload: Upload, quotation: str) -> Proof:
    try:
        return from_file(upload.data, upload.name, quotation)
    except Refusal as cause:
        raise Refusal(f"{upload.name}: {cause}", cause.code) from cause
