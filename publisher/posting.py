"""From a delivery's frozen revision to the values that a channel takes."""

from datetime import timedelta

from django.utils import timezone

from publisher import files
from publisher.channels.base import Channel, Image, Live, Post, Receipt
from publisher.channels.errors import Refused
from publisher.manifest import act_of, digest
from publisher.models import Delivery, StoredFile
from publisher.picture_address import address_of

RESTORE = "Restore the files from a backup, then put it back into review; or stop it."


LISTS_LAG = timedelta(minutes=30)


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

    Of a post that is younger than lists are slow, only its deletion is noticed. A story has no list of its own.
    """
    receipt = receipt_of(delivery)
    live = channel.read(receipt)
    listed = delivery.act == "post" and receipt.at + LISTS_LAG < timezone.now()
    return live if live is None or not listed or channel.shows(receipt) else None


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
