"""Freezing an issue: its finished bytes and its recipients, once."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When

from publisher import workflow
from publisher.channels.errors import NeedsHuman
from publisher.models import Copy, Delivery, Issue, IssueItem, Subscriber, Told
from publisher.newsletter import campaigns, sender
from publisher.newsletter.backends import label, shape
from publisher.newsletter.compile import Compiled, compile_mail
from publisher.newsletter.recipients import of_delivery
from publisher.words import MailWords

COLUMNS = "issue_id, subscriber_id, language, state, claimed_by, attempts, reply"


def freeze(delivery: Delivery) -> Issue:
    """The issue of this claimed delivery, in `sending`: made at the first call, taken up again at later ones.

    What was approved is compiled and its recipients are written down in one transaction. After a hold and a new
    approval the copies that are still queued get the newly approved bytes. Raises `workflow.Moved` if the delivery was
    stopped, held or claimed by another meanwhile, `CompileError` or `HeaderError` for a mail that must not go out, and
    `NeedsHuman` when another back end has begun it than is set now.
    """
    with transaction.atomic():
        ours = _locked(delivery)
        issue = Issue.objects.select_for_update().filter(delivery=ours).first()
        if issue is None:
            issue = Issue.objects.create(delivery=ours, compiled=_compiled(ours), backend=settings.MAIL_BACKEND)
            IssueItem.objects.create(issue=issue, announcement_id=ours.announcement_id)
            _write_down(issue, ours)
            workflow.move(issue, "sending", data={"copies": Copy.objects.filter(issue=issue).count()})
        elif issue.state in ("paused", "cancelled"):
            workflow.move(issue, "sending", compiled=_compiled(ours))
        if issue.backend != settings.MAIL_BACKEND:
            _change_over(issue, ours)
        if shape(issue.backend) == "campaign":
            campaigns.write_down(issue)
    return issue


def compiled_of(issue: Issue) -> dict[str, Compiled]:
    """Language -> the finished message, its hash checked. Raises `CompileError`."""
    return {language: Compiled.from_json(stored) for language, stored in issue.compiled.items()}


def _locked(delivery: Delivery) -> Delivery:
    """The delivery, while it is this claim's and what it carries is approved.

    The lock makes a stop or a hold wait until the issue is written down, so that it finds the issue and ends it too.
    """
    ours = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("revision", "announcement")
        .filter(pk=delivery.pk, state="publishing", fence=delivery.fence)
        .first()
    )
    if ours is None or ours.announcement.state != "approved" or ours.announcement.revision_id != ours.revision_id:
        raise workflow.Moved("The mailing was stopped, held or taken over meanwhile; this claim mails nothing.")
    return ours


def _compiled(delivery: Delivery) -> dict[str, Any]:
    act = next(act for act in delivery.revision.manifest["acts"] if act["act"] == "mail")
    return {
        language: compile_mail(MailWords(**mail), sender.mailbox(), sender.list_id()).to_json()
        for language, mail in act["mail"].items()
    }


def _change_over(issue: Issue, delivery: Delivery) -> None:
    """The setting has changed since: what nobody has begun is carried by what is set now, the rest by what began it."""
    before, now = issue.backend, settings.MAIL_BACKEND
    if shape(before) == shape(now) == "copies":
        Issue.objects.filter(pk=issue.pk).update(backend=now)  # each copy knows for itself how it stands
        issue.backend = now
        return
    begun = Copy.objects.filter(issue=issue).exclude(state__in=("queued", "skipped")).exists()
    if begun or issue.campaigns.exclude(state__in=("queued", "failed")).exists():
        raise NeedsHuman(
            f"This mailing was begun with {label(before)}, and {label(now)} is set now.",
            f"Set PUBLISHER_MAIL_BACKEND={before} until it is out, or stop it.",
        )
    issue.campaigns.all().delete()
    Copy.objects.filter(issue=issue).delete()
    Issue.objects.filter(pk=issue.pk).update(backend=now)
    issue.backend = now
    _write_down(issue, delivery)


def _write_down(issue: Issue, delivery: Delivery) -> None:
    """A copy for everybody who wants it, in one statement whatever their number; none where another knows the readers.

    Who was told of it before gets no copy; who is told meanwhile, by another issue, or wants it no more, is passed
    over when the copy's turn comes: see `unwanted.py`.
    """
    if shape(issue.backend) != "copies":
        return
    languages = list(issue.compiled)
    told = Told.objects.filter(subscriber=OuterRef("pk"), announcement=delivery.announcement_id)
    people = Subscriber.objects.filter(of_delivery(delivery)).exclude(Exists(told)).order_by("pk")
    theirs = Case(When(language__in=languages, then=F("language")), default=Value(languages[0]))
    rows = people.values_list(Value(issue.pk), "pk", theirs, Value("queued"), Value(""), Value(0), Value(""))
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO publisher_copy ({COLUMNS}) {statement}", values)
