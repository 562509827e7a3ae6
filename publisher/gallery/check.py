"""Checking a whole roll of names: is every one of them fit for a card, in every template and format?"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import graphics
from publisher.brand import Brand
from publisher.gallery.drawing import Job, failed
from publisher.gallery.roll import Entry
from publisher.words import card


@dataclass(frozen=True, slots=True)
class Checked:
    """What one layout brought: the faults in words, and the seconds of processor time that it took."""

    job: Job
    faults: tuple[str, ...]
    seconds: float


def jobs(
    entries: Iterable[Entry], brand: Brand, langs: Sequence[str], templates: Sequence[str], sizes: Sequence[str]
) -> Iterator[Job]:
    """Every card of everybody who can have one. Raises WordsError for a language that the brand has not."""
    for entry in entries:
        if entry.problem:
            continue
        for lang in langs:
            made = card(entry.facts, brand, lang)
            for template in templates:
                for size in sizes:
                    yield Job(f"line {entry.line}: {entry.facts.name}", made, size, template, brand.look)


def check(job: Job) -> Checked:
    """Lays one card out and measures its text, without ground and file; in this process."""
    started = time.process_time()
    try:
        points = graphics.check(job.card, graphics.SIZES[job.size], job.look, job.template)
        faults = tuple(f"{point.name}: {point.detail}" for point in points if not point.ok)
    except graphics.FontProblem as cause:
        faults = (str(cause),)
    except Exception as cause:  # noqa: BLE001 - a defect of ours must not keep the others of a roll
        faults = (failed(cause),)
    return Checked(job, faults, time.process_time() - started)
