"""The card that a candidate may post themselves: when there is one, and what it shows."""

import graphics
from publisher import cards
from publisher.card_brand import brand_of
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Announcement, StatusChange
from publisher.rendering import frozen_facts
from publisher.words import WordsError

SIZES = ("1080x1350", "1080x1920")
"""What people post: a feed picture, and a story."""


def may_share(announcement: Announcement) -> bool:
    """True when one person signed, it is public, and nothing speaks against it."""
    if announcement.revision is None or announcement.state != "approved" or announcement.contradiction:
        return False
    subjects = announcement.revision.manifest["subjects"]
    signed = announcement.kind == "news" and len(subjects) == 1 and subjects[0]["to"] == "signed"
    return signed and announcement.deliveries.filter(state="published").exists()


def draw(announcement: Announcement, size: str, language: str) -> bytes:
    """The JPEG, from the facts and the brand that were approved; ask `may_share` first.

    Raises `Refusal` where a letter is missing, a point of the preflight fails, or the brand cannot be what was
    approved (see `card_brand.brand_of`): what goes out under the coalition's name is whole and true, or not given.
    """
    assert announcement.revision is not None
    manifest = announcement.revision.manifest
    change = StatusChange.objects.get(pk=manifest["subjects"][0]["change"])
    approved = brand_of(manifest, brand(), language)
    try:
        card = cards.share(frozen_facts(manifest, change), approved, language)
        picture = graphics.draw(card, graphics.SIZES[size], approved.look, approved.template)
    except (graphics.FontProblem, WordsError) as cause:
        raise Refusal(f"There is no card to share: {cause}.", "conflict") from None
    wrong = [point for point in picture.preflight if not point.ok]
    if wrong:
        raise Refusal(
            f"There is no card to share: {wrong[0].name}: {wrong[0].detail}. Take another size, or give the "
            "candidate a picture that was approved.",
            "conflict",
        )
    return picture.data
