"""A Google sheet that is published to the web, or readable by everybody with its link: its CSV."""

import re

from publisher.tracker.formats.base import Asked, Unreachable
from publisher.tracker.formats.delimited import Delimited, Form
from publisher.tracker.formats.visit import parameters, with_parameters
from publisher.tracker.values import Reading, SourceSpec

_SHEET = re.compile(
    r"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/(?P<ident>e/[\w-]+|[\w-]+)/(?P<page>\w+)", re.ASCII
)


class Sheet(Delimited):
    """Google may show a published sheet as it was some minutes ago, so a change has to stand for a while."""

    label = "published sheet"
    place = "the address of a published Google sheet"
    settle_seconds = 600
    hosts = ("*.googleusercontent.com",)  # where Google hands out the file itself

    def tidy(self, location: str) -> str:
        """The address of the CSV. The page to look at, and the one to edit in, become it."""
        match = _SHEET.match(location)
        if match is None:
            if location.lower().startswith(("http://", "https://")):
                return location
            raise ValueError("A published sheet has an address: File, Share, Publish to web, as CSV, and copy it.")
        if match["page"] == "gviz":
            raise ValueError(
                "Google's gviz addresses show rows that were deleted long ago: "
                "publish the sheet (File, Share, Publish to web, as CSV) and give that address."
            )
        sheet = {name: value for name, value in parameters(location).items() if name in ("gid", "single")}
        tab = re.search(r"[#&?]gid=(\d+)", location)
        sheet |= {"gid": tab[1]} if tab else {}
        base = f"https://docs.google.com/spreadsheets/d/{match['ident']}"
        if match["ident"].startswith("e/"):
            return with_parameters(f"{base}/pub", **sheet, output="csv")
        return with_parameters(f"{base}/export", format="csv", **sheet)

    def form(self, spec: SourceSpec) -> Form:  # noqa: ARG002 - Google writes CSV in one way
        return Form("CSV")

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        try:
            return super().read(spec, asked)
        except Unreachable as error:
            if "to accounts.google.com," in error.reason:
                raise Unreachable(
                    "Expected a published sheet, came Google's log-in: "
                    "publish it (File, Share, Publish to web, as CSV)."
                ) from error
            raise


FORMAT = Sheet()
