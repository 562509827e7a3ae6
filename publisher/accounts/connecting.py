"""Connecting an account: its log-in works first, and is nobody else's; then it is stored, sealed."""

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from django.db import IntegrityError, transaction

from publisher import crypto, workflow
from publisher.accounts import passwords
from publisher.accounts.asking import asking
from publisher.accounts.opening import channel_class, surroundings
from publisher.accounts.pages import refuse_same_page
from publisher.accounts.resuming import comes_back
from publisher.accounts.whose import digest_of, refuse_another, refuse_twice
from publisher.channels.base import Channel, Session
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Account, User


def connect(
    channel: str,
    name: str,
    given: dict[str, str],
    *,
    languages: list[str] | None = None,
    by: User | None = None,
    enter: Callable[[Channel], Session] = lambda channel: channel.connect(),
) -> Account:
    """Logs in and stores the account, ready to publish; connecting again keeps what worked until the new log-in did.

    One that was retired is paused if anything waits there still: a person sees first what would go.

    `enter` is how: with what is `given` on the device that is known, or on with a log-in that waited for a person.

    Raises `Refusal` for a secret that is missing or unknown, for a log-in that another account has already, which
    would post everything twice, and for another log-in than this account's own; `channels.ChannelError` when the
    service says no.
    """
    kind = channel_class(channel)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise Refusal(f"{name!r} is no name for an account: use letters, digits and hyphens, at most 60.")
    if unknown := set(languages or ()) - set(brand().languages):
        raise Refusal(f"There are no texts in {min(unknown)!r}. The brand file has {', '.join(brand().languages)}.")
    secrets = kind.Secrets(**_checked(kind, channel, given))
    account = Account.objects.filter(channel=channel, name=name).first() or Account(channel=channel, name=name)
    refuse_twice(account, kind, secrets)
    session = enter(kind(secrets, _former_session(account), surroundings(channel)))
    refuse_twice(account, kind, secrets, session)
    refuse_same_page(account, kind, secrets, session, _page_now)
    account.secrets, account.session = crypto.seal(given), crypto.seal(session)
    account.identity = digest_of(kind.identity(secrets, session))
    account.languages = languages or account.languages or ["en"]
    account.retired_at = None
    # The log-in took seconds: a worker's lease and fence, or a pause, may be newer than what was read before it.
    own = ["secrets", "session", "identity", "session_version", "languages", "retired_at"]
    try:
        with transaction.atomic():
            before = _as_stored(account)
            refuse_another(before, kind, secrets, session)
            account.session_version = before.session_version + 1
            account.save(update_fields=own if account.pk else None)
            workflow.tell(account, "connected", by=by)
            passwords.known(before)
            if before.retired_at:
                comes_back(account, by)
    except IntegrityError as cause:
        refuse_twice(account, kind, secrets, session)
        raise Refusal(f"Somebody else connected {account} in this moment. Look at it first.", "conflict") from cause
    return account


def _page_now(account: Account) -> str:
    with asking(account) as channel:
        return channel.page_now()


def _as_stored(account: Account) -> Account:
    """As it is now, and nobody else's until the transaction ends; a new one if it is not stored."""
    known = Account.objects.select_for_update().filter(pk=account.pk).first()
    return known or Account(channel=account.channel, name=account.name)


def _former_session(account: Account) -> Session | None:
    try:
        return crypto.unseal(account.session) or None
    except crypto.SealBroken:  # sealed with a key that is lost: connecting again is the way out, and must be open
        return None


def _checked(kind: type[Channel], channel: str, given: dict[str, str]) -> dict[str, Any]:
    known = {field.name: field for field in fields(kind.Secrets)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise Refusal(f"{channel} has no secret {unknown[0]!r}; it knows {', '.join(known)}.")
    try:
        kind.Secrets(**given)
    except TypeError as cause:
        missing = [name for name, field in known.items() if name not in given and field.default is MISSING]
        raise Refusal(f"{channel} needs more secrets: {', '.join(missing)}.") from cause
    return dict(given)
