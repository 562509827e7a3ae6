"""`publisher watch`: reads the tracker."""

import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from publisher import sweep
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.models import Source
from publisher.pipeline.observe import PollReport


class Command(PublisherCommand):
    help = (
        "Read the sources. --once also drafts and renders what they brought, and ends with 1 if one could not be "
        "read and understood; without it, go on until stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="read each source once, then end")
        parser.add_argument("--source", metavar="NAME", default="", help="only this source")

    def handle(self, *_args: Any, once: bool, source: str, **_options: Any) -> None:
        sources = Source.objects.filter(paused_at=None)
        if source and not Source.objects.filter(name=source).exists():
            raise Refusal(f"There is no source {source!r}. `publisher source list` shows them.", "missing")
        if source:
            sources = sources.filter(name=source)
        if not sources.exists():
            raise Refusal("There is no source to read. Add one: `publisher source add NAME LOCATION`.", "missing")
        chosen = list(sources.order_by("id").values_list("pk", flat=True))
        while not once:
            due = sweep.due_sources(settings.WATCH_SECONDS)
            for report in sweep.watch([pk for pk in due if pk in chosen or not source]):
                self.say(sentence(report))
            time.sleep(min(5.0, settings.WATCH_SECONDS))
        reports = sweep.watch(chosen)
        self.out({"polls": [asdict(report) for report in reports]}, "\n".join(sentence(report) for report in reports))
        if any(report.state == "quarantined" for report in reports):
            raise SystemExit(1)


def sentence(report: PollReport) -> str:
    """One poll in a line."""
    if report.state == "quarantined":
        return f"{report.source}: quarantined. {report.reason} The last good state stays."
    if not report.state:
        return f"{report.source}: not read. {report.reason}"
    if report.baseline:
        return f"{report.source}: {report.rows} rows taken as the silent baseline in {report.seconds:.2f} s."
    if report.state == "unchanged":
        return f"{report.source}: unchanged."
    return f"{report.source}: {report.rows} rows, {len(report.changes)} status changes, in {report.seconds:.2f} s."
