"""Comma-separated values."""

from dataclasses import dataclass

from publisher.tracker.formats.base import option
from publisher.tracker.formats.delimited import SEPARATORS, Delimited, Form
from publisher.tracker.values import SourceSpec


@dataclass(frozen=True, slots=True)
class Options:
    """How the cells are told apart."""

    separator: str = option("what stands between the cells", "comma", tuple(SEPARATORS))


class Csv(Delimited):
    """By RFC 4180."""

    label = "CSV"
    Options = Options

    def form(self, spec: SourceSpec) -> Form:
        return Form(self.label, self.options(spec.options).separator)


FORMAT = Csv()
