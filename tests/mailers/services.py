"""The services' own ways: what each documents of its API, as far as it is used."""

import re
from typing import Any

from tests.mailers.standin import Asked, No, StandIn

UUID = "a4dde5b6-0512-48ea-b4ad-{:012x}"
MOVES = {
    "running": ("draft", "paused"),
    "scheduled": ("draft", "paused"),
    "paused": ("running",),
    "cancelled": ("running", "paused"),
    "draft": ("scheduled",),
}


class ListmonkStandIn(StandIn):
    """listmonk: illegal moves are refused; `people` are address -> {id, lists: {list: status}, status}."""

    AUDIENCE = "3"

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.mailed: list[str] = []
        self.went_on: list[str] = []

    def finish(self, sent: int, of: int) -> None:
        self.campaigns[-1] |= {"status": "finished", "sent": sent, "to_send": of}

    def answer(self, asked: Asked) -> Any:
        if asked.headers.get("authorization") != "token api:secret":
            raise No(403, {"message": "invalid API credentials"})
        path = asked.path.removeprefix("/api")
        if path == "/campaigns" and asked.method == "POST":
            made = {"id": len(self.campaigns) + 1, "status": "draft", "sent": 0, "to_send": 2, **asked.body}
            self.campaigns.append(made)
            return {"data": made}
        if path == "/campaigns":
            return self._page(asked, [row for row in self.campaigns if asked.query["query"] in row["name"]])
        if known := re.fullmatch(r"/campaigns/(\d+)(/status)?", path):
            return {"data": self._campaign(self.campaigns[int(known[1]) - 1], asked)}
        if known := re.fullmatch(r"/lists/(\d+)", path):
            if known[1] != self.AUDIENCE:
                raise No(400, {"message": "List not found"})
            return {"data": {"id": 3, "name": "Neighbors"}}
        return self._subscribers(asked, path)

    def _campaign(self, row: dict[str, Any], asked: Asked) -> dict[str, Any]:
        if asked.method == "PUT":
            to = asked.body["status"]
            if row["status"] not in MOVES[to]:
                raise No(400, {"message": f"Cannot change status from {row['status']}"})
            if to == "running":
                (self.went_on if row["status"] == "paused" else self.mailed).append(row["name"])
            row["status"] = to
        return row

    def _subscribers(self, asked: Asked, path: str) -> Any:
        if path == "/subscribers/lists":
            for person in self.people.values():
                if person["id"] in asked.body["ids"]:
                    person["lists"] |= dict.fromkeys(asked.body["target_list_ids"], "unsubscribed")
            return {"data": True}
        query = asked.query.get("query", "")
        rows = [{"email": email, **person} for email, person in self.people.items()]
        if "list_id" in asked.query:
            one, status = int(asked.query["list_id"]), asked.query["subscription_status"]
            rows = [row for row in rows if row["lists"].get(one) == status]
        elif wanted := re.fullmatch(r"LOWER\(subscribers\.email\) = '(.*)'", query):
            rows = [row for row in rows if row["email"].lower() == wanted[1].replace("''", "'")]
        elif "blocklisted" in query:
            rows = [row for row in rows if row["status"] == "blocklisted"]
        return self._page(asked, rows)

    def _page(self, asked: Asked, rows: list[dict[str, Any]]) -> Any:
        page, size = int(asked.query["page"]), int(asked.query["per_page"])
        return {"data": {"results": rows[(page - 1) * size : page * size], "total": len(rows)}}


class MailchimpStandIn(StandIn):
    """Mailchimp: one without content is not ready; `people` are address -> {status}."""

    AUDIENCE, SPANISH = "a1b2c3", "d4e5f6"

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.mailed: list[str] = []

    def finish(self, sent: int, of: int) -> None:
        self.campaigns[-1] |= {"status": "sent", "emails_sent": sent, "recipients": {"recipient_count": of}}

    def answer(self, asked: Asked) -> Any:
        if asked.headers.get("authorization") != "Bearer abc123-us21":
            raise No(401, {"title": "API Key Invalid", "detail": "Your API key may be invalid."})
        path = asked.path.removeprefix("/3.0")
        if path == "/campaigns" and asked.method == "POST":
            body = asked.body | {"recipients": asked.body["recipients"] | {"recipient_count": 2}}
            made = {"id": f"c{len(self.campaigns)}", "status": "save", "emails_sent": 0, "create_time": "2026", **body}
            self.campaigns.append(made)
            return made
        if path == "/campaigns":
            return self._page(asked, "campaigns", self.campaigns)
        if known := re.fullmatch(r"/campaigns/c(\d+)(?:/(.*))?", path):
            return self._campaign(self.campaigns[int(known[1])], known[2] or "", asked)
        if path == f"/lists/{self.AUDIENCE}":
            return {"id": self.AUDIENCE, "name": "Neighbors"}
        if path in (f"/lists/{self.AUDIENCE}/members", f"/lists/{self.SPANISH}/members"):
            rows = [{"email_address": email, **person} for email, person in self.people.items()]
            return self._page(asked, "members", [row for row in rows if row["status"] == asked.query["status"]])
        return self._member(asked, path)

    def _campaign(self, row: dict[str, Any], act: str, asked: Asked) -> Any:
        if act == "content":
            row["content"] = asked.body
            return asked.body
        if act == "send-checklist":
            ready = "content" in row
            return {"is_ready": ready, "items": [] if ready else [{"type": "error", "details": "Content is empty."}]}
        if act == "actions/send":
            if row["status"] != "save":
                raise No(400, {"detail": "This campaign has been sent already."})
            row["status"] = "sending"
            self.mailed.append(row["settings"]["title"])
            return None
        if act == "actions/cancel-send":
            row["status"] = "canceled"
            return None
        return row

    def _member(self, asked: Asked, path: str) -> Any:
        from hashlib import md5

        wanted = path.rsplit("/", 1)[-1]
        for email, person in self.people.items():
            if md5(email.lower().encode()).hexdigest() == wanted:
                person |= asked.body
                return person
        raise No(404, {"detail": "The requested resource could not be found."})

    def _page(self, asked: Asked, name: str, rows: list[Any]) -> Any:
        first = int(asked.query["offset"])
        return {name: rows[first : first + int(asked.query["count"])], "total_items": len(rows)}


class ActionNetworkStandIn(StandIn):
    """Action Network: it counts recipients for `calculating` looks; identifiers are unique; 25 a page."""

    AUDIENCE = UUID.format(7)

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.mailed: list[str] = []
        self.calculating = 0

    def finish(self, sent: int, of: int) -> None:
        self.campaigns[-1] |= {"status": "sent", "statistics": {"sent": sent}, "total_targeted": of}

    def answer(self, asked: Asked) -> Any:
        if asked.headers.get("osdi-api-token") != "secret":
            raise No(403, {"error": "API Key invalid or not present"})
        path = asked.path.removeprefix("/api/v2")
        if path == "/messages" and asked.method == "POST":
            return self._made(asked.body)
        if path == "/messages":
            return self._page(asked, "osdi:messages", self.campaigns)
        if known := re.fullmatch(r"/messages/[0-9a-f-]*-([0-9a-f]{12})(/send)?", path):
            return self._message(self.campaigns[int(known[1], 16)], bool(known[2]), asked)
        if path == f"/queries/{self.AUDIENCE}":
            return {"identifiers": [f"action_network:{self.AUDIENCE}"]}
        if path == "/people":
            wanted = re.search(r"email_address eq '(.*)'", asked.query["filter"])
            rows = [row for email, row in self.people.items() if not wanted or email == wanted[1].replace("''", "'")]
            return self._page(asked, "osdi:people", rows)
        if path.startswith("/people/") and asked.method == "PUT":
            for person in self.people.values():
                if path.endswith(person["identifiers"][0].removeprefix("action_network:")):
                    person |= asked.body
            return {}
        raise No(404, {"error": "not found"})

    def person(self, email: str, status: str = "subscribed") -> dict[str, Any]:
        own = f"action_network:{UUID.format(1000 + len(self.people))}"
        return {"identifiers": [own], "email_addresses": [{"address": email, "status": status}]}

    def _made(self, body: dict[str, Any]) -> dict[str, Any]:
        if any(set(body["identifiers"]) & set(row["identifiers"]) for row in self.campaigns):
            raise No(400, {"error": "identifiers must be unique"})
        own = f"action_network:{UUID.format(len(self.campaigns))}"
        made = body | {"status": "calculating", "total_targeted": 2, "statistics": {}}
        self.campaigns.append(made | {"identifiers": [own, *body["identifiers"]]})
        return self.campaigns[-1]

    def _message(self, row: dict[str, Any], helper: bool, asked: Asked) -> Any:
        if row["status"] == "calculating":
            self.calculating -= 1
            row["status"] = "draft" if self.calculating < 0 else "calculating"
        if helper and asked.method == "DELETE":
            row["status"] = "stopped"
            return {"message": "Your email has been stopped."}
        if helper:
            if row["status"] != "draft":
                raise No(400, {"error": "This email cannot be sent."})
            row["status"] = "sending"
            self.mailed.append(row["name"])
            return {"message": "Your email has been sent."}
        return row

    def _page(self, asked: Asked, name: str, rows: list[Any]) -> Any:
        page = int(asked.query["page"])
        links = {"next": {"href": "…"}} if page * 25 < len(rows) else {}
        return {"_embedded": {name: rows[(page - 1) * 25 : page * 25]}, "_links": links}
