"""`/u/TOKEN`: leaving the newsletter, by a button or by the mail program itself (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from publisher.newsletter.subscriptions import unsubscribe as end
from publisher.public.answers import language_of, page, private
from publisher.public.sign_up_phrases import PHRASES


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, since scanners follow every link; POST ends the subscription, in one step.

    No cookie, no redirect (RFC 8058, 3.2): the token alone says who it is.
    """
    language = language_of(request)
    if request.method != "POST":
        return private(page("unsubscribe.html", language, {"token": token, "fewer": PHRASES[language].fewer}))
    if end(token):
        return private(page("unsubscribed.html", language, {}))
    return private(page("unsubscribe_unknown.html", language, {}, status=404))
