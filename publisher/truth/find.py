"""Finding the candidacy that somebody means."""

from django.db.models import Q

from publisher.errors import Refusal
from publisher.models import Candidacy, SourceKey
from publisher.truth.identity import folded
from publisher.truth.searching import Searched, best

MOST = 20


def candidates(text: str, limit: int = MOST) -> list[Candidacy]:
    """Candidacies that the text may mean, the likeliest first, of equals the newest cycle first.

    A part of the name is enough, accents, case and a slip do not matter; a state and a district narrow it.
    """
    rows = Candidacy.objects.order_by("-cycle", "person__name", "pk")
    choices = [
        Searched(number, name, (us_state.lower(), *(() if district is None else (str(district), f"{district:02d}"))))
        for number, name, us_state, district in rows.values_list("pk", "person__name", "us_state", "district")
    ]
    numbers = best(text, choices, limit)
    found = Candidacy.objects.select_related("person").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def candidacy(text: str) -> Candidacy:
    """The one candidacy that `text` means: a number, a source's key, or a name. Raises `Refusal` if none or several.

    Here nothing is guessed: a name must be spelt as it is, but for accents and case, though a part of it is enough.
    """
    text = text.strip()
    if not text:
        raise Refusal("Say which candidate: a name, a tracker key or a candidacy number.")
    by_key = Q(pk__in=SourceKey.objects.filter(key=text).values("candidacy_id"))
    if (by_number := number(text)) is not None:
        by_key |= Q(pk=by_number)  # a number may be one person's key and another's number: then ask for the name
    exact = list(Candidacy.objects.filter(by_key).select_related("person")[:3])
    if not exact:
        similar = _named(text)
        exact = [one for one in similar if folded(one.person.name) == folded(text)] or similar
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise Refusal(f"No candidate is called {text!r}.{_perhaps(text)}", "missing")
    several = "; ".join(f"{one.pk}: {one}" for one in exact[:5])
    raise Refusal(
        f"{text!r} means several candidates. Use a number or key that is theirs alone, or the full name: {several}.",
        "conflict",
    )


def number(text: str) -> int | None:
    """A row's number as somebody typed it; None for another text and for more digits than any row's number has."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _named(text: str) -> list[Candidacy]:
    """Candidacies whose folded name contains the folded text, newest cycle first."""
    wanted = folded(text)
    if not wanted:
        return []
    rows = Candidacy.objects.select_related("person").order_by("-cycle", "person__name")
    return [one for one in rows.iterator() if wanted in folded(one.person.name)][:MOST]


def _perhaps(text: str) -> str:
    near = "; ".join(f"{one.pk}: {one}" for one in candidates(text, 3))
    return f" Perhaps you mean {near}." if near else " Run `publisher watch --once` or check the spelling."
