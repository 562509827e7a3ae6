"""From a delivery's frozen revision to the values that a channel takes."""

from publisher import files
from publisher.channels.base import Image, Post
from publisher.channels.errors import Refused
from publisher.manifest import act_of, digest
from publisher.models import Delivery, StoredFile
from publisher.picture_address import address_of

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
    )


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
