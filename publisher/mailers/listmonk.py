"""listmonk 6, by its API (https://listmonk.app/docs/apis): a campaign to a list of its own."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from publisher.channels.errors import NeedsHuman
from publisher.mailers.base import Mailer
from publisher.mailers.http import Api, fields, number, state_of
from publisher.mailers.values import Access, Found, Letter, Progress, State

_STATES: dict[str, State] = {
    "draft": "draft",
    "running": "sending",
    "scheduled": "sending",
    "finished": "sent",
    "paused": "paused",
    "cancelled": "stopped",
}
_PAGE = 100


class Listmonk(Mailer):
    """See `Mailer`. The marker is the campaign's name and its tag; an audience is a list's number."""

    name = "listmonk"
    label = "listmonk"
    unsubscribe = "{{ UnsubscribeURL }}"
    marks = ("{{",)
    needs_address = True
    pauses = True

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        if not access.address:
            raise NeedsHuman("The address of listmonk is not known.", "Set PUBLISHER_MAIL_API to https://host.")
        headers = {"Authorization": f"token {access.key}"}
        self._api = Api(self.label, f"{access.address.rstrip('/')}/api", headers, access.around)

    def check(self, audiences: Iterable[str]) -> str:
        """The names of the lists."""
        names = [fields(self._api.ask("GET", f"/lists/{_id(one)}"), "data", "name") for one in audiences]
        return f"lists: {', '.join(map(str, names))}"

    def find(self, marker: str, since: datetime) -> Found | None:  # noqa: ARG002 - the search is by name
        """By the search, whose finds are compared exactly."""
        found = [row for row in self._pages("/campaigns", query=marker) if row.get("name") == marker]
        found.sort(key=lambda row: (row.get("status") == "draft", row["id"]))
        return Found(str(found[0]["id"]), _progress(found[0])) if found else None

    def create(self, letter: Letter) -> str:
        """As a draft."""
        self.refuse_marks(letter)
        body: dict[str, Any] = {
            "name": letter.marker,
            "subject": letter.subject,
            "lists": [_id(letter.audience)],
            "type": "regular",
            "content_type": "html",
            "body": letter.html,
            "altbody": letter.text,
            "from_email": f"{letter.sender_name} <{letter.sender_address}>",
            "messenger": "email",
            "tags": [letter.marker],
        }
        if self.access.template:
            body["template_id"] = int(self.access.template)
        return str(fields(self._api.ask("POST", "/campaigns", body), "data", "id"))

    def send(self, remote_id: str) -> None:
        """From draft to running."""
        self._api.once("PUT", f"/campaigns/{remote_id}/status", {"status": "running"})

    def progress(self, remote_id: str) -> Progress:
        """By the campaign's status."""
        return _progress(fields(self._api.ask("GET", f"/campaigns/{remote_id}"), "data"))

    def stop(self, remote_id: str) -> None:
        """From running to cancelled."""
        self._api.ask("PUT", f"/campaigns/{remote_id}/status", {"status": "cancelled"})

    def pause(self, remote_id: str) -> None:
        """From running to paused: it keeps whom it mailed last."""
        self._api.ask("PUT", f"/campaigns/{remote_id}/status", {"status": "paused"})

    def go_on(self, remote_id: str) -> None:
        """From paused to running, behind whom it mailed last. Refused while it is running."""
        self._api.ask("PUT", f"/campaigns/{remote_id}/status", {"status": "running"})

    def leave(self, email: str, audiences: Iterable[str]) -> None:
        """Off these lists."""
        quoted = email.lower().replace("'", "''")  # the API takes a piece of SQL; an import there may keep capitals
        rows = self._pages("/subscribers", query=f"LOWER(subscribers.email) = '{quoted}'")
        if ids := [row["id"] for row in rows if str(row.get("email", "")).casefold() == email.casefold()]:
            lists = [_id(one) for one in audiences]
            self._api.ask("PUT", "/subscribers/lists", {"ids": ids, "action": "unsubscribe", "target_list_ids": lists})

    def left(self, audiences: Iterable[str], since: datetime) -> Iterator[str]:
        """Who left one of these lists, and who is blocked."""
        after = f"subscribers.updated_at >= '{since.isoformat()}'"
        for one in audiences:
            wanted = {"list_id": str(_id(one)), "subscription_status": "unsubscribed", "query": after}
            yield from (row["email"] for row in self._pages("/subscribers", **wanted))
        blocked = f"subscribers.status = 'blocklisted' AND {after}"
        yield from (row["email"] for row in self._pages("/subscribers", query=blocked))

    def _pages(self, path: str, **query: str) -> Iterator[Any]:
        page, seen, total = 1, 0, 1
        while seen < total:
            told = fields(self._api.ask("GET", path, page=str(page), per_page=str(_PAGE), **query), "data")
            rows = fields(told, "results") or []
            if not rows:
                return
            yield from rows
            seen, total, page = seen + len(rows), number(fields(told, "total")), page + 1


def _id(audience: str) -> int:
    if not audience.isdecimal():
        raise NeedsHuman(f"{audience!r} is no list of listmonk.", "Set PUBLISHER_MAIL_AUDIENCE to the list's number.")
    return int(audience)


def _progress(row: Any) -> Progress:
    return Progress(state_of(_STATES, row), number(row.get("sent")), number(row.get("to_send")))
