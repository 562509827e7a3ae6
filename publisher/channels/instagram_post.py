"""A post in instagrapi's terms: the uploads, and the one request that makes it visible."""

import json
import tempfile
from pathlib import Path
from typing import Any

from instagrapi import Client

from publisher.channels.base import Image, Post


def upload(client: Client, post: Post, upload_id: str) -> None:
    """Upload every slide. Nobody sees it, and doing it again under the same ids is harmless."""
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        for number, (slide_id, image) in enumerate(zip(_slide_ids(post, upload_id), post.images, strict=True)):
            path = Path(folder, f"{number}.jpg")
            path.write_bytes(image.data)
            client.photo_rupload(path, slide_id, to_album=len(post.images) > 1)


def configure(client: Client, post: Post, upload_id: str) -> dict[str, Any]:
    """Make it visible: one photo, or a carousel with one slide a language. Returns the raw answer."""
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
