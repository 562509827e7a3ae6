"""Freezing a revision and putting it before people."""

import copy
from collections.abc import Mapping, Sequence

import structlog
from django.db import transaction
from django.utils import timezone

from publisher import card_brand, digesting, extras, notices, nudge, rendering, workflow
from publisher import manifest as manifests
from publisher.acts import acts_for
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Announcement, Revision, StatusChange, User
from publisher.planning import gone_out
from publisher.proof.attachments import Proof
from publisher.recaption import recaptioned
from publisher.revising import EDITABLE, REDRAFTABLE, changeable, evidence_of, freeze, replace, subject_of
from publisher.rules.timing import growing
from publisher.texts import edited
from publisher.truth import already, evidence, photos
from publisher.truth.ended import hold_ended

log = structlog.get_logger(__name__)


def submit(announcement_id: int, *, accounts: list[str] | None = None) -> Revision | None:
    """Writes the words, renders the pictures, freezes them as a revision and asks for review.

    None when it is not in `drafting` (any more): the hint came twice. A draft that cannot be made is tried again at
    growing intervals and its reason shown; nothing is lost. `accounts` (`channel/name`) is all of them by default.
    """
    announcement = Announcement.objects.get(pk=announcement_id)
    if announcement.state != "drafting":
        return None
    try:
        return _put_forward(announcement, build(announcement, accounts))
    except Exception as cause:  # noqa: BLE001 - whatever is wrong with a name, font or template, staff must see it
        _postpone(announcement, cause)
        return None


def _put_forward(announcement: Announcement, manifest: manifests.Manifest) -> Revision | None:
    with transaction.atomic():
        already.lock(announcement.pk)  # whoever says in this moment that the candidacy has ended comes before or after
        if not Announcement.objects.select_for_update().filter(pk=announcement.pk, state="drafting").exists():
            return None
        revision = freeze(announcement, manifest, by=None)
        workflow.move(announcement, "in_review", revision=revision, reason="")
        if not hold_ended(announcement):
            notices.ask_approvers(announcement)
    return revision


def build(announcement: Announcement, accounts: list[str] | None = None) -> manifests.Manifest:
    """The manifest of an announcement from the record as it is now."""
    changes = [s.change for s in announcement.subjects.select_related("change__candidacy__person")]
    if announcement.kind == "digest":
        before = announcement.revision
        wishes = digesting.wishes_of(before.manifest) if before else digesting.Wishes()
        return digesting.build(announcement, changes, [subject_of(change) for change in changes], wishes)
    facts = rendering.facts_of(announcement, changes[0])
    photo = photos.for_card(changes, brand().template)
    content = rendering.content_of(facts, brand(), photos.drawable(photo) if photo else None)
    languages = list(brand().languages)
    made: manifests.Manifest = {
        "version": manifests.VERSION,
        "kind": announcement.kind,
        "code": announcement.code,
        "link": facts.link,
        "languages": languages,
        "pledge": {
            lang: {"promise": said.promise, "text": said.text, "url": said.url} for lang, said in brand().pledge.items()
        },
        "brand": card_brand.frozen(brand()),
        "words": content.words,
        "pictures": content.pictures,
        "photo": {"id": photo.pk, "sha256": photo.file_id, "credit": photo.credit} if photo else {},
        "acts": acts_for(content, facts.link, languages, accounts),
        "subjects": [subject_of(change) for change in changes],
    }
    return extras.arranged(made, extras.usual(made))


def edit(
    announcement_id: int,
    *,
    by: User,
    digest: str,
    texts: Mapping[str, str],
    besides: extras.Extras | None = None,
    note: str = "",
) -> Revision:
    """A new revision with these texts, and with `besides` if anything else is chosen, back in review.

    Of what is live only captions can be changed; what is approved then is an edit of each live post.
    Raises `Refusal`: stale digest, too long, not allowed, or all the same, which needs no new approval.
    """
    with transaction.atomic():
        announcement, current = changeable(announcement_id, by, EDITABLE, "edited", live=True)
        if current.digest != digest:
            raise Refusal("Somebody else edited it meanwhile. Read the new text, then edit that.", "stale")
        if announcement.kind == "digest":
            raise Refusal("This is a digest: edit it with `publisher newsletter edit`, or on its page.", "conflict")
        new = edited(current.manifest, texts, besides)
        if gone_out(announcement):
            new = recaptioned(announcement, current.manifest, new)
        return replace(announcement, new, by, note)


def redraft(
    announcement_id: int, *, by: User, digest: str | None = None, accounts: list[str] | None = None
) -> Revision:
    """A new revision from the record and the accounts as they are now, back in review.

    With `digest` only while that is the current one: an edit that its author has not seen is not thrown away.
    Raises `Refusal`.
    """
    with transaction.atomic():
        announcement, current = changeable(announcement_id, by, REDRAFTABLE, "drafted anew")
        if digest is not None and current.digest != digest:
            raise Refusal("Somebody else changed it meanwhile. Read it, then draft it anew.", "stale")
    try:
        manifest = build(announcement, accounts)
    except Exception as cause:
        raise Refusal(f"It cannot be drafted anew: {cause}", "conflict") from cause
    with transaction.atomic():
        announcement, now = changeable(announcement_id, by, REDRAFTABLE, "drafted anew")
        if now != current:
            raise Refusal("Somebody else changed it meanwhile. Read it, then draft it anew.", "stale")
        return replace(announcement, manifest, by, "Drafted anew.")


def attach(
    announcement_id: int, *, by: User, proofs: Sequence[Proof], change_id: int | None = None, public: bool = False
) -> Announcement:
    """Adds evidence to one of its facts (`change_id`, where it has several): a new revision with it, back in review.

    Texts and pictures stay as they are. `public`: an address is named on the public page. Raises `Refusal`.
    """
    if not proofs:
        raise Refusal("Attach a file, a link, a note or a mail: there was nothing in it.")
    with transaction.atomic():
        announcement, current = changeable(announcement_id, by, EDITABLE, "changed")
        change = _fact(announcement, change_id)
        for proof in proofs:
            evidence.add(change, proof, by=by, public=public)
        manifest = copy.deepcopy(current.manifest)
        for subject in manifest["subjects"]:
            if subject["change"] == change.pk:
                subject["evidence"] = evidence_of(change)
        replace(announcement, manifest, by, "Evidence attached.")
        for item in change.evidence.filter(kind="address", checked_at=None):
            nudge.send("evidence", item.pk)
    return announcement


def _fact(announcement: Announcement, change_id: int | None) -> StatusChange:
    changes = [subject.change for subject in announcement.subjects.select_related("change")]
    chosen = [change for change in changes if change_id in (None, change.pk)]
    if len(chosen) != 1:
        known = ", ".join(str(change.pk) for change in changes)
        raise Refusal(f"Say which fact it proves: one of {known}.")
    return chosen[0]


def _postpone(announcement: Announcement, cause: Exception) -> None:
    log.warning("draft failed", announcement=announcement.pk, cause=str(cause))
    tries = announcement.draft_attempts + 1
    Announcement.objects.filter(pk=announcement.pk, state="drafting").update(
        draft_attempts=tries,
        draft_after=timezone.now() + growing(30, tries),
        reason=f"It cannot be drafted yet: {cause} It is tried again by itself.",
    )


def due_drafts() -> list[int]:
    """Announcements whose draft is to be made now."""
    waiting = Announcement.objects.filter(state="drafting")
    return list(waiting.exclude(draft_after__gt=timezone.now()).order_by("id").values_list("pk", flat=True))
