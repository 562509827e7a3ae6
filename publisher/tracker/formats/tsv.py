"""Tab-separated values."""

from dataclasses import dataclass

from publisher.tracker.formats.base import option
from publisher.tracker.formats.delimited import Delimited, Form
from publisher.tracker.values import SourceSpec


@dataclass(frozen=True, slots=True)
class Options:
    """Spreadsheets quote a cell that holds a quote or a tab; IANA's text/tab-separated-values knows no quotes."""

    quotes: str = option("no: a quote at the beginning of a cell is a letter like any other", "yes", ("yes", "no"))


class Tsv(Delimited):
    """As spreadsheets export it."""

    label = "TSV"
    Options = Options

    def form(self, spec: SourceSpec) -> Form:
        return Form(self.label, "tab", self.options(spec.options).quotes == "yes")


FORMAT = Tsv()
