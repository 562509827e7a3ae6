"""One's own name, time zone and language."""

import zoneinfo
from functools import lru_cache

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.models import User
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import done

US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
)


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every zone that this machine knows, those of the United States first."""
    known = zoneinfo.available_timezones()
    others = sorted(zone for zone in known - set(US_ZONES) if "/" in zone and not zone.startswith(("Etc/", "posix")))
    return (*(zone for zone in US_ZONES if zone in known), "UTC", *others)


class MeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What people change about themselves. The role is an admin's to change."""

    time_zone = forms.ChoiceField(label=lazy("Time zone"), help_text=lazy("All times are shown in it."))
    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "time_zone", "language")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones()]  # type: ignore[attr-defined]


@staff()
def me(request: StaffRequest) -> HttpResponse:
    """GET: the form. POST: saves it."""
    form = MeForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.cleaned_data["language"]):
            return done(request, _("Saved."), "/me/")
    # A refused form has written what was typed into its instance; the page's head must show what is stored.
    request.user.refresh_from_db()
    return render(request, "me.html", {"form": form}, status=400 if form.errors else 200)
