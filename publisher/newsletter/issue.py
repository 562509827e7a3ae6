"""Freezing an issue: its finished bytes and its recipients, once."""

from django.conf import settings
from django.db import connection, transaction

from publisher import workflow
from publisher.current_brand import brand
from publisher.models import Copy, Delivery, Issue, IssueItem, Told
from publisher.newsletter.compile import Compiled, compile_mail
from publisher.words import MailWords

# One statement whatever the number of subscribers; nobody who was told of it before is written down again.
_COPIES = """
INSERT INTO publisher_copy (issue_id, subscriber_id, language, state, claimed_by, attempts, reply)
SELECT %s, s.id, CASE WHEN s.language IN ({languages}) THEN s.language ELSE %s END, 'queued', '', 0, ''
FROM publisher_subscriber s
WHERE s.state = 'active' AND s.rhythm = 'at_once' AND (NOT s.own_state_only OR s.us_state IN ({states}))
  AND NOT EXISTS (SELECT 1 FROM publisher_told t WHERE t.subscriber_id = s.id AND t.announcement_id = %s)
"""
_TOLD = """
INSERT INTO publisher_told (subscriber_id, announcement_id, issue_id)
SELECT c.subscriber_id, %s, c.issue_id FROM publisher_copy c WHERE c.issue_id = %s
"""


def freeze(delivery: Delivery) -> Issue:
    """The issue of this delivery, in `sending`: made at the first call, taken up again at later ones.

    What was approved is compiled and its recipients are written down in one transaction. After a hold and a new
    approval the copies that are still queued get the newly approved bytes. Raises `CompileError`, `HeaderError`.
    """
    with transaction.atomic():
        issue = Issue.objects.select_for_update().filter(delivery=delivery).first()
        if issue is None:
            issue = Issue.objects.create(delivery=delivery, compiled=_compiled(delivery))
            IssueItem.objects.create(issue=issue, announcement_id=delivery.announcement_id)
            _write_down(issue, delivery)
            workflow.move(issue, "sending", data={"copies": Copy.objects.filter(issue=issue).count()})
        elif issue.state in ("paused", "cancelled"):
            workflow.move(issue, "sending", compiled=_compiled(delivery))
    return issue


def sender() -> str:
    """The From line: the coalition's mail name and the installation's address."""
    return f"{brand().coalition.mail_name} <{settings.DEFAULT_FROM_EMAIL}>"


def domain() -> str:
    """The domain that message ids and the list's id end in."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]


def _compiled(delivery: Delivery) -> dict[str, object]:
    act = next(act for act in delivery.revision.manifest["acts"] if act["act"] == "mail")
    return {
        language: compile_mail(MailWords(**mail), sender(), f"announcements.{domain()}").to_json()
        for language, mail in act["mail"].items()
    }


def compiled_of(issue: Issue) -> dict[str, Compiled]:
    """Language -> the finished message, its hash checked. Raises `CompileError`."""
    return {language: Compiled.from_json(stored) for language, stored in issue.compiled.items()}


def _write_down(issue: Issue, delivery: Delivery) -> None:
    languages = list(issue.compiled)
    states = sorted({subject["state"] for subject in delivery.revision.manifest["subjects"]})
    statement = _COPIES.format(
        languages=", ".join(["%s"] * len(languages)), states=", ".join(["%s"] * len(states))
    )  # placeholders only
    with connection.cursor() as cursor:
        cursor.execute(statement, [issue.pk, *languages, languages[0], *states, delivery.announcement_id])
        cursor.execute(_TOLD, [delivery.announcement_id, issue.pk])


def untell(copies: list[int]) -> None:
    """Takes back the note that they were told, for copies that certainly did not go out and never will."""
    for copy in Copy.objects.filter(pk__in=copies):
        Told.objects.filter(issue_id=copy.issue_id, subscriber_id=copy.subscriber_id).delete()
