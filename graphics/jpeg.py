"""The one way a picture becomes a file."""

import io

from PIL import Image


def encode(image: Image.Image) -> bytes:
    """Baseline JPEG, quality 92, full colour resolution, no metadata: the same bytes on every run.

    Instagram encodes again; more quality or a larger file did not survive that measurably better, and
    halved colour resolution shows at the edges of type on a coloured ground.
    """
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92, subsampling="4:4:4", optimize=False, progressive=False)
    return buffer.getvalue()
