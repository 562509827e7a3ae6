"""A person who posts from the phone, on an account that we post on too."""

import io
import time
from hashlib import sha256

import PIL.Image

from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, Slide, StoredPost


def post_by_hand(store: Store, account: Account, text: str) -> StoredPost:
    """A grey picture with that caption. It bears no upload id, and is in the feed at once, whatever the lag."""
    file = io.BytesIO()
    PIL.Image.new("RGB", (320, 400), "#777777").save(file, "JPEG")
    data = file.getvalue()
    image = store.save_image(f"hand-{time.time_ns()}.jpg", data)
    return store.add_post(account, text, "", (Slide(image, 320, 400, "", sha256(data).hexdigest()),))
