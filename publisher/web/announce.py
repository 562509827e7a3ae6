"""The organizer's trigger, made for one thumb: find the candidate, say what happened, show the proof."""

import uuid
from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.errors import STATUS, Refusal
from publisher.models import Announcement, Candidacy, TriggerKey
from publisher.pipeline import draft
from publisher.truth import find, proofs
from publisher.web.access import StaffRequest, staff
from publisher.web.sent import mine, sent_page
from publisher.web.words import STATUS_WORDS, seat

SHORTEST = 2
"""Letters from which on a search makes sense."""


class TriggerForm(forms.Form):
    """What an organizer knows, besides photos and files. The pipeline checks all of it again."""

    status = forms.ChoiceField(label=lazy("What happened"), widget=forms.RadioSelect)
    evidence_url = forms.URLField(
        label=lazy("A link"),
        help_text=lazy("The address of the post or page where the candidate says so. It is shown in public."),
        required=False,
        assume_scheme="https",
        max_length=proofs.LONGEST_ADDRESS,
        # Not of type `url`: browsers refuse an address without https://, which `assume_scheme` adds.
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "autocomplete": "off", "placeholder": "https://"}
        ),
    )
    evidence_text = forms.CharField(
        label=lazy("Their words"),
        help_text=lazy("A mail or a message from them: paste all of it."),
        required=False,
        max_length=proofs.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
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
        max_length=draft.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=lazy("Anything the reviewer should know"),
        help_text=lazy("It stays inside."),
        required=False,
        max_length=draft.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
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
    found = find.candidates(wanted) if len(wanted) >= SHORTEST else []
    results = [(candidacy, _seat(candidacy)) for candidacy in found]
    context = {"wanted": wanted, "results": results, "searched": len(wanted) >= SHORTEST}
    return render(request, "announce_find.html", context | {"mine": [] if wanted else mine(request.user)})


def _trigger(request: StaffRequest, chosen: Candidacy) -> HttpResponse:
    form = TriggerForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, form, status=400)
    key = request.POST.get("key", "")
    said = form.cleaned_data
    try:
        announcement = draft.trigger(
            chosen,
            status=said["status"],
            by=request.user,
            evidence_url=said["evidence_url"],
            evidence_text=said["evidence_text"],
            files=_uploads([*request.FILES.getlist("photo"), *request.FILES.getlist("file")]),
            said_at=said["said_at"],
            quotation=said["quotation"],
            why=said["why"],
            key=key,
        )
    except Refusal as refusal:
        before = _sent_before(request, key) if refusal.code == "reused" else None
        return (
            sent_page(before, again=True)
            if before
            else _page(request, chosen, form, str(refusal), STATUS[refusal.code])
        )
    return sent_page(announcement)


def _uploads(files: Iterable["UploadedFile[bytes]"]) -> list[proofs.Upload]:
    """No more is read than is needed to see that it is too much; an empty field is none."""
    some = [file for file in files if file.size][: proofs.MOST_FILES + 1]
    return [proofs.Upload(file.name or _("The file"), file.read(proofs.MOST_BYTES + 1)) for file in some]


def _sent_before(request: StaffRequest, key: str) -> Announcement | None:
    """What this form became when it was sent first: whoever changed it since is led there."""
    row = TriggerKey.objects.select_related("announcement").filter(user=request.user, key=key).first()
    return row.announcement if row else None


def _page(
    request: StaffRequest, chosen: Candidacy, form: TriggerForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "candidacy": chosen,
        "seat": _seat(chosen),
        "form": form,
        "key": request.POST.get("key") or f"form-{uuid.uuid4()}",
        "files_again": bool(request.FILES),
        "more": bool(form.data.get("why") or form.data.get("quotation")),
        "kinds": proofs.WHAT,
        "refusal": refusal,
    }
    return render(request, "announce.html", context, status=status)


def _chosen(text: str) -> Candidacy | None:
    number = find.number(text)
    return None if number is None else Candidacy.objects.select_related("person").filter(pk=number).first()


def _seat(candidacy: Candidacy) -> str:
    return seat(candidacy.office, candidacy.us_state, candidacy.district)
