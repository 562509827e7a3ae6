"""Who must approve: the three presets as data. Values in, values out."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

PRESETS = ("two", "one", "strict")
NEGATIVE = frozenset({"refused", "rescinded"})
ONE_WAIT = 15 * 60


class NotAnnounceable(Exception):
    """This status is not announced here; the text says who can change that."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The rule that a revision freezes.

    `barred` names roles in this announcement's story that may not approve: `triggered`, `edited_last`.
    `wait` is in seconds after the approval; `retype` asks for the surname from the evidence.
    """

    preset: str
    needed: int = 1
    barred: tuple[str, ...] = field(default=("triggered",))
    wait: int = 0
    retype: bool = False
    quotation: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the revision's frozen copy."""
        return asdict(self) | {"barred": list(self.barred)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Approval":
        """The rule as it was frozen."""
        return cls(**(value | {"barred": tuple(value["barred"])}))


def check_preset(preset: str) -> None:
    """Raises `ValueError` for a preset that does not exist."""
    if preset not in PRESETS:
        raise ValueError(f"PUBLISHER_APPROVALS is {preset!r}; set it to one of {', '.join(PRESETS)}.")


def rule_for(preset: str, statuses: Iterable[str], *, negative_on: bool) -> Approval:
    """The rule for an announcement about changes to `statuses` under `preset`.

    Refusals and pledges taken back are off until an admin turns them on; then they need a quotation and two
    approvers in every preset. Raises `NotAnnounceable`, and `ValueError` for an unknown preset.
    """
    check_preset(preset)
    negative = sorted(set(statuses) & NEGATIVE)
    if negative and not negative_on:
        raise NotAnnounceable(
            f"Announcing {' and '.join(negative)} is off. An admin can set PUBLISHER_NEGATIVE_STATUSES=true."
        )
    if preset == "strict":
        return Approval("strict", needed=2, barred=("triggered", "edited_last"), quotation=bool(negative))
    if negative:
        return Approval(preset, needed=2, quotation=True)
    if preset == "one":
        return Approval("one", barred=(), wait=ONE_WAIT, retype=True)
    return Approval("two")


def why_not(rule: Approval, person: int, *, triggered: Collection[int], edited_last: int | None) -> str:
    """Empty if `person` (an id) may approve under `rule`, else the sentence that says why not."""
    if "triggered" in rule.barred and person in triggered:
        return "You triggered this announcement, so somebody else must approve it."
    if "edited_last" in rule.barred and person == edited_last:
        return "You edited this last, so somebody else must approve it."
    return ""


def still_missing(
    rule: Approval, approvers: Collection[int], vouched: Collection[str], languages: Collection[str]
) -> str:
    """Empty when the approvals suffice, else what is still needed, as the end of "Still needed: ..."."""
    more = rule.needed - len(set(approvers))
    if more > 0:
        return "one more approval" if more == 1 else f"{more} more approvals"
    unread = [language for language in languages if language not in vouched]
    return f"somebody who vouches for the text in {' and '.join(unread)}" if unread else ""
