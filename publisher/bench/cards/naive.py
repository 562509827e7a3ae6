"""The benchmark card as one writes it with Pillow at first: everything anew, sizes by trial and error."""

import io

from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps

from graphics import fonts
from publisher.bench.cards.plan import BOTTOM, BRIGHT, LEADING, LIGHT, STAMP, TOP, TURN, Plan

LARGEST = 220


def card(plan: Plan, name: str, photo: bytes) -> bytes:
    """The finished JPEG."""
    image = Image.new("RGBA", (plan.width, plan.height))
    pen = ImageDraw.Draw(image)
    first, last = ImageColor.getrgb(TOP), ImageColor.getrgb(BOTTOM)
    for y in range(plan.height):
        share = y / plan.height
        pen.line((0, y, plan.width, y), tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True)))
    _portrait(image, plan, photo)
    _stamp(image, plan)
    left, top, right, bottom = plan.name
    font, lines = fitted(name, right - left, bottom - top)
    for at, line in enumerate(lines):
        pen.text((left, top + at * font.size * LEADING), line, LIGHT, font)
    for text in plan.lines:
        pen.text((text.x, text.y), text.text, text.colour, _font(text.face, text.size, text.weight), "ls")
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def fitted(name: str, column: int, height: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size at which the name, broken where it must, stays inside."""
    for size in range(LARGEST, 20, -1):
        font = _font("archivo", size, 840)
        lines: list[str] = []
        for word in name.split():
            if lines and font.getlength(f"{lines[-1]} {word}") <= column:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        if max(map(font.getlength, lines)) <= column and len(lines) * size * LEADING <= height:
            break
    return font, lines


def _portrait(image: Image.Image, plan: Plan, photo: bytes) -> None:
    with Image.open(io.BytesIO(photo)) as opened:
        picture = ImageOps.fit(opened.convert("RGBA"), (plan.across, plan.across), Image.Resampling.LANCZOS)
    mask = Image.new("L", (plan.across * 2, plan.across * 2), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, *mask.size), 255)
    picture.putalpha(mask.resize(picture.size, Image.Resampling.LANCZOS))
    image.alpha_composite(picture, plan.corner)


def _stamp(image: Image.Image, plan: Plan) -> None:
    layer = Image.new("RGBA", image.size)
    pen, font = ImageDraw.Draw(layer), _font("archivo", 64, 840)
    left, top, right, bottom = pen.textbbox(plan.stamp, STAMP, font, "mm")
    pen.rounded_rectangle((left - 24, top - 24, right + 24, bottom + 24), 12, None, BRIGHT, 8)
    pen.text(plan.stamp, STAMP, BRIGHT, font, "mm")
    image.alpha_composite(layer.rotate(TURN, Image.Resampling.BICUBIC, center=plan.stamp))


def _font(face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    one = fonts.FACES[face]
    font = ImageFont.truetype(fonts.file_of(one), size)
    font.set_variation_by_axes([weight] if one.widths[0] == one.widths[1] else [weight, 100])
    return font
