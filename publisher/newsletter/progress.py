"""How far a mailing is, in numbers and in plain words."""

from dataclasses import dataclass

from django.db.models import Count

from publisher.models import Copy, Issue


@dataclass(frozen=True, slots=True)
class Progress:
    """Copies of one issue. `waiting` are those not yet begun or being handed over; `done` is everything else."""

    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.sent + self.waiting + self.uncertain + self.failed + self.skipped

    @property
    def done(self) -> int:
        """Those at their end."""
        return self.total - self.waiting

    @property
    def sentence(self) -> str:
        """What there is, in words; nothing of what there is none of."""
        words = {
            "sent": self.sent,
            "still to go": self.waiting,
            "in doubt": self.uncertain,
            "refused by the relay": self.failed,
            "passed over": self.skipped,
        }
        found = [f"{number} {word}" for word, number in words.items() if number]
        return f"{', '.join(found)}." if found else "No copies."


def progress(issue: Issue) -> Progress:
    """Of one issue."""
    return many([issue.pk]).get(issue.pk, Progress())


def many(issues: list[int]) -> dict[int, Progress]:
    """Of several, by their numbers; of one without copies nothing. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = Copy.objects.filter(issue__in=issues).values_list("issue", "state").annotate(Count("id"))
    for issue, state, number in rows.order_by("issue"):
        name = "waiting" if state in ("queued", "claimed", "sending") else state
        counts = found.setdefault(issue, {})
        counts[name] = counts.get(name, 0) + number
    return {issue: Progress(**counts) for issue, counts in found.items()}
