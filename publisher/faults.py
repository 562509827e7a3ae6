"""What the check on their pixels found wrong with a revision's pictures."""

from dataclasses import dataclass

from publisher.manifest import Manifest, pictures_of
from publisher.models import StoredFile


@dataclass(frozen=True, slots=True)
class Fault:
    """One point that one picture failed; `detail` says the number, or what to do about it."""

    size: str
    lang: str
    point: str
    detail: str

    def __str__(self) -> str:
        return f"{self.size}, {self.lang}, {self.point}: {self.detail}"


def faults_of(manifest: Manifest) -> list[Fault]:
    """Every point that a picture failed, in the pictures' order, in one query."""
    pictures = pictures_of(manifest)
    points = dict(
        StoredFile.objects.filter(pk__in={picture["sha256"] for picture in pictures}).values_list("pk", "preflight")
    )
    return [
        Fault(picture["size"], picture["lang"], point["name"], point["detail"])
        for picture in pictures
        for point in points.get(picture["sha256"], [])
        if not point["ok"]
    ]


def sentence(faults: list[Fault]) -> str:
    """The first fault, how many more there are, and what to do; empty when there is none."""
    if not faults:
        return ""
    first = faults[0]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"A picture failed its check ({first.point}): {first.detail}{more}. Change it, or say why it may go out so."
