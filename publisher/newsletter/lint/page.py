"""An HTML part, taken apart once for all rules that ask about it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "meta", "source", "wbr", "link", "base", "embed"})
_INLINE = frozenset({"a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"})
_UNSEEN = frozenset({"style", "script", "title", "head"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0", re.IGNORECASE)
_FILLER = "\u034f\u200c\u00a0"
"""What templates put after a preheader, so that a mail program shows nothing of the mail behind it."""

Values = dict[str, str]


@dataclass(slots=True)
class Page:
    """What stands in the HTML: tags with their values, links with their texts, styles, words seen and unseen."""

    tags: list[tuple[str, Values]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    styles: str = ""
    seen: str = ""
    preheader: str = ""

    @property
    def images(self) -> list[Values]:
        """The values of every picture."""
        return [values for tag, values in self.tags if tag == "img"]

    @property
    def addresses(self) -> list[str]:
        """Where its links lead."""
        return [address for address, _ in self.links]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[tuple[str, bool]] = []
        self._link: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.tags.append((tag, values))
        if tag == "a" and "href" in values:
            self._link = (values["href"], [])
        if tag not in _INLINE:
            self.page.seen += " "
        if tag not in _VOID:
            self._open.append((tag, bool(_HIDDEN.search(values.get("style", "")))))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            address, words = self._link
            self.page.links.append((address, _plain("".join(words))))
            self._link = None
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                break

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._open}
        if "style" in inside:
            self.page.styles += data
        elif any(hidden for _, hidden in self._open):
            if not _plain(self.page.seen):
                self.page.preheader += data
        elif not inside & _UNSEEN:
            self.page.seen += data
            if self._link:
                self._link[1].append(data)


def read(html: str) -> Page:
    """The page; whatever is not closed is taken as far as it goes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader._link:
        reader.handle_endtag("a")
    page = reader.page
    page.seen, page.preheader = _plain(page.seen), _plain(page.preheader)
    return page


def _plain(text: str) -> str:
    """One line without what only fills."""
    return " ".join("".join(" " if letter in _FILLER else letter for letter in text).split())
