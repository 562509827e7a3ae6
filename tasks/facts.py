"""Facts in: reading the sources, drafting what changed."""

from django.conf import settings

from publisher.pipeline import draft as drafting
from publisher.pipeline import evidence as looking
from publisher.pipeline import listen, observe, submit
from publisher.pipeline import signatories as refreshing
from publisher.sweep import due_sources
from tasks.app import app


@app.task(name="tasks.watch")
def watch() -> None:
    """Asks for a poll of every source that is due."""
    # Half the pace: a second beat, or a poll that somebody asked for, does not read the tracker twice.
    for ident in due_sources(settings.WATCH_SECONDS / 2):
        poll.delay(ident)


@app.task(name="tasks.poll")
def poll(source_id: int) -> None:
    """Reads one source."""
    observe.poll(source_id)


@app.task(name="tasks.reread")
def reread(source_id: int) -> None:
    """Reads one source that a sender asked for, unless somebody has read it since."""
    if listen.is_asked(source_id):
        observe.poll(source_id)


@app.task(name="tasks.draft_new")
def draft_new() -> None:
    """Makes an announcement of every change that has none."""
    drafting.draft_new()


@app.task(name="tasks.draft")
def draft(announcement_id: int) -> None:
    """Writes and renders one announcement, up to its review."""
    submit.submit(announcement_id)


@app.task(name="tasks.signatories")
def signatories() -> None:
    """Reads the pages of signatories again."""
    refreshing.refresh()


@app.task(name="tasks.evidence")
def evidence(evidence_id: int) -> None:
    """Looks at one address of evidence."""
    looking.capture([evidence_id])
