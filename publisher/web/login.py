"""Logging in: by e-mail and password, by a code that is mailed, or with a passkey; nobody signs up by themselves."""

import threading
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from publisher.current_brand import brand
from publisher.models import Role, User

log = structlog.get_logger(__name__)
CODE = "account/email/login_code"
NO_CODE = "account/email/login_no_code"


def may_use_code(user: User) -> bool:
    """True if a mailed code lets this user in: organizers, and whoever has a second factor, which is asked for besides.

    A mailbox alone must not approve what is published.
    """
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return user.role == Role.ORGANIZER or bool(is_mfa_enabled(user, factors))


class StaffLogin(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are added with `publisher user add`. The same answer for every address: whose it is, its owner learns."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth names it
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"{brand().coalition.name}: {subject}"

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Lets nobody in by a code who may not use one, however they came by it."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        if refused or not records or records[-1]["method"] != "code" or may_use_code(user):
            return refused
        clear_login(request)
        messages.error(request, _("A code does not let you in. Log in with your password."))
        return redirect("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails in the reader's language, without keeping the page waiting: its time must not tell whether we mail."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if template_prefix == CODE and user and not may_use_code(user):
            template_prefix, context = NO_CODE, {}
        request = current.request
        known = {"request": request, "email": email, "current_site": get_current_site(request)}
        known["coalition"] = brand().coalition
        with translation.override(user.language if user else translation.get_language()):
            message = self.render_mail(template_prefix, email, known | context)
        message.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies, please
        threading.Thread(target=_post, args=(message, template_prefix), daemon=True).start()


def _post(message: EmailMessage, what: str) -> None:
    """Whoever gets no mail asks again: nothing is kept, since a code is good for minutes."""
    try:
        message.send()
    except Exception as cause:  # noqa: BLE001 - any mail trouble
        log.warning("mail about a log-in not sent", what=what, cause=type(cause).__name__)
