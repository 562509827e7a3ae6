"""Freezing an issue: its finished bytes and its recipients, once."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When

from publisher import workflow
from publisher.models import Copy, Delivery, Issue, IssueItem, Subscriber, Told
from publisher.newsletter import sender
from publisher.newsletter.compile import Compiled, compile_mail
from publisher.newsletter.recipients import of_delivery
from publisher.words import MailWords

COLUMNS = "issue_id, subscriber_id, language, state, claimed_by, attempts, reply"


def freeze(delivery: Delivery) -> Issue:
    """The issue of this claimed delivery, in `sending`: made at the first call, taken up again at later ones.

    What was approved is compiled and its recipients are written down in one transaction. After a hold and a new
    approval the copies that are still queued get the newly approved bytes. Raises `workflow.Moved` if the delivery was
    stopped, held or claimed by another meanwhile, and `CompileError` or `HeaderError` for a mail that must not go out.
    """
    with transaction.atomic():
        ours = _locked(delivery)
        issue = Issue.objects.select_for_update().filter(delivery=ours).first()
        if issue is None:
            issue = Issue.objects.create(delivery=ours, compiled=_compiled(ours))
            IssueItem.objects.create(issue=issue, announcement_id=ours.announcement_id)
            _write_down(issue, ours)
            workflow.move(issue, "sending", data={"copies": Copy.objects.filter(issue=issue).count()})
        elif issue.state in ("paused", "cancelled"):
            workflow.move(issue, "sending", compiled=_compiled(ours))
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


def _write_down(issue: Issue, delivery: Delivery) -> None:
    """A copy for everybody who wants it, in one statement whatever their number.

    Who was told of it before gets no copy; who is told meanwhile, by another issue, or wants it no more, is passed
    over when the copy's turn comes: see `unwanted.py`.
    """
    languages = list(issue.compiled)
    told = Told.objects.filter(subscriber=OuterRef("pk"), announcement=delivery.announcement_id)
    people = Subscriber.objects.filter(of_delivery(delivery)).exclude(Exists(told)).order_by("pk")
    theirs = Case(When(language__in=languages, then=F("language")), default=Value(languages[0]))
    rows = people.values_list(Value(issue.pk), "pk", theirs, Value("queued"), Value(""), Value(0), Value(""))
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO publisher_copy ({COLUMNS}) {statement}", values)
