"""A post in instagrapi's terms: what fits, the uploads, and the one request that makes it visible.

One picture is a photo, two to ten are an album with one caption; a story is in `instagram_story`.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import PIL.Image
from instagrapi import Client

from publisher.channels import instagram_story as story
from publisher.channels.base import Channel, Image, Post, Refused
from publisher.channels.instagram_upload import upload_photo

_MAX_HASHTAGS = 30  # Instagram help, "How to use hashtags"


def refuse_unfit(post: Post, channel: Channel) -> None:
    """Raise Refused for what Instagram would refuse or crop."""
    if post.act not in ("post", "story"):
        raise Refused(f"Instagram has no act {post.act!r} that is sent.")
    most, sizes = (1, (story.SIZE,)) if post.act == "story" else (channel.max_slides, channel.sizes)
    if not 1 <= len(post.images) <= most:
        wanted = f"1 to {most} pictures" if most > 1 else "one picture"
        raise Refused(f"Instagram takes {wanted}, not {len(post.images)}.")
    if post.act == "story" and not post.link:
        raise Refused("A story has a link to its announcement, and this one has none.")
    refuse_unfit_text(post.text, "caption", channel.max_text)
    for image in post.images:
        _refuse_unfit_image(image, sizes)


def refuse_unfit_text(text: str, what: str, most: int) -> None:
    """Raise Refused for a caption or comment that is too long or has too many hashtags."""
    if len(text) > most:
        raise Refused(f"The {what} has {len(text)} characters; Instagram takes {most}.")
    if text.count("#") > _MAX_HASHTAGS:
        raise Refused(f"The {what} has more than {_MAX_HASHTAGS} hashtags.")


def ready(client: Client, post: Post, upload_id: str) -> dict[str, Any]:
    """Upload every slide and, for a story, ask about its stickers; gives what the checkpoint must keep.

    Nobody sees it, and doing it again under the same ids is harmless.
    """
    for slide_id, image in zip(_slide_ids(post, upload_id), post.images, strict=True):
        upload_photo(client, image.data, slide_id, in_album=len(post.images) > 1)
    return story.ready(client, post) if post.act == "story" else {}


def configure(client: Client, post: Post, checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Make it visible: a story, one photo, or a carousel with one slide a language. Returns the raw answer."""
    upload_id = str(checkpoint["upload_id"])
    if post.act == "story":
        return story.configure(client, post, upload_id, checkpoint)
    slides = list(zip(_slide_ids(post, upload_id), post.images, strict=True))
    if len(slides) == 1:
        slide_id, image = slides[0]
        alt = {"custom_accessibility_caption": image.alt}
        answer = client.photo_configure(slide_id, image.width, image.height, post.text, extra_data=alt)
    else:
        ids = {"upload_id": upload_id, "client_sidecar_id": upload_id}
        answer = client.album_configure([_child(*slide) for slide in slides], post.text, extra_data=ids)
    return answer if isinstance(answer, dict) else {}


def _slide_ids(post: Post, upload_id: str) -> list[str]:
    """A single photo is uploaded under the post's own id, the slides of a carousel under the ids after it."""
    if len(post.images) == 1:
        return [upload_id]
    return [str(int(upload_id) + number) for number in range(1, len(post.images) + 1)]


def _child(slide_id: str, image: Image) -> dict[str, Any]:
    """One slide in the form that instagrapi's `album_upload` gives it, with its alt text."""
    uncropped = {
        "crop_original_size": [image.width, image.height],
        "crop_center": [0.0, 0.0],
        "crop_zoom": 1.0,
    }
    return {
        "upload_id": slide_id,
        "edits": json.dumps(uncropped),
        "extra": json.dumps({"source_width": image.width, "source_height": image.height}),
        "custom_accessibility_caption": image.alt,
    }


def _refuse_unfit_image(image: Image, sizes: tuple[str, ...]) -> None:
    try:
        with PIL.Image.open(io.BytesIO(image.data)) as opened:
            (width, height), kind = opened.size, opened.format
    except OSError:
        raise Refused("The picture cannot be read as an image; render it again.") from None
    if kind != "JPEG" or (width, height) != (image.width, image.height) or f"{width}x{height}" not in sizes:
        raise Refused(
            f"The picture is a {kind} of {width}x{height} pixels; Instagram gets a JPEG of "
            f"{' or '.join(sizes)}, because it crops anything else. Render it again."
        )
