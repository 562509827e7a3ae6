"""What goes with the posts, as ticks on the edit page: a story, and whether the candidate is named or invited."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.extras import Extras, chosen, people, possible
from publisher.manifest import Manifest
from publisher.web.differences import Piece

FIELD = "besides"
"""Present in a form that had the ticks: one that is not there then is off."""

LABELS = {
    "story": lazy("A story too"),
    "tag": lazy("Tag %(who)s on the picture of the post"),
    "mention": lazy("Mention %(who)s in the story"),
    "invite": lazy("Invite %(who)s to show the post as theirs too"),
}
HINTS = {
    "story": lazy("The upright picture, with a link to the announcement where the account can have one; for a day."),
    "tag": lazy("They are told of it."),
    "mention": lazy("They are told of it, and may show the story on."),
    "invite": lazy("Once they accept, it stands on their profile as well. Ask them first."),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One choice: `on` as it is typed, or as it stands."""

    name: str
    label: str
    hint: Any
    on: bool


def typed(request: HttpRequest, manifest: Manifest) -> Extras:
    """What is ticked, as far as it can be had here; without a form of ours what stands there."""
    if FIELD not in request.POST:
        return chosen(manifest)
    can = asdict(possible(manifest))
    return Extras(**{name: can[name] and request.POST.get(f"{FIELD}.{name}") == "yes" for name in LABELS})


def ticks(manifest: Manifest, extras: Extras) -> list[Tick]:
    """Those that can be had here, or that are on."""
    can, on = possible(manifest), asdict(extras)
    return [
        Tick(f"{FIELD}.{name}", _label(name, manifest), HINTS[name], on[name])
        for name in LABELS
        if getattr(can, name) or on[name]
    ]


def changed(manifest: Manifest, extras: Extras) -> list[tuple[str, tuple[Piece, ...]]]:
    """What is chosen otherwise than it stands, in the form of a difference of texts."""
    before = chosen(manifest)
    words = {True: _("yes"), False: _("no")}
    return [
        (_label(one.name, manifest), (Piece("removed", words[not now]), Piece("added", words[now])))
        for one in fields(Extras)
        if (now := getattr(extras, one.name)) != getattr(before, one.name)
    ]


def _label(name: str, manifest: Manifest) -> str:
    return str(LABELS[name]) % {"who": ", ".join(f"@{one}" for one in people(manifest))}
