"""For load balancers and watchers: is the process there, and can it work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from publisher.models import Lease

SWEEPER_AGE = timedelta(minutes=2)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while this process answers; touches nothing else."""
    return _plain("ok\n", 200)


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and the sweeper was at work in the last two minutes, else 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = Lease.objects.filter(name="sweeper").values_list("beat_at", flat=True).first()
    except DatabaseError as cause:
        return _plain(f"The database does not answer ({type(cause).__name__}). Check DATABASE_URL.\n", 503)
    if beat is None:
        return _plain("The sweeper has not run yet. Start the worker and beat: publisher up.\n", 503)
    if timezone.now() - beat > SWEEPER_AGE:
        return _plain(f"The sweeper last ran at {beat:%Y-%m-%d %H:%M:%S} UTC. Start the worker and beat again.\n", 503)
    return _plain("ok\n", 200)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
