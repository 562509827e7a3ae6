"""Action Network, by its API 2 (https://actionnetwork.org/docs/v2): a message to whom a query finds."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from publisher.channels.errors import NeedsHuman
from publisher.mailers.base import Mailer
from publisher.mailers.http import Api, fields, number, state_of
from publisher.mailers.values import Access, Found, Letter, Progress, State

BASE = "https://actionnetwork.org/api/v2"
_STATES: dict[str, State] = {
    "calculating": "preparing",
    "draft": "draft",
    "scheduled": "sending",
    "sending": "sending",
    "sent": "sent",
    "stopped": "stopped",
}
_GONE = frozenset({"unsubscribed", "bouncing", "previous bounce", "spam complaint", "previous spam complaint"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OWN = "action_network:"


class ActionNetwork(Mailer):
    """See `Mailer`. The marker is one of the message's identifiers, which are unique over all groups there."""

    name = "action_network"
    label = "Action Network"
    marks = ("{{", "{%")

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._api = Api(self.label, BASE, {"OSDI-API-Token": access.key}, access.around)

    def check(self, audiences: Iterable[str]) -> str:
        """Whether the queries are there."""
        for one in audiences:
            self._api.ask("GET", f"/queries/{_id(one)}")
        return "its queries are there"

    def find(self, marker: str, since: datetime) -> Found | None:
        """In the list of messages: no filter by identifier is documented."""
        wanted = {"filter": f"created_date gt '{since:%Y-%m-%dT%H:%M:%SZ}'"}
        for row in self._pages("/messages", "osdi:messages", **wanted):
            if f"publisher:{marker}" in row.get("identifiers", []):
                return Found(_own(row), _progress(row))
        return None

    def create(self, letter: Letter) -> str:
        """It counts its recipients first: see `progress`. Its text part Action Network makes by itself."""
        self.refuse_marks(letter)
        body: dict[str, Any] = {
            "identifiers": [f"publisher:{letter.marker}"],
            "name": letter.marker,
            "subject": letter.subject,
            "body": letter.html,
            "from": letter.sender_name,
            "reply_to": letter.sender_address,
            "targets": [{"href": f"{BASE}/queries/{_id(letter.audience)}"}],
        }
        if self.access.template:
            body["_links"] = {"osdi:wrapper": {"href": f"{BASE}/wrappers/{_id(self.access.template)}"}}
        return _own(self._api.ask("POST", "/messages", body))

    def send(self, remote_id: str) -> None:
        """By the send helper."""
        self._api.once("POST", f"/messages/{remote_id}/send", {})

    def progress(self, remote_id: str) -> Progress:
        """By the message's status."""
        return _progress(self._api.ask("GET", f"/messages/{remote_id}"))

    def stop(self, remote_id: str) -> None:
        """By the send helper: what was not mailed yet is not."""
        self._api.ask("DELETE", f"/messages/{remote_id}/send", {})

    def leave(self, email: str, audiences: Iterable[str]) -> None:  # noqa: ARG002 - a person has one subscription there
        """Unsubscribed from the group's list."""
        quoted = email.replace("'", "''")
        for row in self._pages("/people", "osdi:people", filter=f"email_address eq '{quoted}'"):
            gone = {"email_addresses": [{"address": email, "status": "unsubscribed"}]}
            self._api.ask("PUT", f"/people/{_own(row)}", gone)

    def left(self, audiences: Iterable[str], since: datetime) -> Iterator[str]:  # noqa: ARG002
        """Whose record changed and whose address gets no mail."""
        wanted = {"filter": f"modified_date gt '{since:%Y-%m-%dT%H:%M:%SZ}'"}
        for row in self._pages("/people", "osdi:people", **wanted):
            addresses = row.get("email_addresses", [])
            yield from (one["address"] for one in addresses if one.get("status") in _GONE and one.get("address"))

    def _pages(self, path: str, name: str, **query: str) -> Iterator[Any]:
        page = 1
        while True:
            told = self._api.ask("GET", path, page=str(page), **query)
            rows = fields(told, "_embedded", name) or []
            yield from rows
            page += 1
            if not rows or "next" not in told.get("_links", {}):
                return


def _id(audience: str) -> str:
    if not _UUID.fullmatch(audience):
        raise NeedsHuman(
            f"{audience!r} is nothing of Action Network's.",
            "Set PUBLISHER_MAIL_AUDIENCE to the id of a query, PUBLISHER_MAIL_TEMPLATE to that of a wrapper.",
        )
    return audience


def _own(row: Any) -> str:
    """The id that addresses it."""
    own = [str(one) for one in fields(row, "identifiers") if str(one).startswith(_OWN)]
    return _id(own[0].removeprefix(_OWN)) if own else _id("")


def _progress(row: Any) -> Progress:
    return Progress(
        state_of(_STATES, row), number(row.get("statistics", {}).get("sent")), number(row.get("total_targeted"))
    )
