"""What every mail must keep, whoever edits the templates."""

from html.parser import HTMLParser

from publisher.words import UNSUBSCRIBE_SLOT

MAX_HTML = 100_000  # bytes; Gmail cuts a mail off at about 102 kB
FORBIDDEN = frozenset({"script", "form", "iframe", "object", "embed", "video", "audio", "link", "base"})


class _Page(HTMLParser):
    """Collects the links of a page and what must not be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN:
            self.problems.append(f"the html holds <{tag}>, which mail programs block; take it out")
        if tag == "img" and not values.get("alt"):
            self.problems.append(f"the picture {values.get('src', '')} has no alt text; give it one")
        if tag == "img" and {values.get("width"), values.get("height")} & {None, "0", "1"}:
            self.problems.append(
                f"the picture {values.get('src', '')} needs a width and a height, and is no counting pixel"
            )
        if tag == "a" and "href" in values:
            self.links.append(values["href"])


def complaint(html: str, text: str) -> str:
    """The first thing that is wrong with the two parts of a mail, and what to do; empty if nothing is."""
    page = _Page()
    page.feed(html)
    size = len(html.encode())
    missing = [link for link in page.links if link.removeprefix("mailto:") not in text]
    problems = [
        *page.problems,
        *(f"the text part lacks the link {link}; add it to the template" for link in missing),
        *([] if UNSUBSCRIBE_SLOT in page.links else ["the html has no unsubscribe link; add {{ unsubscribe }}"]),
        *([] if size < MAX_HTML else [f"the html has {size} bytes; Gmail cuts it off: keep it below {MAX_HTML}"]),
    ]
    return problems[0] if problems else ""
