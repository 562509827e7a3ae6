"""The long-lived token of an account: whose it is, when it was renewed, when it ends."""

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta

import requests

from publisher.channels.base import NeedsHuman, Session, Surroundings
from publisher.channels.instagram_graph_client import Answer, Graph, GraphError

RENEW_AFTER = timedelta(days=1)  # a younger token is not renewed (Meta, "Refresh access token")
LIVES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class InstagramGraphSecrets:
    """What the official API needs. The account's number is found by the token where it is not given."""

    token: str = field(
        repr=False,
        metadata={
            "label": "Access token",
            "help": "A long-lived token of the account, from Meta's app dashboard.",
            "secret": True,
        },
    )
    user_id: str = field(
        default="",
        metadata={
            "label": "Account number",
            "help": "Instagram's number of the professional account; empty to take the token's.",
            "secret": False,
        },
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What a session holds. `ends_at` is the latest possible end while no renewal has told it; times are ISO 8601."""

    token: str = field(repr=False)
    user_id: str
    username: str
    asked_at: str
    ends_at: str

    @property
    def session(self) -> Session:
        """To be stored, encrypted."""
        return asdict(self)

    @property
    def due(self) -> bool:
        """Whether it is time to ask for a new token."""
        return datetime.now(UTC) - datetime.fromisoformat(self.asked_at) > RENEW_AFTER

    @property
    def left(self) -> timedelta:
        """How long it is valid still."""
        return datetime.fromisoformat(self.ends_at) - datetime.now(UTC)

    def renew(self, around: Surroundings) -> "Held":
        """The same with a new token; with the old one, until tomorrow, where the service gives none.

        The old one is good for weeks, so a failure of this stops nothing.
        """
        now = datetime.now(UTC)
        try:
            answer = Graph(self.token, around).renewed()
            token, seconds = str(answer["access_token"]), float(answer["expires_in"])
        except (GraphError, requests.RequestException, KeyError, TypeError, ValueError):
            return replace(self, asked_at=now.isoformat())
        ends = now + timedelta(seconds=seconds)
        return replace(self, token=token, asked_at=now.isoformat(), ends_at=ends.isoformat())


def held(session: Session | None) -> Held | None:
    """What a stored session says; None without one."""
    return Held(**session) if session else None


def introduced(secrets: InstagramGraphSecrets, around: Surroundings) -> Held:
    """Who the pasted token belongs to, and the token renewed where it is old enough.

    Raises NeedsHuman for another account's token, GraphError and requests.RequestException.
    """
    token = secrets.token.strip()
    found = whose(Graph(token, around))
    wanted = secrets.user_id.strip()
    if wanted and wanted != found["user_id"]:
        raise NeedsHuman(
            f"The token belongs to the account {found['user_id']} ({found['username']}), not to {wanted}.",
            "Give that account's token, or leave the number out.",
        )
    now = datetime.now(UTC)
    return Held(token, **found, asked_at=now.isoformat(), ends_at=(now + LIVES).isoformat()).renew(around)


def whose(graph: Graph) -> dict[str, str]:
    """The number and name of the token's account. Raises GraphError."""
    answer: Answer = graph.get("me", fields="user_id,username")
    listed = answer.get("data")
    told = listed[0] if isinstance(listed, list) and listed else answer  # Meta's page shows it both ways
    if not isinstance(told, dict) or not str(told.get("user_id") or "").isdigit():
        raise GraphError(200)
    return {"user_id": str(told["user_id"]), "username": str(told.get("username") or "")}
