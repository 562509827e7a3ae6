"""Can what was quarantined be accepted as it is? Some of it says nothing that could count, whoever accepts it."""

from publisher.models import Poll, QuarantinedRow
from publisher.tracker.fields import Misfit, read_district, read_office, read_state
from publisher.tracker.text import clean, shown
from publisher.tracker.values import Rule

_POLLS = {
    Rule.UNREACHABLE: "Nothing came that could be accepted. Put the address right; the next good read heals this.",
    Rule.FORM: "What came is no table of rows. Put the tracker right; the next good read heals this.",
    Rule.EMPTY: "An empty tracker says nothing of anybody. Put it right, or pause the source if it is given up.",
    Rule.COLUMNS: "Without its columns no row can be read. Restore the column in the tracker, or map the new one.",
    Rule.VOCABULARY: "A status word that nobody mapped has no meaning here. Map the words, or correct the tracker.",
}
_ROWS = {
    Rule.TYPE: "A field that cannot be read says nothing. Correct the row in the tracker; that heals it.",
    Rule.DAMAGED: "Damaged text would be published damaged. Correct the row in the tracker; that heals it.",
}


def why_not_poll(poll: Poll) -> str:
    """Empty if the whole poll can be accepted as it is, else why not and what to do instead."""
    rule = _rule(poll.rule)
    return _POLLS.get(rule, "") if rule else ""


def why_not_row(row: QuarantinedRow) -> str:
    """The same of a row; a placeholder's seat must be one, since the row becomes a candidate."""
    rule = _rule(row.rule)
    if rule is Rule.VOCABULARY:
        word = shown(str(row.raw.get(row.source.columns.get("status", ""), "")))
        return f"Nobody has said what {word} means. Map the word, or correct the row in the tracker."
    if rule is Rule.PLACEHOLDER and (misfit := _misfit(row)):
        return f"It is not a candidate for any seat: {misfit}. Correct the row in the tracker, or ignore it."
    if rule is Rule.TYPE and ": the name " in row.reason and not _misfit(row):
        return ""  # a person may know that it is one
    return _ROWS.get(rule, "") if rule else ""


def _rule(name: str) -> Rule | None:
    return Rule(name) if name in set(Rule) else None


def _misfit(row: QuarantinedRow) -> str:
    cells = {field: clean(str(row.raw.get(column, ""))) for field, column in row.source.columns.items()}
    try:
        state = read_state(cells.get("state", ""))
        read_district(cells.get("district", ""), read_office(cells.get("office", ""), state), state)
    except Misfit as misfit:
        return str(misfit)
    return ""
