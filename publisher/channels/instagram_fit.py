"""What Instagram takes, whichever way it is sent there: how many pictures, of which size, how long a caption."""

import io

import PIL.Image

from publisher.channels.base import Channel, Image, Post, Refused

_MAX_HASHTAGS = 30  # Instagram help, "How to use hashtags"
_MAX_BYTES = 8 * 1024 * 1024  # Instagram platform, "IG User Media", image specifications


STORY_SIZE = "1080x1920"


def refuse_unfit(post: Post, channel: Channel) -> None:
    """Raise Refused for what Instagram would refuse or crop: a post in the channel's sizes, or a story."""
    if post.act not in ("post", "story"):
        raise Refused(f"Instagram has no act {post.act!r} that is sent.")
    most, sizes = (1, (STORY_SIZE,)) if post.act == "story" else (channel.max_slides, channel.sizes)
    if not 1 <= len(post.images) <= most:
        wanted = f"1 to {most} pictures" if most > 1 else "one picture"
        raise Refused(f"Instagram takes {wanted}, not {len(post.images)}.")
    refuse_unfit_text(post.text, "caption", channel.max_text)
    for image in post.images:
        _refuse_unfit_image(image, sizes)


def refuse_unfit_text(text: str, what: str, most: int) -> None:
    """Raise Refused for a caption or comment that is too long or has too many hashtags."""
    if len(text) > most:
        raise Refused(f"The {what} has {len(text)} characters; Instagram takes {most}.")
    if text.count("#") > _MAX_HASHTAGS:
        raise Refused(f"The {what} has more than {_MAX_HASHTAGS} hashtags.")


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
