"""Answering a form: a message and the way back when it worked, the same page with the reason when it did not."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from publisher.errors import STATUS, Refusal


def done(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """Back to a page (303, so that reloading repeats nothing), which will say `sentence`."""
    messages.success(request, sentence)
    response = HttpResponseRedirect(to)
    response.status_code = 303
    return response


def attempt(act: Callable[[], HttpResponse], page: Callable[[str, int], HttpResponse]) -> HttpResponse:
    """Runs `act`; when the pipeline refuses, shows `page` with the refusal's sentence and its status."""
    try:
        return act()
    except Refusal as refusal:
        return page(str(refusal), STATUS[refusal.code])
