"""One record of the sender's domain: how it is, and what to write where it is not as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["found", "missing", "wrong", "unknown"]
"""`unknown`: the name server gave no answer."""


@dataclass(frozen=True, slots=True)
class Record:
    """`required`: Gmail, Yahoo or Outlook.com ask it of who mails many. `todo` may be advice on one that is found."""

    what: str
    name: str
    state: State
    required: bool
    said: str
    todo: str = ""
    value: str = ""


def all_there(records: Sequence[Record]) -> bool:
    """True when nothing that is required is missing, wrong or unknown."""
    return not any(record.required and record.state != "found" for record in records)
