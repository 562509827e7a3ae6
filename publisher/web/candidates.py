"""One candidate: who it is, what each source says now, and what was said when."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from publisher.models import Candidacy, Role, RowVersion, SourceKey
from publisher.truth.same_name import namesakes, warning
from publisher.web.access import StaffRequest, staff
from publisher.web.timeline import moments
from publisher.web.words import STATUS_WORDS, seat_of


@staff()
def candidate(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """The page."""
    candidacy = get_object_or_404(Candidacy.objects.select_related("person"), pk=candidacy_id)
    keys = list(SourceKey.objects.filter(candidacy=candidacy).select_related("source", "confirmed_by").order_by("pk"))
    current = RowVersion.objects.filter(candidacy=candidacy, last_seen=None)
    says = dict(current.values_list("source_id", "status"))
    context = {
        "candidacy": candidacy,
        "seat": seat_of(candidacy),
        "sources": [(key, STATUS_WORDS.get(says.get(key.source_id, ""), "")) for key in keys],
        "warnings": [warning(other) for other in namesakes([candidacy])[candidacy.pk]],
        "moments": moments(candidacy, keys),
        "may_clear": request.user.may(Role.COMMS),
    }
    return render(request, "candidate.html", context)
