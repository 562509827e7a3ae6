"""Connecting an account: one page with the ways in, and the pages of a log-in that waits for a person.

Nothing that is secret is ever written back into a form, whatever becomes of it.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters

from publisher import once
from publisher.accounts import entering
from publisher.accounts.opening import BY_HAND, GRAPH, NEWSLETTER, channel_class
from publisher.channels.base import Channel
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Account, LogIn, Role
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import language_name, place_name

INSTAGRAM = "instagram"
ORDER = (GRAPH, BY_HAND, INSTAGRAM)
"""The ways in, the one that Instagram allows first. Other channels follow."""
_UNKNOWN = lazy(
    "This form was sent before, and nobody knows what came of it. Wait two minutes, then look under Places. If the "
    "account is not connected there, look into its app first; then fill this in anew."
)
Enter = Callable[[], entering.Entered]
"""What was typed is in order: this logs in with it."""
MOST_SESSION = 200_000
"""Bytes of an imported session; instagrapi writes some 3,000."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a channel's form, as its `Secrets` describes it; `value` is empty for what is secret."""

    id: str
    name: str
    label: str
    help: str
    secret: bool
    needed: bool
    value: str


@dataclass(frozen=True, slots=True)
class Way:
    """One channel of the page. `on`: it is switched on here. `languages`: what is ticked."""

    channel: str
    label: str
    on: bool
    fields: tuple[Field, ...] = ()
    languages: tuple[str, ...] = ()


@staff(Role.APPROVER)
def connect(request: StaffRequest) -> HttpResponse:
    """GET: the page."""
    return _page(request)


@sensitive_post_parameters()
@staff(Role.APPROVER)
def log_in(request: StaffRequest, channel: str) -> HttpResponse:
    """Connects by that channel, with what was typed."""

    def act() -> Enter:
        kind, form = channel_class(channel), request.POST
        _ticked(channel, form)
        given = {one.name: form.get(one.name, "").strip() for one in fields(kind.Secrets)}
        given = {name: value for name, value in given.items() if value}
        languages = form.getlist("languages") or None
        return partial(entering.begin, channel, _name(form), given, by=request.user, languages=languages)

    return _entered(request, act)


@sensitive_post_parameters()
@staff(Role.APPROVER)
def import_session(request: StaffRequest) -> HttpResponse:
    """Takes over a session that instagrapi made elsewhere: a file, or pasted."""

    def act() -> Enter:
        form, file = request.POST, request.FILES.get("file")
        _ticked(INSTAGRAM, form)
        raw = file.read(MOST_SESSION + 1) if file else form.get("session", "").encode()
        given = {"username": form.get("username", "").strip(), "password": form.get("password", "").strip()}
        if not given["username"]:
            raise Refusal(_("Say whose session it is: type the username."))
        return partial(entering.import_session, INSTAGRAM, _name(form), given, _session(raw), by=request.user)

    return _entered(request, act)


@staff(Role.APPROVER)
def waiting(request: StaffRequest, login_id: int) -> HttpResponse:
    """GET: what the log-in waits for."""
    return _waits(request, login_id)


@sensitive_post_parameters()
@staff(Role.APPROVER)
def go_on(request: StaffRequest, login_id: int) -> HttpResponse:
    """Goes on with the code, or after a confirmation in the app."""
    if request.method != "POST":
        return redirect(f"/places/log-in/{login_id}/")
    return attempt(
        lambda: _after(request, entering.go_on(login_id, by=request.user, **_typed(request.POST))),
        lambda why, status: _waits(request, login_id, why, status),
    )


@staff(Role.APPROVER)
def give_up(request: StaffRequest, login_id: int) -> HttpResponse:
    """Forgets it."""
    if request.method != "POST":
        return redirect(f"/places/log-in/{login_id}/")
    if not LogIn.objects.filter(pk=login_id).exists():
        return _waits(request, login_id)
    entering.drop(login_id, by=request.user)
    return done(request, _("Given up. What was typed is forgotten."), "/places/")


def _entered(request: StaffRequest, act: Callable[[], Enter]) -> HttpResponse:
    """Runs what `act` gives once for each form: who pressed twice is shown what came of the first.

    That it was sent is stored before anything leaves: what the first sent may be a password, whatever came of it.
    """
    if request.method != "POST":
        return redirect("/places/connect/")
    key, known = request.POST.get("key", ""), request.session.get("connected") or {}
    same = bool(key) and key == known.get("key")
    if same and "to" in known:
        return redirect(known["to"])

    def sent() -> HttpResponse:
        if same:
            raise Refusal(_("This form was sent before, and this came of it: %(why)s") % known, known["code"])
        enter = act()
        if key and not once.first(request.user, f"connect {key}"):
            raise Refusal(str(_UNKNOWN), "conflict")
        try:
            response = _after(request, enter())
        except Refusal as why:
            request.session["connected"] = {"key": key, "why": str(why), "code": why.code}
            raise
        request.session["connected"] = {"key": key, "to": response["Location"]}
        return response

    return attempt(sent, lambda why, status: _page(request, why, status))


def _typed(form: QueryDict) -> dict[str, str]:
    return {name: form.get(name, "") for name in ("code", "seen")}


def _after(request: StaffRequest, entered: entering.Entered) -> HttpResponse:
    if entered.waits:
        response = redirect(f"/places/log-in/{entered.waits.pk}/")
        response.status_code = 303
        return response
    account = entered.account
    assert account is not None
    if account.channel != BY_HAND:
        messages.info(request, _("Posting by hand stays for what cannot be sent."))
    return done(request, _("%(place)s is connected.") % {"place": place_name(str(account))}, f"/places/{account.pk}/")


def _page(request: StaffRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    form = request.POST
    name = form.get("name") or request.GET.get("name", "") or "main"
    others = [channel for channel in settings.CHANNELS if channel not in ORDER]
    connected = Account.objects.filter(retired_at=None).exclude(channel__in=[NEWSLETTER, BY_HAND])
    context = {
        "ways": [_way(channel, name, form) for channel in (*ORDER, *others)],
        "name": name,
        "languages": [(code, language_name(code)) for code in brand().languages],
        "key": secrets.token_hex(16),
        "base_url": settings.BASE_URL,
        "open": request.resolver_match.kwargs.get("channel", "") if request.resolver_match else "",
        "connected": [(one.pk, place_name(str(one))) for one in connected],
        "refusal": refusal,
    }
    return render(request, "connect.html", context, status=status)


def _waits(request: StaffRequest, login_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    row = LogIn.objects.filter(pk=login_id, expires_at__gt=timezone.now()).exclude(needs="").first()
    if row is None:
        sentence = refusal or _("That log-in is over: it was given up, it worked, or it waited too long. Begin again.")
        return _page(request, sentence, status if refusal else 404)
    context = {"row": row, "step": entering.step(row), "place": place_name(str(row)), "refusal": refusal}
    return render(request, "log_in_waits.html", context, status=status)


def _way(channel: str, name: str, form: QueryDict) -> Way:
    try:
        kind: type[Channel] = channel_class(channel)
    except Refusal:
        return Way(channel, channel, False)
    known = Account.objects.filter(channel=channel, name=name).first()
    languages = form.getlist("languages") or (known.languages if known else []) or ["en"]
    return Way(channel, kind.label, True, tuple(_fields(channel, kind, form)), tuple(languages))


def _fields(channel: str, kind: type[Channel], form: QueryDict) -> list[Field]:
    return [
        Field(
            id=f"{channel}-{one.name}",
            name=one.name,
            label=one.metadata["label"],
            help=one.metadata.get("help", ""),
            secret=one.metadata["secret"],
            needed=one.default != "",
            value="" if one.metadata["secret"] else form.get(one.name, ""),
        )
        for one in fields(kind.Secrets)
    ]


def _name(form: QueryDict) -> str:
    return form.get("name", "").strip() or "main"


def _ticked(channel: str, form: QueryDict) -> None:
    if channel == INSTAGRAM and not form.get("understood"):
        raise Refusal(_("Tick that you know that Instagram does not allow this and can lock the account."))


def _session(raw: bytes) -> dict[str, object]:
    """The pasted or uploaded JSON. Raises `Refusal`, which repeats nothing of it."""
    if len(raw) > MOST_SESSION:
        raise Refusal(_("That is too large to be a session."))
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        raise Refusal(_("That is no session: it is not JSON. Paste what dump_settings() wrote, whole.")) from None
    if not isinstance(found, dict):
        raise Refusal(_("That is no session: instagrapi writes one with dump_settings()."))
    return found
