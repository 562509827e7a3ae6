"""The outside world of the demo: a tracker, an Instagram and a mailbox, in threads of one process."""

import json
import socket
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.sandbox.tracker import TrackerSandbox


@dataclass(frozen=True, slots=True)
class StandIns:
    """The three servers, listening."""

    tracker: TrackerSandbox
    instagram: InstagramSandbox
    mailbox: MailboxSandbox

    def stop(self) -> None:
        """Ends all three; what they hold stays in their folders."""
        for server in (self.tracker, self.instagram, self.mailbox):
            server.stop()

    def counts(self) -> dict[str, int]:
        """What really arrived, counted by the stand-ins: posts, newsletter mails, and how many of either say again, to
        the same account or person, what one before them said."""
        posts, mails = _state(self.instagram.url), _state(self.mailbox.url)
        return {
            "posts": len([post for post in posts["posts"] if not post.get("deleted")]),
            "mails": len([mail for mail in mails["mails"] if mail["kind"] == "newsletter"]),
            "duplicates": posts["duplicates"] + mails["duplicates"],
        }


def start(folder: Path, ports: tuple[int, int, int] = (0, 0, 0)) -> StandIns:
    """Starts the three below `folder`; a port of 0, or one that is taken, becomes a free one."""
    tracker, instagram, mailbox = (free(port) for port in ports)
    return StandIns(
        TrackerSandbox(folder / "tracker", port=tracker).start(),
        InstagramSandbox(folder / "instagram", port=instagram).start(),
        MailboxSandbox(folder / "mailbox", port=mailbox).start(),
    )


def free(port: int) -> int:
    """`port` if nothing listens there, else a free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free(0)
        return int(probe.getsockname()[1])


def _state(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/sandbox/state", timeout=10) as answer:  # noqa: S310 - our own loopback server
        value: dict[str, Any] = json.load(answer)
    return value
