"""A new source, looked at before it is switched on; and the map of one that is there, said anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.errors import Refusal
from publisher.models import Role, Source
from publisher.pipeline import quarantine, sources, watching
from publisher.tracker.formats.guess import guessed
from publisher.tracker.text import word
from publisher.tracker.values import FIELDS, STATUSES
from publisher.truth.meaning import meaning
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.source_report import NOT_ANNOUNCEABLE, Look, look, meanings
from publisher.web.sources import show

FORMATS = ("csv", "tsv", "sheet", "json", "wordpress")
"""What a page may add: what needs a secret, or is a database, is added by command."""
SHOWN = 20
"""Held rows that the page lists."""
MOST_WORDS = 500


class SourceForm(forms.Form):
    """What it is called, where it is, and how it is written. The pipeline checks it again."""

    name = forms.CharField(
        label=lazy("Name"),
        help_text=lazy("Small letters, digits and hyphens: it stands on pages and in commands."),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*\Z", lazy("Use small letters, digits and hyphens."))],
    )
    location = forms.CharField(
        label=lazy("Address"),
        help_text=lazy(
            "Where the table can be read without a login. For JSON, #path.to.list at the end names the list."
        ),
        max_length=1000,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    format = forms.ChoiceField(label=lazy("Format"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("By the address’s ending, else CSV")), *((one, one.upper()) for one in FORMATS)]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name that is free."""
        name: str = self.cleaned_data["name"]
        if Source.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is already a source of that name. Choose another."))
        return name

    def clean_location(self) -> str:
        """Only what the network guard watches over: a path would let a page read this machine's files."""
        location: str = self.cleaned_data["location"]
        if not location.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Give an http or https address. Other sources take `publisher source add`."))
        return location


@dataclass(frozen=True, slots=True)
class Map:
    """The map as it was chosen on the page; not `given` when nobody has chosen yet."""

    columns: dict[str, str]
    statuses: dict[str, str]
    given: bool


@staff(Role.ADMIN)
def new(request: StaffRequest) -> HttpResponse:
    """GET: the form. POST: the report on it, or with `do=take` the source, switched on."""
    form = SourceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, status=400 if form.errors else 200)
    said, chosen = form.cleaned_data, _chosen(request, {}, {})
    said["format"] = said["format"] or guessed(said["location"])
    source = Source(**said, cycle=sources.default_cycle())

    def act() -> HttpResponse:
        if request.POST.get("do") != "take":
            return _report(request, source, chosen)
        wanted = sources.Wanted(**said, columns=chosen.columns, statuses=chosen.statuses)
        added = sources.add(wanted, by=request.user)
        watching.read_now(added.pk, by=request.user)
        sentence = _("%(name)s is switched on. Its first read is silent: nothing of it is announced.")
        return done(request, sentence % {"name": added.name}, "/sources/?asked")

    def page(why: str, status: int) -> HttpResponse:
        if not chosen.given:
            return _form(request, form, why, status)
        return attempt(lambda: _report(request, source, chosen, why, status), lambda w, s: _form(request, form, w, s))

    return attempt(act, page)


@staff(Role.ADMIN)
def remap(request: StaffRequest, source_id: int) -> HttpResponse:
    """GET: the report on a source with its map. POST: on another map, or with `do=take` that map instead."""
    source = get_object_or_404(Source, pk=source_id)
    chosen = _chosen(request, source.columns, source.statuses)

    def act() -> HttpResponse:
        if request.POST.get("do") != "take":
            return _report(request, source, chosen)
        shown = _look(source, chosen)
        if not shown.understood:
            raise Refusal(" ".join(shown.problems) or _("The source cannot be read with this map."))
        quarantine.remap(source.pk, columns=chosen.columns, statuses=chosen.statuses, by=request.user)
        return done(request, _("%(name)s has its new map.") % {"name": source.name}, "/sources/")

    def page(why: str, status: int) -> HttpResponse:
        return attempt(
            lambda: _report(request, source, chosen, why, status),
            lambda why, status: show(request, why, status),
        )

    return attempt(act, page)


def _chosen(request: StaffRequest, columns: Mapping[str, str], statuses: Mapping[str, str]) -> Map:
    """What was chosen on the page, over the map that is there. Words that do not occur now keep their meaning."""
    form = request.POST
    if "status_column" not in form:
        return Map(dict(columns), dict(statuses), given=False)
    picked = {field: form[f"column-{field}"] for field in FIELDS if form.get(f"column-{field}")}
    said: dict[str, str] = {}
    # Words of another column were shown: what was chosen for them says nothing of this one's.
    if form["status_column"] == picked.get("status"):
        said = {form[f"word-{n}"]: form.get(f"means-{n}", "") for n in range(MOST_WORDS) if f"word-{n}" in form}
    means = {cell: "pending" if status == NOT_ANNOUNCEABLE else status for cell, status in said.items()}
    anew = {cell: status for cell, status in means.items() if status != meaning(statuses, cell)}
    told = {word(cell) for cell in anew}
    kept = {cell: status for cell, status in statuses.items() if word(cell) not in told}
    # A word that means it by itself needs no entry.
    added = {cell: status for cell, status in anew.items() if status in STATUSES and status != meaning({}, cell)}
    return Map(picked, kept | added, given=True)


def _look(source: Source, chosen: Map) -> Look:
    return look(source, chosen.columns, chosen.statuses, as_given=chosen.given)


def _report(request: StaffRequest, source: Source, chosen: Map, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = _look(source, chosen)
    context = {
        "source": source,
        "look": shown,
        "held": shown.held[:SHOWN],
        "more": len(shown.held[SHOWN:]),
        "meanings": meanings(),
        "may_take": shown.ok or (source.pk and shown.understood),
        "refusal": refusal,
    }
    return render(request, "source_map.html", context, status=status)


def _form(request: StaffRequest, form: SourceForm, refusal: str = "", status: int = 200) -> HttpResponse:
    return render(request, "source_new.html", {"form": form, "refusal": refusal}, status=status)
