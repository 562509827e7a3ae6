"""Whether a revision may be approved, by whom, and whether it is."""

from collections.abc import Iterable

from django.conf import settings

from publisher.errors import Refusal
from publisher.faults import faults_of, sentence
from publisher.files import FileLost, read
from publisher.manifest import Manifest, pictures_of
from publisher.models import Announcement, Decision, Revision, Role, StatusChange, User
from publisher.newsletter.proofread import objection
from publisher.rules.approval import Approval, NotAnnounceable, rule_for, still_missing, why_not
from publisher.truth import already, carried, evidence, handles, photos
from publisher.truth.agreement import of_revision
from publisher.truth.identity import folded, surname


def locked(announcement_id: int) -> Announcement:
    """The announcement, locked until the transaction ends: whoever decides on it or changes it comes one by one.

    Raises `Refusal` if there is none.
    """
    try:
        return Announcement.objects.select_for_update().get(pk=announcement_id)
    except Announcement.DoesNotExist:
        raise Refusal(f"There is no announcement {announcement_id}. `publisher queue` lists them.", "missing") from None


def rule_today(statuses: Iterable[str]) -> Approval:
    """The rule of this installation for changes to `statuses`. Raises `Refusal` for one that is not announced here."""
    try:
        return rule_for(settings.APPROVALS, statuses, negative_on=settings.NEGATIVE_STATUSES)
    except (NotAnnounceable, ValueError) as cause:
        raise Refusal(str(cause), "conflict") from cause


def rule_of(revision: Revision) -> Approval:
    """The rule that this revision froze."""
    return Approval.from_json(revision.approval)


def may_approve(revision: Revision, user: User) -> str:
    """Empty if this person may approve this revision, else the sentence that says why not."""
    if not user.may(Role.APPROVER):
        return f"Your role is {user.role}; only an approver or an admin may approve."
    if revision.decisions.filter(by=user).exists():
        return "You have already decided on this revision."
    triggered = set(
        StatusChange.objects.filter(subjects__announcement_id=revision.announcement_id).values_list("by_id", flat=True)
    )
    return why_not(rule_of(revision), user.pk, triggered={pk for pk in triggered if pk}, edited_last=revision.by_id)


def check_ready(revision: Revision, *, surname: str = "", waive: str = "") -> str:
    """Empty if the content may be approved now, else the sentence that says what is missing.

    `waive`: why pictures that failed their check may go out as they are.
    """
    manifest = revision.manifest
    if not manifest["acts"]:
        return "There is no account to publish on. Connect one, then draft this announcement anew."
    return (
        _evidence(revision)
        or photos.gone(revision)
        or handles.gone(revision)
        or carried.gone(revision)
        or _pictures(manifest, waive)
        or _mails(manifest)
        or _facts(revision)
        or _retyped(revision, surname)
    )


def enough(revision: Revision) -> bool:
    """True when the approvals given so far suffice under the frozen rule."""
    return not missing(revision)


def missing(revision: Revision) -> str:
    """What approvals are still needed, in words; empty when they suffice."""
    given = list(Decision.objects.filter(revision=revision, verdict="approve"))
    vouched = {language for decision in given for language in decision.languages}
    return still_missing(rule_of(revision), [d.by_id for d in given], vouched, revision.manifest["languages"])


def _evidence(revision: Revision) -> str:
    """As the pieces that the revision froze stand now; a quotation has to be among what it froze."""
    if why := evidence.lacking(revision):
        return why
    for subject in revision.manifest["subjects"] if rule_of(revision).quotation else ():
        if not any(item["note"] for item in subject["evidence"]):
            quote = f"Quote what {subject['name']} said, word for word: without a quotation this is not announced."
            return f"{quote} Attach it as evidence."
    return ""


def _pictures(manifest: Manifest, waive: str) -> str:
    if not waive and (why := sentence(faults_of(manifest))):
        return why
    for sha256 in {picture["sha256"] for picture in pictures_of(manifest)}:
        try:
            read(sha256)
        except FileLost as cause:
            return str(cause)
    return ""


def _mails(manifest: Manifest) -> str:
    """The rules that a mail must keep, over its finished bytes; hints stop nothing."""
    return next((why for act in manifest["acts"] if act["act"] == "mail" and (why := objection(act["mail"]))), "")


def _facts(revision: Revision) -> str:
    for change, agreement in of_revision(revision):
        if agreement.objection:
            return agreement.objection
        if other := already.told(change, revision.announcement):
            return already.sentence(change, other)
    return ""


def _retyped(revision: Revision, typed: str) -> str:
    """Of a digest the first surname in it: each was typed when its own announcement was approved."""
    if not rule_of(revision).retype:
        return ""
    changes = StatusChange.objects.filter(subjects__announcement_id=revision.announcement_id)
    first = changes.order_by("subjects__position")[: 1 if revision.announcement.kind == "digest" else None]
    for change in first.select_related("candidacy__person"):
        if folded(typed) != folded(surname(change.candidacy.person)):
            return "Type the surname as it stands in the evidence: with one pair of eyes, that is the second look."
    return ""
