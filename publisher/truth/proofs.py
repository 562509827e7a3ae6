"""What a person hands in to show that it is so: an address, a pasted text, photos and documents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher import files
from publisher.errors import Refusal
from publisher.models import Evidence, StatusChange, StoredFile, User
from publisher.net import Blocked
from publisher.net.guard import split

LONGEST_ADDRESS = 1000
LONGEST_TEXT = 20_000
MOST_FILES = 5
MOST_BYTES = 15 * 1024 * 1024
KINDS = "a photo (JPEG, PNG, WebP, HEIC) or a PDF"

_STARTS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp(hei[cfmsx]|hev[cx]|mif1|msf1)", re.DOTALL), "image/heic"),
    (re.compile(rb"%PDF-"), "application/pdf"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, under the name that its owner gave it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that is handed in at once; at least one of the three."""

    url: str = ""
    text: str = ""
    files: tuple[Upload, ...] = ()


Stored = Sequence[tuple[Upload, StoredFile]]
"""Files with the rows that name their bytes."""


def check(proof: Proof) -> None:
    """Refuses what cannot be evidence. Raises `Refusal`."""
    if not (proof.url or proof.text or proof.files):
        raise Refusal("Evidence is needed: the address where the candidate says so, their words, a photo or a file.")
    if proof.url:
        _check_address(proof.url)
    if len(proof.text) > LONGEST_TEXT:
        raise Refusal(f"The pasted text is too long: at most {LONGEST_TEXT} characters are kept. Send a PDF instead.")
    if len(proof.files) > MOST_FILES:
        raise Refusal(f"At most {MOST_FILES} files can be sent at once.")
    for upload in proof.files:
        media_type(upload)


def media_type(upload: Upload) -> str:
    """What a file is by its first bytes, whatever its name says. Raises `Refusal` for what is not kept as evidence."""
    if len(upload.data) > MOST_BYTES:
        raise Refusal(f"{upload.name} is too large: at most {MOST_BYTES // 1024 // 1024} MB. Send a smaller copy.")
    for start, found in _STARTS:
        if start.match(upload.data):
            return found
    raise Refusal(f"{upload.name} is not {KINDS}. Take a screenshot of it, or paste what it says.")


def store(uploads: Iterable[Upload]) -> Stored:
    """The files, stored by their SHA-256: before the transaction whose rows name them, for it may take a while."""
    return [(upload, files.keep(upload.data, media_type(upload))) for upload in uploads]


def attach(change: StatusChange, proof: Proof, stored: Stored, *, quotation: str, by: User) -> None:
    """Writes the evidence of a change. Only the address is public: an approver reads it in the texts.

    `quotation` is what the evidence says word for word; it stands beside the first address or file.
    """
    rows = []
    if proof.url:
        rows.append(Evidence(kind="address", url=proof.url, public=True))
    rows += [Evidence(kind="file", file=file, title=upload.name[:300]) for upload, file in stored]
    if quotation and not rows:
        rows.append(Evidence(kind="note"))
    if quotation:
        rows[0].note = quotation
    if proof.text:
        rows.append(Evidence(kind="note", note=proof.text))
    for row in rows:
        row.change, row.added_by = change, by
        row.save()


def _check_address(url: str) -> None:
    """Refuses an address that cannot be evidence: too long, not http(s), or with a password in it."""
    if len(url) > LONGEST_ADDRESS:
        raise Refusal(f"The evidence address is too long: at most {LONGEST_ADDRESS} characters are kept.")
    try:
        split(url)
    except Blocked as cause:
        raise Refusal(f"The evidence address cannot be used. {cause}") from cause
