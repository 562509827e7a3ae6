"""Mailchimp, by its Marketing API 3.0: a campaign to an audience (which its API calls a list)."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from publisher.channels.errors import NeedsHuman, Refused
from publisher.mailers.base import Mailer
from publisher.mailers.http import Api, Missing, fields, number, state_of
from publisher.mailers.values import Access, Found, Letter, Progress, State

_STATES: dict[str, State] = {
    "save": "draft",
    "sending": "sending",
    "schedule": "sending",
    "sent": "sent",
    "paused": "stopped",
    "canceled": "stopped",
    "canceling": "stopped",
}
_PAGE = 100
_KEY = re.compile(r"[0-9A-Za-z]+-([a-z]{2,3}\d{1,3})")


class Mailchimp(Mailer):
    """See `Mailer`. The marker is the campaign's title, which only staff see; an audience is a list's id."""

    name = "mailchimp"
    label = "Mailchimp"
    unsubscribe = "*|UNSUB|*"
    marks = ("*|", "|*")

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        known = _KEY.fullmatch(access.key)
        if not known:
            raise NeedsHuman(
                "The key is not one of Mailchimp, which end in the data centre, such as -us21.",
                "Set PUBLISHER_MAIL_KEY.",
            )
        base = f"https://{known[1]}.api.mailchimp.com/3.0"
        self._api = Api(self.label, base, {"Authorization": f"Bearer {access.key}"}, access.around)

    def check(self, audiences: Iterable[str]) -> str:
        """The names of the audiences."""
        names = [fields(self._api.ask("GET", f"/lists/{_id(one)}"), "name") for one in audiences]
        return f"audiences: {', '.join(map(str, names))}"

    def find(self, marker: str, since: datetime) -> Found | None:
        """In the list of campaigns: the search's index lags, which would make a second one."""
        wanted = {"since_create_time": since.isoformat(), "sort_field": "create_time", "sort_dir": "DESC"}
        rows = self._pages("/campaigns", "campaigns", **wanted)
        found = [row for row in rows if row.get("settings", {}).get("title") == marker]
        found.sort(key=lambda row: (row.get("status") == "save", str(row.get("create_time")), str(row["id"])))
        return Found(str(found[0]["id"]), _progress(found[0])) if found else None

    def create(self, letter: Letter) -> str:
        """The campaign alone; what it says is put in by `ready`."""
        self.refuse_marks(letter)
        body = {
            "type": "regular",
            "recipients": {"list_id": _id(letter.audience)},
            "settings": {
                "title": letter.marker,
                "subject_line": letter.subject,
                "from_name": letter.sender_name,
                "reply_to": letter.sender_address,
            },
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }
        return str(fields(self._api.ask("POST", "/campaigns", body), "id"))

    def ready(self, remote_id: str, letter: Letter) -> None:
        """What it says, then Mailchimp's own checklist."""
        content = {"html": letter.html, "plain_text": letter.text}
        self._api.ask("PUT", f"/campaigns/{remote_id}/content", content)
        told = self._api.ask("GET", f"/campaigns/{remote_id}/send-checklist")
        if not fields(told, "is_ready"):
            missing = [str(item.get("details")) for item in told.get("items", []) if item.get("type") == "error"]
            raise Refused(f"Mailchimp cannot send it: {' '.join(missing) or 'it does not say why'}")

    def send(self, remote_id: str) -> None:
        """By its action, which answers with nothing."""
        self._api.once("POST", f"/campaigns/{remote_id}/actions/send")

    def progress(self, remote_id: str) -> Progress:
        """By the campaign's status."""
        return _progress(self._api.ask("GET", f"/campaigns/{remote_id}"))

    def stop(self, remote_id: str) -> None:
        """By its action, which not every plan has."""
        self._api.ask("POST", f"/campaigns/{remote_id}/actions/cancel-send")

    def leave(self, email: str, audiences: Iterable[str]) -> None:
        """Unsubscribed in each audience."""
        # The API names a member so (MD5 of the address in lower case); nothing is kept secret by it.
        member = hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()
        for one in audiences:
            try:
                self._api.ask("PATCH", f"/lists/{_id(one)}/members/{member}", {"status": "unsubscribed"})
            except Missing:
                continue

    def left(self, audiences: Iterable[str], since: datetime) -> Iterator[str]:
        """Who unsubscribed, and who was cleaned since mail to them came back."""
        for one in audiences:
            for status in ("unsubscribed", "cleaned"):
                wanted = {"status": status, "since_last_changed": since.isoformat()}
                rows = self._pages(f"/lists/{_id(one)}/members", "members", **wanted)
                yield from (row["email_address"] for row in rows)

    def _pages(self, path: str, name: str, **query: str) -> Iterator[Any]:
        seen, total = 0, 1
        while seen < total:
            told = self._api.ask("GET", path, offset=str(seen), count=str(_PAGE), **query)
            rows = fields(told, name) or []
            if not rows:
                return
            yield from rows
            seen, total = seen + len(rows), number(fields(told, "total_items"))


def _id(audience: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z]+", audience):
        raise NeedsHuman(f"{audience!r} is no audience of Mailchimp.", "Set PUBLISHER_MAIL_AUDIENCE to its id.")
    return audience


def _progress(row: Any) -> Progress:
    return Progress(
        state_of(_STATES, row), number(row.get("emails_sent")), number(row.get("recipients", {}).get("recipient_count"))
    )
