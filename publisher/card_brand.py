"""What the brand puts on a card, frozen in a manifest, and the brand that draws those cards again."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from graphics import TEMPLATES, Look
from publisher.brand import Brand, Coalition, Pledge
from publisher.errors import Refusal
from publisher.manifest import Manifest


def frozen(brand: Brand) -> dict[str, Any]:
    """The manifest's `brand`: every word and colour of the cards that does not stand in its `pledge`."""
    return {
        "wordmark": brand.coalition.wordmark,
        "address": brand.coalition.address,
        "disclaimer": {lang: brand.small_print(lang) for lang in brand.languages},
        "template": brand.template,
        "look": {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(brand.look).items()
        },
    }


def brand_of(manifest: Manifest, today: Brand, language: str) -> Brand:
    """The brand as it was approved, for a card in `language`: promise, wordmark, address, disclaimer, template, look.

    A revision from before these were frozen holds the promise and the text of its pictures alone. It is drawn with
    today's brand where that promises the same word for word, and where the alt text, which transcribes the approved
    card, has today's wordmark and address; only the colours and the composition may then be newer.
    Raises `Refusal` where neither can be: nothing is put into a candidate's hand that nobody approved.
    """
    pledge, said = manifest.get("pledge", {}).get(language), manifest.get("brand")
    if pledge and said and language in said["disclaimer"]:
        return _as_frozen(said, pledge, today, language)
    coalition, now = today.coalition, today.pledge[language].promise
    alt = manifest["words"].get(language, {}).get("alt", "")
    promised = pledge["promise"] == now if pledge else _bare(now) in alt
    if promised and _bare(coalition.wordmark) in alt and _bare(coalition.address) in alt:
        return today
    raise _other_brand()


def _as_frozen(said: Mapping[str, Any], pledge: Mapping[str, str], today: Brand, language: str) -> Brand:
    try:
        look = Look.from_table(said["look"])
    except ValueError:  # a setting or a typeface that this version has no more
        raise _other_brand() from None
    if said["template"] not in TEMPLATES:
        raise _other_brand()
    promise: Pledge = replace(today.pledge[language], promise=pledge["promise"])
    coalition: Coalition = replace(today.coalition, wordmark=said["wordmark"], address=said["address"])
    return replace(
        today,
        coalition=coalition,
        pledge={**today.pledge, language: promise},
        disclaimer={**today.disclaimer, language: said["disclaimer"][language]},
        paid_for_by="",  # it ends the frozen disclaimer
        template=said["template"],
        look=look,
    )


def _bare(text: str) -> str:
    return text.rstrip(".")


def _other_brand() -> Refusal:
    return Refusal(
        "The brand has changed since this was approved, so no new card is drawn of it. Give the candidate a picture "
        "that was approved.",
        "conflict",
    )
