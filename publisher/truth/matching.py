"""Is a new row a person whom we know by another name or seat? What is sure is decided here, the rest by a person.

The numbers come from two weeks of a real roster: four in ten of the rows that vanished were the same person under a new
spelling, party or district.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from publisher.models import Candidacy, QuarantinedRow, Source, SourceKey
from publisher.tracker.values import Row, Rule
from publisher.truth.identity import SUFFIXES, folded

Race = tuple[str, str, int | None, bool]
SURE, POSSIBLE = 88.0, 62.0
"""Similarity of two folded names, 0 to 100: from `SURE` on they are one, below `POSSIBLE` they are two."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that a person must look at: it may be `candidacy`, or (rule `other_person`) may be so no longer.

    `similarity` is None where the name is not what is in doubt (rule `roster`); `more` is what the rule found besides.
    """

    row: Row
    rule: Rule
    reason: str
    candidacy: int
    similarity: float | None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A candidacy as far as it is compared. `free`: it has no row in this source now, so that a new one may be its."""

    pk: int
    name: str
    plain: str
    race: Race
    free: bool
    ours: bool


def race_of(row: Row) -> Race:
    """What rows of one race share; a special election is another race for the same seat."""
    return (row.office, row.state, row.district, row.special)


def similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 100: without case, accents, suffixes, initials and the order of their parts."""
    a, b = plain(one), plain(other)
    return max(fuzz.token_sort_ratio(a, b), fuzz.token_set_ratio(a, b) * 0.9 if _share_a_name(a, b) else 0.0)


class Matcher:
    """Finds the candidacies of the new rows of one poll; `missing` are the keys that vanished in it."""

    def __init__(self, source: Source, missing: Iterable[str] = ()) -> None:
        self.source = source
        self.missing = set(missing)
        self._special = "special" in source.columns  # who does not say which election it is may mean either
        self._said = _said_by_people(source)
        self._taken: set[int] = set()
        self._seats: dict[Race, list[Known]] = defaultdict(list)
        self._names: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._states: set[str] = set()

    def decided(self, row: Row) -> int | None:
        """The candidacy that a person named for this very row, 0 for somebody new, None if nobody was asked."""
        return self._said.get(row.digest.hex())

    def of(self, row: Row) -> int | Doubt | None:
        """The candidacy of a new row, None for somebody new, or the doubt that a person must settle."""
        decision = self.decided(row)
        if decision is not None:
            return decision or None
        if row.state not in self._states:
            self._load(row.state)
        if not self._seats:
            return None  # the first read of the first source: there is nobody yet
        found = self._among_known(row)
        if isinstance(found, int):
            self._taken.add(found)
        return found

    def _among_known(self, row: Row) -> int | Doubt | None:
        here = self._here(row)
        sure = [one for score, one in here if one.free and score >= SURE]
        if len(sure) == 1 and not any(not one.free and score >= SURE for score, one in here):
            return sure[0].pk
        namesakes = [one for one in self._names[row.state, folded(row.name)] if one.pk not in self._taken]
        moved = [one for one in namesakes if one.free and one.ours and one.race != race_of(row)]
        if len(namesakes) == len(moved) == 1 and not here:
            return moved[0].pk
        for score, other in here:
            if other.free or (score >= SURE and row.status != "pending"):
                return _perhaps(row, other, score)
        return _perhaps(row, moved[0], 100.0) if moved else None

    def _here(self, row: Row) -> list[tuple[float, Known]]:
        """Who in the same race has a name like it, most alike first."""
        others = [one for one in self._seats[race_of(row)] if one.pk not in self._taken]
        same = [one for one in others if one.free and one.name == row.name]
        if len(same) == 1:
            return [(100.0, same[0])]
        names, wanted = [one.plain for one in others], plain(row.name)
        close = process.extract(wanted, names, scorer=fuzz.token_sort_ratio, score_cutoff=POSSIBLE, limit=5)
        sets = process.extract(wanted, names, scorer=fuzz.token_set_ratio, score_cutoff=SURE, limit=5)
        scores = {index: score for _, score, index in close}
        scores |= {index: max(scores.get(index, 0.0), score * 0.9) for _, score, index in sets}
        return sorted(((score, others[index]) for index, score in scores.items()), key=lambda p: p[0], reverse=True)

    def _load(self, state: str) -> None:
        """The cycle's candidacies of a state, and which of them a new row may stand for."""
        self._states.add(state)
        keys = SourceKey.objects.filter(source=self.source, candidacy__us_state=state)
        ours = {pk: (key, gone) for pk, key, gone in keys.values_list("candidacy_id", "key", "missing_since")}
        rows = Candidacy.objects.filter(cycle=self.source.cycle, us_state=state)
        told = rows.values_list("pk", "person__name", "office", "district", "special")
        for pk, name, office, district, special in told.iterator(2000):
            key, gone = ours.get(pk, ("", None))
            free = not key or gone is not None or key in self.missing
            one = Known(pk, name, plain(name), (office, state, district, special and self._special), free, bool(key))
            self._seats[one.race].append(one)
            self._names[state, folded(name)].append(one)


def _perhaps(row: Row, other: Known, score: float) -> Doubt:
    standing = "whose row is gone" if other.ours and other.free else "who is known already"
    why = (
        f"Expected a new candidate, came {row.name}, who may be {other.name}, {standing}: "
        "say whether they are the same person."
    )
    return Doubt(row, Rule.SAME_PERSON, why, other.pk, score)


def renamed(row: Row, before: Candidacy) -> Doubt | None:
    """A doubt if a known key names somebody else now, or somebody in another state; None for a new spelling."""
    name, score = before.person.name, similarity(row.name, before.person.name)
    if row.state != before.us_state:
        came = f"{row.name} in {row.state}"
    elif another(row.name, name):
        came = row.name
    else:
        return None
    why = f"Expected {name} in {before.us_state} under the key {row.key}, came {came}: say whether that is right."
    return Doubt(row, Rule.OTHER_PERSON, why, before.pk, score)


def another(name: str, before: str) -> bool:
    """True if a name cannot be a new spelling of the other, also not by marriage: they share no part of it."""
    return not _share_a_name(plain(name), plain(before)) and similarity(name, before) < POSSIBLE


def _said_by_people(source: Source) -> dict[str, int]:
    """Digest -> the candidacy that a person named, 0 for somebody new."""
    rows = QuarantinedRow.objects.filter(
        source=source, state="accepted", rule__in=[Rule.SAME_PERSON, Rule.OTHER_PERSON]
    )
    return {
        digest: (candidacy or 0) if data.get("same") else 0
        for digest, candidacy, data in rows.values_list("digest", "candidacy_id", "data")
    }


def plain(name: str) -> str:
    """A folded name without suffixes and initials."""
    return " ".join(part for part in folded(name).split() if part not in SUFFIXES and len(part) > 1)


def _share_a_name(one: str, other: str) -> bool:
    return bool({p for p in one.split() if len(p) > 2} & {p for p in other.split() if len(p) > 2})
