"""Freezing an issue: its finished bytes and its recipients, once."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from publisher import workflow
from publisher.channels.errors import NeedsHuman
from publisher.models import Copy, Delivery, Issue, IssueItem, Subscriber, Told
from publisher.newsletter import campaigns, variants
from publisher.newsletter.backends import label, shape
from publisher.newsletter.carried import announcements_of, compiled_as
from publisher.newsletter.compile import Compiled
from publisher.newsletter.recipients import of_delivery

BEGUN = ~Q(state__in=("queued", "skipped")) | Q(attempts__gt=0)
"""Copies of which something may have left."""


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
            _write_down(issue, ours)
            workflow.move(issue, "sending", data={"copies": Copy.objects.filter(issue=issue).count()})
        elif issue.state in ("paused", "cancelled"):
            _take_up(issue, ours)
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


def _compiled(delivery: Delivery, parts: Mapping[str, Collection[int]] | None = None) -> dict[str, Any]:
    return {name: mail.to_json() for name, mail in compiled_as(delivery.revision, parts or {}).items()}


def _take_up(issue: Issue, delivery: Delivery) -> None:
    """What is still queued goes on with what is approved now; a digest of which nothing is out may hold other items."""
    if delivery.announcement.kind == "digest" and not Copy.objects.filter(BEGUN, issue=issue).exists():
        Copy.objects.filter(issue=issue).delete()
        issue.items.all().delete()
        Issue.objects.filter(pk=issue.pk).update(compiled=_compiled(delivery), variants={})
        issue.refresh_from_db()
        _write_down(issue, delivery)
        workflow.move(issue, "sending", data={"copies": Copy.objects.filter(issue=issue).count()})
        return
    if {*issue.items.values_list("announcement_id", flat=True)} != {*announcements_of(delivery)}:
        raise NeedsHuman(
            "In the moment in which this digest was edited, it had begun to go out as it was.",
            "Stop it. Who has no copy hears of its items by the next digest.",
        )
    workflow.move(issue, "sending", compiled=_compiled(delivery, issue.variants))


def _change_over(issue: Issue, delivery: Delivery) -> None:
    """The setting has changed since: what nobody has begun is carried by what is set now, the rest by what began it."""
    before, now = issue.backend, settings.MAIL_BACKEND
    if shape(before) == shape(now) == "copies":
        Issue.objects.filter(pk=issue.pk).update(backend=now)  # each copy knows for itself how it stands
        issue.backend = now
        return
    begun = Copy.objects.filter(BEGUN, issue=issue).exists()
    if begun or issue.campaigns.exclude(state__in=("queued", "failed")).exists():
        raise NeedsHuman(
            f"This mailing was begun with {label(before)}, and {label(now)} is set now.",
            f"Set PUBLISHER_MAIL_BACKEND={before} until it is out, or stop it.",
        )
    issue.campaigns.all().delete()
    issue.items.all().delete()
    Copy.objects.filter(issue=issue).delete()
    Issue.objects.filter(pk=issue.pk).update(backend=now)
    issue.backend = now
    _write_down(issue, delivery)


def _write_down(issue: Issue, delivery: Delivery) -> None:
    """What it says, and a copy for everybody who wants it; no copies where another knows the readers.

    Who was told of it before gets no copy; who is told meanwhile, by another issue, or wants it no more, is passed
    over when the copy's turn comes: see `unwanted.py`.
    """
    IssueItem.objects.bulk_create(
        IssueItem(issue=issue, announcement_id=announcement, position=position)
        for position, announcement in enumerate(announcements_of(delivery))
    )
    digest = delivery.announcement.kind == "digest"
    if shape(issue.backend) != "copies":
        if digest:
            raise NeedsHuman(
                f"Who reads a digest is known here alone, and {label(issue.backend)} mails an audience of its own.",
                "Set PUBLISHER_MAIL_BACKEND to smtp or a provider, or stop this digest.",
            )
    elif digest:
        issue.variants = variants.write_down(issue, delivery, list(issue.compiled))
        issue.compiled = _compiled(delivery, issue.variants)
        issue.save(update_fields=["variants", "compiled"])
    else:
        _copy_for_each(issue, delivery)


def _copy_for_each(issue: Issue, delivery: Delivery) -> None:
    """One statement, whatever their number."""
    languages = list(issue.compiled)
    told = Told.objects.filter(subscriber=OuterRef("pk"), announcement=delivery.announcement_id)
    people = Subscriber.objects.filter(of_delivery(delivery)).exclude(Exists(told)).order_by("pk")
    theirs = Case(When(language__in=languages, then=F("language")), default=Value(languages[0]))
    rows = people.values_list(Value(issue.pk), "pk", theirs, Value("queued"), Value(""), Value(0), Value(""))
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO publisher_copy ({variants.COLUMNS}) {statement}", values)
