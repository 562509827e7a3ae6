"""What is sent and what comes back, as far as it is not `publisher.showing`."""

from datetime import date
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from publisher.models import Candidacy
from publisher.truth.proofs import LONGEST_ADDRESS, LONGEST_NOTE

LARGEST = 2**63 - 1


def _day(value: Any) -> Any:
    """Only text: pydantic would take a number for seconds since 1970."""
    if value is not None and not isinstance(value, str):
        raise ValueError("write the day as YYYY-MM-DD")
    return value


Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class Trigger(Schema):
    """A report: who, what, and the proof (`evidence_url`, or the words themselves in `evidence`)."""

    model_config = ConfigDict(extra="forbid")

    candidate: Annotated[Number | Name, Field(description="a candidacy's number, a tracker's key, or a full name")]
    status: Annotated[str, Field(max_length=40, description="signed; refused and rescinded where they are on")]
    evidence_url: Annotated[str, Field(max_length=LONGEST_ADDRESS, description="where the candidate says so")] = ""
    evidence: Annotated[str, Field(max_length=LONGEST_NOTE, description="a mail or a message, pasted")] = ""
    said_at: Annotated[date | None, BeforeValidator(_day), Field(description="the day when they said so")] = None
    quotation: Annotated[str, Field(max_length=2000, description="what the evidence says, word for word")] = ""
    why: Annotated[str, Field(max_length=2000, description="anything the reviewers should know; stays inside")] = ""


class Candidate(Schema):
    """A candidacy; `id` is what `candidate` of a trigger takes."""

    id: int
    name: str
    cycle: int
    office: str
    state: str
    district: int | None
    party: str
    standing: str

    @classmethod
    def of(cls, candidacy: Candidacy) -> Self:
        """From the record."""
        return cls(
            id=candidacy.pk,
            name=candidacy.person.name,
            cycle=candidacy.cycle,
            office=candidacy.office,
            state=candidacy.us_state,
            district=candidacy.district,
            party=candidacy.party,
            standing=candidacy.standing,
        )
