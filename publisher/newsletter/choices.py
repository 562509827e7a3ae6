"""What a subscriber chooses: language, rhythm, and of which place they want to hear."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import SignUp, Subscriber
from publisher.models.newsletter import RHYTHMS
from publisher.rules.places import NAMES

DEFAULT = "daily"
Field = Literal["language", "us_state", "own_state_only", "rhythm"]


@dataclass(frozen=True, slots=True)
class Choices:
    """A subscriber's choices. `us_state` is a code such as `OH`, or empty: they did not say."""

    language: str
    us_state: str = ""
    own_state_only: bool = False
    rhythm: str = DEFAULT


class NotThere(Refusal):
    """A choice that nobody can make; `field` says which."""

    def __init__(self, field: Field, sentence: str) -> None:
        super().__init__(sentence)
        self.field: Field = field


def checked(choices: Choices) -> Choices:
    """These choices, if they can be kept. Raises `NotThere`."""
    known: tuple[tuple[Field, str, tuple[str, ...]], ...] = (
        ("language", choices.language, brand().languages),
        ("rhythm", choices.rhythm, RHYTHMS),
    )
    for field, value, words in known:
        if value not in words:
            raise NotThere(field, f"The {field} {value[:40]!r} is not known; write one of {', '.join(words)}.")
    if choices.us_state and choices.us_state not in NAMES["en"]:
        raise NotThere("us_state", f"The state {choices.us_state[:40]!r} is not known; write two letters, such as OH.")
    if choices.own_state_only and not choices.us_state:
        raise NotThere("own_state_only", "To hear of one state only, say which: name the state too.")
    return choices


def given(form: Mapping[str, str]) -> Choices:
    """What a form says, as it stands there: `checked` says whether it can be."""
    return Choices(
        language=form.get("language", ""),
        us_state=form.get("us_state", ""),
        own_state_only=bool(form.get("own_state_only")),
        rhythm=form.get("rhythm", DEFAULT),
    )


def of(row: Subscriber | SignUp) -> Choices:
    """What a subscriber chose, or somebody who asked to be one."""
    return Choices(row.language, row.us_state, row.own_state_only, row.rhythm)


def fields(choices: Choices) -> dict[str, Any]:
    """The columns of a subscriber that they fill."""
    return asdict(choices)
