"""From a delivery's frozen revision to the values that a channel takes."""

from django.utils import timezone

from publisher import files
from publisher.channels.base import Channel, Image, Live, Post, Receipt
from publisher.channels.errors import NotOurs, Refused
from publisher.manifest import act_of, digest
from publisher.models import Delivery, StoredFile
from publisher.picture_address import address_of
from publisher.rules.as_approved import LISTS_LAG
from publisher.rules.links import another_in, other_kind

RESTORE = "Restore the files from a backup, then put it back into review; or stop it."


class NotAsApproved(Refused):
    """What is stored is not what was approved: nothing of it may leave, however often it is tried."""


def post_of(delivery: Delivery) -> Post:
    """The exact bytes that were approved.

    Raises `Refused` (also as `NotAsApproved`) when they are gone for good or differ, `files.Unreadable` for now.
    """
    revision = delivery.revision
    if digest(revision.manifest) != revision.digest:
        raise NotAsApproved("The stored content no longer matches the digest that was approved. Restore a backup.")
    act = act_of(revision.manifest, delivery.act, str(delivery.account))
    return Post(
        act=delivery.act,
        code=revision.manifest["code"],
        text=act["text"],
        images=tuple(_image(slide) for slide in act["slides"]),
        link=act["link"],
        mention=act.get("mention", ""),
        tags=tuple(act.get("user_tags", ())),
        collaborators=tuple(act.get("collaborators", ())),
        target=receipt_of(delivery.target) if delivery.target else None,
    )


def receipt_of(delivery: Delivery) -> Receipt:
    """What is known of a post that went out."""
    return Receipt(delivery.remote_id, delivery.permalink, delivery.published_at or delivery.not_before)


def what_stands(channel: Channel, delivery: Delivery) -> Live | None:
    """The post as everybody sees it now; None if it was deleted, or put out of sight. Raises what the channel raises.

    Of a post that is younger than lists are slow, nothing of it is noticed. A story has no list of its own.
    NotOurs too for a link of a person's that cannot be it, by what stands in it: of such no channel has to be able to
    tell.
    """
    receipt = receipt_of(delivery)
    if not receipt.remote_id:
        _refuse_unfit(channel, delivery.act, receipt.permalink)
    live = channel.read(receipt)
    listed = delivery.act == "post" and receipt.at + LISTS_LAG < timezone.now()
    return live if live is None or not listed or channel.shows(receipt) else None


def _refuse_unfit(channel: Channel, act: str, link: str) -> None:
    """Raises NotOurs. An account that is not called as the link says may have been renamed, and is asked."""
    if other := other_kind(link, act):
        raise NotOurs(f"What stands at {link} is a {other}, and this is a {act}.")
    known = channel.page(channel.secrets, channel.session)
    if another_in(link, known) and (other := another_in(link, now := channel.page_now())):
        raise NotOurs(f"What stands at {link} is a story of {other}, and the account is {now}.")


def _image(slide: dict[str, str]) -> Image:
    about = StoredFile.objects.get(pk=slide["sha256"])
    try:
        data = files.read(slide["sha256"])
    except files.Unreadable:
        raise
    except files.FileLost as cause:
        raise Refused(str(cause), RESTORE) from cause
    return Image(
        data=data,
        width=about.width or 0,
        height=about.height or 0,
        alt=slide["alt"],
        lang=slide["lang"],
        address=address_of(slide["sha256"]),
    )
