"""What staff are told by mail: that something waits for them, what became of what they triggered, what is overdue."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from publisher import nudge
from publisher.accounts import reasons
from publisher.manifest import title_of
from publisher.models import Account, Announcement, Delivery, Notice, Revision, Role, Source, User
from publisher.rules.timing import growing

log = structlog.get_logger(__name__)
ATTEMPTS = 8
OVERDUE = "overdue"
YOUR_TURN = "your turn"
_DRIFTED = {
    "gone": "A post is gone",
    "wrong_link": "The link of a post is wrong",
    "unread": "A link has to be looked at",
    "drifted": "A post is not as it was approved",
}
_TURNS = {
    "by_hand": ("To be done by hand", "it is approved, and a person posts or mails it.", Role.COMMS),
    "failed": ("It did not go out", "it is approved, and it did not go out.", Role.COMMS),
    "uncertain": ("Is it there?", "it may have gone out, and nobody can tell but a person who looks.", Role.APPROVER),
}


def ask_approvers(announcement: Announcement, revision: Revision | None = None) -> None:
    """Tells every approver that a revision waits for them."""
    revision = revision or announcement.revision
    assert revision is not None
    names = _names(revision)
    for user in _approvers():
        _note(
            user,
            "waits",
            f"revision {revision.pk}",
            f"Waiting for you: {names}",
            f"{names}: an announcement is ready for review.\n\nRead it and decide: {page_of(announcement)}\n",
        )
    nudge.send("notify")


def tell_overdue(announcement: Announcement, sentence: str) -> None:
    """Tells every approver that it went out a day ago and that the tracker does not agree, as `sentence` says.

    Not again for those who were told; see `told_overdue`.
    """
    names = _names(announcement.revision) if announcement.revision else announcement.code
    for user in _approvers():
        _note(
            user,
            OVERDUE,
            f"announcement {announcement.pk}",
            f"The tracker does not say so yet: {names}",
            f"{names}: it went out on our own evidence more than 24 hours ago, and the tracker does not agree.\n"
            f"{sentence}\n\nCompare it with the evidence, and ask the tracker's editors: {page_of(announcement)}\n",
        )
    nudge.send("notify")


def tell_contradicted(announcement: Announcement, sentence: str, at: datetime) -> None:
    """Tells every approver, and whoever triggered it, that since `at` the tracker contradicts what is public."""
    names = _names(announcement.revision) if announcement.revision else announcement.code
    triggered = User.objects.filter(triggered__subjects__announcement=announcement, is_active=True)
    for user in (_approvers() | triggered).distinct():
        _note(
            user,
            "contradicted",
            f"announcement {announcement.pk} {at:%Y-%m-%d %H:%M:%S}",
            f"It is public, and the tracker says otherwise: {names}",
            f"{names}: this is public already. {sentence}\n\nLook at the evidence. If it is no longer so, delete the "
            f"post and tell people; if the tracker is wrong, have it corrected: {page_of(announcement)}\n",
        )
    nudge.send("notify")


def tell_drifted(delivery: Delivery, what: str, sentence: str, since: datetime) -> None:
    """Tells every approver that a live post is gone, another's, not as approved or unread (`what`); once of each."""
    announcement = delivery.announcement
    names = _names(delivery.revision)
    subject = _DRIFTED[what]
    for user in _approvers():
        _note(
            user,
            what,
            f"delivery {delivery.pk} {since:%Y-%m-%d %H:%M:%S}",
            f"{subject}: {names}",
            f"{names}: the post on {delivery.account}. {sentence}\n{delivery.permalink}\n\n"
            f"Look at it and say what is to be done: {page_of(announcement)}\n",
        )
    nudge.send("notify")


def tell_missing(source: Source, since: datetime, names: list[str], count: int) -> None:
    """Tells every approver that `count` rows, of which some are named, are gone from a source `since` then; once."""
    listed = ", ".join(names) + (f" and {count - len(names)} more" if count > len(names) else "")
    for user in _approvers():
        _note(
            user,
            "missing",
            f"source {source.pk} {since:%Y-%m-%d %H:%M:%S}",
            f"Gone from the tracker {source.name}: {count} {'row' if count == 1 else 'rows'}",
            f"{listed}: no longer in {source.name} since {since:%Y-%m-%d %H:%M} UTC. Nothing is announced of that, and "
            f"what waits to go out about them waits.\n\nAsk the tracker's editors: {settings.BASE_URL}/sources/\n",
        )
    nudge.send("notify")


def tell_paused(account: Account) -> None:
    """Tells every approver that an account stopped by itself, why, and what to do in order; once for each pause."""
    until = f"Blocked until {account.blocked_until:%Y-%m-%d %H:%M} UTC.\n" if account.blocked_until else ""
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(reasons.steps(account.pause_kind, account.todo), 1))
    waiting = Delivery.objects.filter(account=account, state__in=["ready", "paused", "publishing"]).count()
    page = f"{settings.BASE_URL}/accounts/{account.pk}/resume/"
    for user in _approvers():
        _note(
            user,
            "paused",
            f"account {account.pk} {account.paused_at:%Y-%m-%d %H:%M:%S.%f}",
            f"Paused: {account}",
            f"{account}: {account.pause_reason}\n{until}\n{steps}\n\n"
            f"Nothing goes out there by itself. Waiting: {waiting}. What would go first: {page}\n",
        )
    nudge.send("notify")


def tell_ending(account: Account, at: datetime, sentence: str) -> None:
    """Tells every approver that an account's log-in ends by itself at `at`, and what to do; once of each end."""
    for user in _approvers():
        _note(
            user,
            "ending",
            f"account {account.pk} {at:%Y-%m-%d %H:%M:%S}",
            f"A log-in ends: {account}",
            f"{account}: {sentence}\n\n{settings.BASE_URL}/places/{account.pk}/\n",
        )
    nudge.send("notify")


def tell_your_turn(delivery: Delivery) -> None:
    """Tells whoever may do it that a delivery waits for a person, and what to do; see `about`."""
    subject, what, least = _TURNS[delivery.state]
    names = _names(delivery.revision)
    for user in User.objects.filter(is_active=True, role__in=[role for role in Role if role.rank >= least.rank]):
        _note(
            user,
            YOUR_TURN,
            about(delivery),
            f"{subject}: {names}",
            f"{names}: {what}\n{delivery.account}: {delivery.reason} {delivery.todo}\n\n"
            f"{page_of(delivery.announcement)}\n",
        )
    nudge.send("notify")


def about(delivery: Delivery) -> str:
    """What a notice of `tell_your_turn` is about: all that one revision has in that state, hence one mail for them."""
    return f"announcement {delivery.announcement_id} {delivery.revision_id} {delivery.state}"


def told_overdue(announcement: Announcement) -> bool:
    """True once anybody was told: who becomes an approver later hears nothing of it."""
    return Notice.objects.filter(kind=OVERDUE, about=f"announcement {announcement.pk}").exists()


def tell_trigger(announcement: Announcement, kind: str, sentence: str) -> None:
    """Tells whoever triggered the announcement what became of it; `kind` is approved, live or stopped."""
    if announcement.kind == "digest":  # it repeats what they were told of when it went out
        return
    users = User.objects.filter(triggered__subjects__announcement=announcement, is_active=True).distinct()
    for user in users:
        names = _names(announcement.revision) if announcement.revision else announcement.code
        about = f"announcement {announcement.pk} {announcement.revision_id or 0}"
        _note(user, kind, about, f"{kind.capitalize()}: {names}", f"{names}: {sentence}\n\n{page_of(announcement)}\n")
    nudge.send("notify")


def page_of(announcement: Announcement) -> str:
    """The staff page of an announcement."""
    return f"{settings.BASE_URL}/announcements/{announcement.pk}/"


def send_due() -> int:
    """Sends what is unsent; gives how many. A mail that fails is tried again later, at most eight times."""
    now = timezone.now()
    sent = 0
    due = Notice.objects.filter(sent_at=None, attempts__lt=ATTEMPTS).order_by("id")
    for notice in due.select_related("recipient")[:200]:
        if notice.tried_at and notice.tried_at + growing(60, notice.attempts) > now:
            continue
        # The claim: of two senders one gets the row. A crash right after it costs one mail to staff a minute, no more.
        taken = Notice.objects.filter(Q(tried_at=notice.tried_at), pk=notice.pk, sent_at=None).update(
            tried_at=now, attempts=F("attempts") + 1
        )
        if taken and _send(notice):
            sent += Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return sent


def waiting(now: datetime) -> bool:
    """True if something is unsent and may be tried."""
    return Notice.objects.filter(sent_at=None, attempts__lt=ATTEMPTS, created_at__lte=now).exists()


def given_up() -> int:
    """How many notices of the last week could not be sent: `doctor` tells of them."""
    week = timezone.now() - timedelta(days=7)
    return Notice.objects.filter(sent_at=None, attempts__gte=ATTEMPTS, created_at__gt=week).count()


def _send(notice: Notice) -> bool:
    message = EmailMessage(notice.subject, notice.text, settings.DEFAULT_FROM_EMAIL, [notice.recipient.email])
    message.extra_headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no vacation replies, please
    try:
        message.send()
    except Exception as cause:  # noqa: BLE001 - any mail trouble: the row says so, and it is tried again
        log.warning("notice not sent", notice=notice.pk, cause=type(cause).__name__)
        return False
    return True


def _note(user: User, kind: str, about: str, subject: str, text: str) -> None:
    Notice.objects.get_or_create(
        recipient=user, kind=kind, about=about, defaults={"subject": subject.replace("\n", " ")[:250], "text": text}
    )


def _approvers() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__in=[Role.APPROVER, Role.ADMIN])


def _names(revision: Revision) -> str:
    return title_of(revision.manifest)
