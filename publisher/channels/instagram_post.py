"""A post in instagrapi's terms: the uploads, and the one request that makes it visible.

One picture is a photo, two to ten are an album with one caption; a story is in `instagram_story`.
"""

import json
from collections.abc import Mapping
from typing import Any

from instagrapi import Client

from publisher.channels import instagram_people as people
from publisher.channels import instagram_story as story
from publisher.channels.base import Image, Post
from publisher.channels.instagram_upload import upload_photo


def ready(client: Client, post: Post, upload_id: str) -> dict[str, Any]:
    """Upload every slide and ask about a story's stickers, or whom a post names; gives what the checkpoint must keep.

    Nobody sees it, and doing it again under the same ids is harmless.
    """
    for slide_id, image in zip(_slide_ids(post, upload_id), post.images, strict=True):
        upload_photo(client, image.data, slide_id, in_album=len(post.images) > 1)
    return story.ready(client, post) if post.act == "story" else people.ready(client, post)


def configure(client: Client, post: Post, checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Make it visible: a story, one photo, or a carousel with one slide a language. Returns the raw answer."""
    upload_id = str(checkpoint["upload_id"])
    if post.act == "story":
        return story.configure(client, post, upload_id, checkpoint)
    slides = list(zip(_slide_ids(post, upload_id), post.images, strict=True))
    tags, invited = people.usertags(post, checkpoint), people.invited(post, checkpoint)
    if len(slides) == 1:
        slide_id, image = slides[0]
        alt = {"custom_accessibility_caption": image.alt}
        answer = client.photo_configure(slide_id, image.width, image.height, post.text, tags, extra_data=alt | invited)
    else:
        ids = {"upload_id": upload_id, "client_sidecar_id": upload_id}
        answer = client.album_configure([_child(*slide) for slide in slides], post.text, tags, extra_data=ids | invited)
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
