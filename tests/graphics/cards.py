"""Cards of fictional people, and pictures to upload."""

import io
from typing import Any

from PIL import Image, ImageDraw

from graphics import SIZES, Card

TALL, SQUARE = SIZES["1080x1350"], SIZES["1080x1080"]
ENGLISH: dict[str, Any] = {
    "statement": "signed the pledge",
    "office": "U.S. House",
    "place": "Ohio, 3rd District",
    "promise": "End detention quotas, and give every neighbor a day in court.",
    "wordmark": "Sample Coalition",
    "address": "samplecoalition.example",
    "disclaimer": "Paid for by Sample Coalition. Not authorized by any candidate or candidate’s committee.",
    "lang": "en",
    "date": "March 12, 2026",
}
SPANISH: dict[str, Any] = ENGLISH | {
    "statement": "firmó el compromiso",
    "office": "Cámara de Representantes de EE. UU.",
    "place": "Carolina del Norte, distrito 12",
    "promise": "Sin cuotas de detención, y un día en corte para cada vecino.",
    "disclaimer": "Pagado por Sample Coalition. No autorizado por ninguna candidatura ni su comité.",
    "lang": "es",
    "date": "12 de marzo de 2026",
}


def card(name: str = "Ana Sample", **changes: Any) -> Card:
    """An English card, changed as asked."""
    return Card(name=name, **(ENGLISH | changes))


def picture(width: int = 900, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """A portrait in the plainest sense: a green ground, a red head with its top at a sixth of the height."""
    image = Image.new("RGB", (width, height), (40, 140, 60))
    head = (width * 0.3, height / 6, width * 0.7, height * 0.6)
    ImageDraw.Draw(image).ellipse(head, (200, 40, 40))
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
