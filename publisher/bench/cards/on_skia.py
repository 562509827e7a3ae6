"""The benchmark card by Skia (`skia-python`), tuned: Pillow decodes the photo small and encodes the JPEG."""

import io
from functools import cache
from typing import Any

import skia
from PIL import Image, ImageColor

from graphics import fonts
from publisher.bench.cards.plan import BASE, BOTTOM, BRIGHT, LEADING, LIGHT, STAMP, TOP, TURN, Plan, fitted

SMOOTH = skia.SamplingOptions(skia.CubicResampler.Mitchell())


def card(plan: Plan, name: str, photo: bytes) -> bytes:
    """The finished JPEG; Skia draws into memory that Pillow reads as it is."""
    pixels = bytearray(plan.width * plan.height * 4)
    info = skia.ImageInfo.Make(plan.width, plan.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, pixels, plan.width * 4).getCanvas()
    canvas.drawPaint(_gradient(plan.height))
    _portrait(canvas, plan, photo)
    _stamp(canvas, plan)
    left, top, _, _ = plan.name
    size, lines = fitted(name, plan, lambda text: float(_font("archivo", 100, 840).measureText(text)) / 100)
    for at, line in enumerate(lines):
        canvas.drawString(line, left, top + (at + BASE) * size * LEADING, _font("archivo", size, 840), _paint(LIGHT))
    for text in plan.lines:
        canvas.drawString(text.text, text.x, text.y, _font(text.face, text.size, text.weight), _paint(text.colour))
    buffer = io.BytesIO()
    image = Image.frombuffer("RGBX", (plan.width, plan.height), pixels, "raw", "RGBX", 0, 1)
    image.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def _portrait(canvas: Any, plan: Plan, photo: bytes) -> None:
    with Image.open(io.BytesIO(photo)) as opened:
        opened.draft("RGB", (plan.across, plan.across))
        picture = opened.convert("RGBA")
    image = skia.Image.frombytes(picture.tobytes(), picture.size, skia.kRGBA_8888_ColorType)
    edge = (picture.height - picture.width) / 2
    target = skia.Rect.MakeXYWH(*plan.corner, plan.across, plan.across)
    canvas.save()
    canvas.clipPath(skia.Path().addOval(target), doAntiAlias=True)
    canvas.drawImageRect(image, skia.Rect.MakeXYWH(0, edge, picture.width, picture.width), target, SMOOTH)
    canvas.restore()


def _stamp(canvas: Any, plan: Plan) -> None:
    font = _font("archivo", 64, 840)
    width = font.measureText(STAMP)
    canvas.save()
    canvas.translate(*plan.stamp)
    canvas.rotate(-TURN)
    border = skia.Paint(Color=_colour(BRIGHT), Style=skia.Paint.kStroke_Style, StrokeWidth=8, AntiAlias=True)
    canvas.drawRoundRect(skia.Rect.MakeXYWH(-width / 2 - 24, -48, width + 48, 96), 12, 12, border)
    canvas.drawString(STAMP, -width / 2, 23, font, _paint(BRIGHT))
    canvas.restore()


@cache
def _gradient(height: int) -> Any:
    ends = [skia.Point(0, 0), skia.Point(0, height)]
    return skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, [_colour(TOP), _colour(BOTTOM)]))


@cache
def _face(face: str, weight: int) -> Any:
    position = skia.FontArguments.VariationPosition
    axis = position.Coordinate(int.from_bytes(b"wght", "big"), float(weight))
    coordinates = position.Coordinates([axis])  # Skia looks at it later: it must not be gone by then
    place, wanted = position(coordinates), skia.FontArguments()
    wanted.setVariationDesignPosition(place)
    return skia.Typeface.MakeFromFile(fonts.file_of(fonts.FACES[face])).makeClone(wanted)


def _font(face: str, size: float, weight: int) -> Any:
    return skia.Font(_face(face, weight), size)


def _paint(colour: str) -> Any:
    return skia.Paint(Color=_colour(colour), AntiAlias=True)


def _colour(value: str) -> int:
    red, green, blue = ImageColor.getrgb(value)[:3]
    return int(skia.Color(red, green, blue))
