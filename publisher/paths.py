"""Where things lie. The only module that knows folders, so that every command works from any folder."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: templates, the schedule and the brand lie below it."""

TEMPLATES = ROOT / "templates"
LOCALE = ROOT / "publisher" / "locale"
SCHEDULE = ROOT / "celerybeat-schedule.py"


def home() -> Path:
    """The folder of everything that changes (`PUBLISHER_HOME`, default `var` in the checkout); made if absent.

    Only its owner may read it: it holds the key that opens the stored secrets.
    """
    folder = Path(os.environ.get("PUBLISHER_HOME") or ROOT / "var").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def broker_socket() -> Path:
    """The unix socket of the bundled broker.

    A socket's address may hold 107 bytes (unix(7)); a longer home falls back to a short name in /tmp.
    """
    socket = home() / "broker.sock"
    if len(str(socket)) < 100:
        return socket
    import hashlib

    name = hashlib.sha256(str(socket).encode()).hexdigest()[:16]
    return Path("/tmp") / f"publisher-{os.getuid()}-{name}.sock"  # noqa: S108 - the broker makes it for its owner alone
