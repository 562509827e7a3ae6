"""The real instagrapi client, made so that it neither sleeps, asks on a terminal, nor retries."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from instagrapi import Client
from instagrapi.exceptions import BadPassword, ChallengeRequired
from instagrapi.transports import create_curl_h2_adapter
from requests.adapters import BaseAdapter

from publisher.channels.base import NeedsHuman, Session, Surroundings
from publisher.channels.in_time import InTime
from publisher.channels.instagram_transport import (
    CONFIGURE,
    MEDIA,
    CommentsGuarded,
    ConfigureOnce,
    Limited,
    PasswordOnce,
    ToEndpoint,
    within,
)
from publisher.channels.scrub import scrubbed, secret_words

SHOWN_AS = "shown_as"
LOG_IN_SECONDS = 40.0
"""For all requests of one log-in together: somebody waits for it, in a web request."""
_LIBRARY_LOG = logging.getLogger("publisher.channels.instagrapi")
_LIBRARY_LOG.setLevel(logging.CRITICAL)  # the library logs whole answers, session included

_HOW_TO_TRAVEL = frozenset(
    {
        "private_transport",
        "public_request_retries_count",
        "public_request_retries_timeout",
        "public_transport",
        "public_transport_impersonate",
        "request_timeout",
        "session_retry_backoff_factor",
        "session_retry_statuses",
        "session_retry_total",
        "tls_verify",
    }
)
"""Settings that instagrapi keeps in a session but that belong to this process, not to the account."""


@dataclass(frozen=True, slots=True)
class InstagramSecrets:
    """What logging in needs. `totp` is the seed (base32) of the two-factor app, not a code."""

    username: str = field(metadata={"label": "Username", "help": "Without the @.", "secret": False})
    password: str = field(repr=False, metadata={"label": "Password", "help": "", "secret": True})
    totp: str = field(
        default="",
        repr=False,
        metadata={
            "label": "Two-factor seed",
            "help": "The key shown when the authenticator app was set up; empty without two-factor.",
            "secret": True,
        },
    )


@dataclass(frozen=True, slots=True)
class Connection:
    """One client, the gate before the requests that make a post or a comment visible, and the one before passwords."""

    client: Client
    once: ConfigureOnce
    password: PasswordOnce
    known: dict[str, str] = field(default_factory=dict)
    """What the session remembers besides instagrapi's own: `shown_as`, the username that Instagram told last."""
    before_password: Callable[[], None] = lambda: None
    secrets: InstagramSecrets | None = field(default=None, repr=False)

    def log_in(self, secrets: InstagramSecrets) -> None:
        """Log in with the password, on the device that the session knows.

        Raises what instagrapi raises, NeedsHuman for a seed that is none, and what `before_password` raises.
        """
        code = self._code(secrets.totp.replace(" ", ""))
        again = self.client.user_id is not None
        self.before_password()
        self.password.arm(LOG_IN_SECONDS)
        try:
            self.client.login(secrets.username, secrets.password, relogin=again, verification_code=code)
        finally:
            self.password.disarm()

    def _code(self, seed: str) -> str:
        try:
            return str(self.client.totp_generate_code(seed)) if seed else ""
        except ValueError:
            raise NeedsHuman("The two-factor seed is no base32 key.", "Correct the two-factor seed.") from None

    def whose(self) -> str:
        """The username that Instagram knows the session by: accounts are renamed, their number stays.

        Raises what instagrapi raises, and NeedsHuman if that is another account than the session was made for.
        """
        user = self.client.private_request("accounts/current_user/?edit=true").get("user") or {}
        name, number, mine = str(user.get("username") or ""), str(user.get("pk") or ""), self.client.user_id
        if number and mine and number != str(mine):
            raise NeedsHuman(f"The session belongs to {name or 'nobody'}.", "Connect the account again.", "session")
        return name

    def hide(self, said: str) -> str:
        """What Instagram said, without what it repeats of this account's secrets."""
        return scrubbed(said, secret_words(self.secrets, self.session()) if self.secrets else ())

    def session(self) -> Session:
        """What to store so that the next worker needs no log-in."""
        kept: Session = self.client.get_settings()
        return {key: value for key, value in kept.items() if key not in _HOW_TO_TRAVEL} | self.known


def open_connection(secrets: InstagramSecrets, session: Session | None, around: Surroundings) -> Connection:
    """A client restored from the session, or a new device if there is none. Sends nothing."""
    kept = {key: value for key, value in (session or {}).items() if key not in _HOW_TO_TRAVEL}
    client = Client(
        settings=kept,
        logger=_LIBRARY_LOG,
        request_timeout=0,  # not a time limit but a sleep before each request
        session_retry_total=0,
        public_request_retries_count=1,
        public_request_retries_timeout=0,
        private_transport="requests" if around.endpoint.startswith("http:") else "curl",
        tls_verify=around.ca_file or True,
        with_challenge_flow=False,
    )
    client.username = secrets.username
    client.challenge_code_handler = client.change_password_handler = _nobody_is_there
    client.login_legacy = _not_a_second_time
    known = {SHOWN_AS: kept[SHOWN_AS]} if kept.get(SHOWN_AS) else {}
    return Connection(client, *_mount(client, around), known, around.before_password, secrets)


def _nobody_is_there(*_: Any) -> NoReturn:
    raise ChallengeRequired("Instagram asks for a code that only a person can give")


def _not_a_second_time(*_: Any, **_named: Any) -> NoReturn:
    """In place of the older form, which instagrapi sends the same password to when the newer one has refused it."""
    raise BadPassword("Instagram refused the log-in")


def _mount(client: Client, around: Surroundings) -> tuple[ConfigureOnce, PasswordOnce]:
    """Put our adapters in front. Last of all, because restoring a session mounts adapters of its own."""
    limits = within(around.timeout_seconds)
    once = ConfigureOnce(partial(_towards, around, create_curl_h2_adapter), limits)
    gates = []
    for session in (client.private, client.public, client.graphql):
        session.trust_env = False  # a proxy or CA from the environment must not slip in
        gate = PasswordOnce(_towards(around, partial(session.get_adapter, "https://")))
        gates.append(gate)
        common = Limited(gate, limits)
        for prefix in ("https://", "http://"):
            session.mount(prefix, common)
        session.mount(MEDIA, CommentsGuarded(once, common))
        session.mount(CONFIGURE, once)
    return once, gates[0]


def _towards(around: Surroundings, usual: Callable[[], BaseAdapter]) -> BaseAdapter:
    """The way to the service, or to its stand-in: over https by the usual adapter, so that all below it is real."""
    if not around.endpoint:
        return usual()
    return ToEndpoint(around.endpoint, usual() if around.endpoint.startswith("https:") else InTime())
