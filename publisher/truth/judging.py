"""Whether what a read changes looks like news, or like an accident in the tracker."""

from collections.abc import Mapping

from publisher.models import Source
from publisher.rules.brake import Counts, Limits, reason_to_stop
from publisher.tracker.values import Comparison, Known, Understood


def accident(
    source: Source, before: Mapping[str, Known], understood: Understood, comparison: Comparison, *, baseline: bool
) -> str | None:
    """Why this read must be quarantined by the limits of its source, in one sentence; None if it may be accepted.

    `before` is the last good state that `comparison` was made with; of a `baseline` only the shape is judged.
    """
    counts = Counts(
        before=0 if baseline else len(before),
        now=len(understood.rows) + len(understood.held),
        missing=len(comparison.missing),
        changed=comparison.status_changes,
        held=understood.failing,
    )
    return reason_to_stop(counts, Limits(**source.limits))
