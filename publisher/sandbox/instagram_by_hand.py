"""A person who posts from the phone, on an account that we post on too."""

import io
import time
from hashlib import sha256

import PIL.Image

from publisher.sandbox.instagram_store import Store
from publisher.sandbox.instagram_things import Account, Slide, StoredPost


def post_by_hand(store: Store, account: Account, text: str, *, lags: bool = False) -> StoredPost:
    """A grey picture with that caption, of no upload; in the feed at once, unless it `lags` behind as others do."""
    file = io.BytesIO()
    PIL.Image.new("RGB", (320, 400), "#777777").save(file, "JPEG")
    data = file.getvalue()
    image = store.save_image(f"hand-{time.time_ns()}.jpg", data)
    slide = Slide(image, 320, 400, "", sha256(data).hexdigest())
    return store.add_post(account, text, "by hand" if lags else "", (slide,))
