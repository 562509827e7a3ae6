"""Finding the candidacy that somebody means."""

from django.db.models import Q

from publisher.errors import Refusal
from publisher.models import Candidacy, SourceKey
from publisher.truth.identity import folded


def candidates(text: str, limit: int = 20) -> list[Candidacy]:
    """Candidacies whose folded name contains the folded text, newest cycle first."""
    wanted = folded(text)
    found = [
        candidacy
        for candidacy in Candidacy.objects.select_related("person").order_by("-cycle", "person__name").iterator()
        if wanted in folded(candidacy.person.name)
    ]
    return found[:limit]


def candidacy(text: str) -> Candidacy:
    """The one candidacy that `text` means: a number, a source's key, or a name. Raises `Refusal` if none or several."""
    text = text.strip()
    if not text:
        raise Refusal("Say which candidate: a name, a tracker key or a candidacy number.")
    by_key = Q(pk__in=SourceKey.objects.filter(key=text).values("candidacy_id"))
    if (by_number := number(text)) is not None:
        by_key |= Q(pk=by_number)  # a number may be one person's key and another's number: then ask for the name
    exact = list(Candidacy.objects.filter(by_key).select_related("person")[:3])
    if not exact:
        similar = candidates(text)
        exact = [one for one in similar if folded(one.person.name) == folded(text)] or similar
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise Refusal(
            f"No candidate is called {text!r}. Run `publisher watch --once` or check the spelling.", "missing"
        )
    several = "; ".join(f"{one.pk}: {one}" for one in exact[:5])
    raise Refusal(
        f"{text!r} means several candidates. Use a number or key that is theirs alone, or the full name: {several}.",
        "conflict",
    )


def number(text: str) -> int | None:
    """A row's number as somebody typed it; None for another text and for more digits than any row's number has."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
