"""A tracker on loopback, and the page's form as somebody fills it in."""

import html as markup
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

CSV = """Candidate,Chamber,State,Seat,Pledge?,Internal
Lee Placeholder,House,OH,3,Yes,x
Zoë Příklad,House,NM,2,No,
Bo Sample,Senate,ME,,Presumed,
Kai Makebelieve,House,TX,28,,
"""
COLUMNS = {"name": "Candidate", "office": "Chamber", "state": "State", "district": "Seat", "status": "Pledge?"}
MEANS = {"Yes": "signed", "No": "refused", "Presumed": "not_announceable", "": "pending"}


class Served:
    """A tracker on loopback."""

    def __init__(self, text: str) -> None:
        self.text, self.url = text, ""

    @contextmanager
    def running(self) -> Iterator["Served"]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = served.text.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            self.url = f"http://127.0.0.1:{server.server_port}/tracker.csv"
            yield self
            server.shutdown()


def asked(served: Served, **more: str) -> dict[str, str]:
    return {"name": "tracker", "location": served.url, "format": "", "do": "check"} | more


def typed(html: str, columns: dict[str, str] = COLUMNS, means: dict[str, str] = MEANS, **more: str) -> dict[str, str]:
    """The page's form with these choices made in it."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    form = {name: markup.unescape(value) for name, value in fields}
    words = {name.removeprefix("word-"): word for name, word in form.items() if name.startswith("word-")}
    form |= {f"means-{number}": means.get(word, "") for number, word in words.items()}
    return form | {f"column-{field}": column for field, column in columns.items()} | {"do": "check"} | more


def chosen(html: str, name: str) -> str:
    """What a select of the page has chosen."""
    options = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    assert options
    found = re.search(r'<option value="([^"]*)" selected>', options[0])
    return markup.unescape(found[1]) if found else ""
