"""What Instagram takes, whichever way it is sent there: how many pictures, of which size, how long a caption."""

import io

import PIL.Image

from publisher.channels.base import Channel, Image, Post, Refused

_MAX_HASHTAGS = 30  # Instagram help, "How to use hashtags"
_MAX_BYTES = 8 * 1024 * 1024  # Instagram platform, "IG User Media", image specifications


def refuse_unfit(post: Post, channel: Channel, sizes: tuple[str, ...] = ()) -> None:
    """Raise Refused for what Instagram would refuse or crop; `sizes` instead of the channel's own."""
    if not 1 <= len(post.images) <= channel.max_slides:
        raise Refused(f"Instagram takes 1 to {channel.max_slides} pictures, not {len(post.images)}.")
    if len(post.text) > channel.max_text:
        raise Refused(f"The caption has {len(post.text)} characters; Instagram takes {channel.max_text}.")
    if post.text.count("#") > _MAX_HASHTAGS:
        raise Refused(f"The caption has more than {_MAX_HASHTAGS} hashtags.")
    for image in post.images:
        _refuse_unfit_image(image, sizes or channel.sizes)


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
    if len(image.data) > _MAX_BYTES:
        raise Refused("The picture has more than 8 MB, and Instagram takes no more. Render it again.")
