"""The organizer's trigger: find the candidate, say what happened and where it can be seen."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.models import Candidacy
from publisher.pipeline import draft
from publisher.truth import find
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import STATUS_WORDS, seat


class TriggerForm(forms.Form):
    """What an organizer knows. The pipeline checks it again."""

    status = forms.ChoiceField(label=lazy("What happened"), widget=forms.RadioSelect)
    evidence_url = forms.URLField(
        label=lazy("Where it can be seen"),
        help_text=lazy("The address of the post, page or document where the candidate says so."),
        assume_scheme="https",
        max_length=1000,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    said_at = forms.DateField(
        label=lazy("When they said so"),
        help_text=lazy("Leave it empty if you do not know."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    quotation = forms.CharField(
        label=lazy("What they said, word for word"),
        help_text=lazy("Needed for anything but a signature."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=lazy("Anything the reviewer should know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        statuses = draft.announceable()
        self.fields["status"].choices = [(s, str(STATUS_WORDS[s]).capitalize()) for s in statuses]  # type: ignore[attr-defined]
        self.fields["status"].initial = statuses[0]


@staff()
def announce(request: StaffRequest) -> HttpResponse:
    """GET: search, then the form for the one that was found. POST: the trigger."""
    chosen = _chosen(request.POST.get("candidate") or request.GET.get("candidate", ""))
    if request.method == "POST" and chosen:
        return _trigger(request, chosen)
    if chosen:
        return _page(request, chosen, TriggerForm())
    return _search(request)


def _search(request: StaffRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    found = find.candidates(wanted) if wanted else []
    results = [(candidacy, _seat(candidacy)) for candidacy in found]
    return render(request, "announce_find.html", {"wanted": wanted, "results": results})


def _trigger(request: StaffRequest, chosen: Candidacy) -> HttpResponse:
    form = TriggerForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, form, status=400)
    said = form.cleaned_data

    def act() -> HttpResponse:
        announcement = draft.trigger(
            chosen,
            status=said["status"],
            evidence_url=said["evidence_url"],
            by=request.user,
            why=said["why"],
            quotation=said["quotation"],
            said_at=said["said_at"],
        )
        sentence = _("Thank you. The text and the pictures are being made; then somebody else reviews it.")
        return done(request, sentence, f"/announcements/{announcement.pk}/")

    return attempt(act, lambda why, status: _page(request, chosen, form, why, status))


def _page(
    request: StaffRequest, chosen: Candidacy, form: TriggerForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"candidacy": chosen, "seat": _seat(chosen), "form": form, "refusal": refusal}
    return render(request, "announce.html", context, status=status)


def _chosen(text: str) -> Candidacy | None:
    number = find.number(text)
    return None if number is None else Candidacy.objects.select_related("person").filter(pk=number).first()


def _seat(candidacy: Candidacy) -> str:
    return seat(candidacy.office, candidacy.us_state, candidacy.district)
