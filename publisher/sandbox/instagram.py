"""A stand-in for Instagram on loopback: enough of the private API for the real instagrapi client.

Point PUBLISHER_INSTAGRAM_ENDPOINT at it. `GET /` shows its posts; `GET /sandbox/state` counts them.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from ssl import SSLContext

from publisher.sandbox.doors import Doors, Route, own, run
from publisher.sandbox.instagram_after import Afterwards
from publisher.sandbox.instagram_control import Control
from publisher.sandbox.instagram_http import Answer, Request, as_json
from publisher.sandbox.instagram_login import Logins
from publisher.sandbox.instagram_media import Media
from publisher.sandbox.instagram_stories import Stories
from publisher.sandbox.instagram_things import Account


class InstagramSandbox(Doors):
    """Without `accounts` any user name logs in, and its first password is its password from then on."""

    visible = "/media/configure/"

    def __init__(
        self,
        folder: Path | str | None = None,
        accounts: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(folder, host, port, tls)
        for username, password in (accounts or {}).items():
            self.store.add_account(Account(username, password))
        logins = Logins(self.store, open_to_all=not accounts)
        self.media = Media(self.store, logins, lambda: self.url)
        self.control = Control(self.store, self.media, self.faults)
        self.routes = [
            *_routes_of_posts(self.media, Stories(self.store, logins, self.media)),
            *_routes_of_what_comes_after(Afterwards(self.store, logins, self.media)),
            *_routes_of_logins(logins),
            *own(self.control),
        ]


def _fine(_: Request) -> Answer:
    return as_json({"status": "ok"})


def _routes_of_posts(media: Media, stories: Stories) -> list[Route]:
    return [
        ("POST", r"/rupload_igphoto/[^/]+", "upload", media.upload),
        ("POST", r"/api/v1/media/configure/", "configure", media.configure),
        ("POST", r"/api/v1/media/configure_sidecar/", "configure", media.configure_sidecar),
        ("POST", r"/api/v1/media/configure_to_story/", "configure", stories.configure),
        ("POST", r"/api/v1/media/validate_reel_url/", "validate_link", stories.validate_link),
        ("GET", r"/api/v1/users/[^/]+/usernameinfo/", "user", stories.user),
        ("GET", r"/api/v1/feed/user/\d+/", "feed", media.feed),
        ("GET", r"/api/v1/feed/user/\d+/story/", "reel", stories.reel),
        ("GET", r"/api/v1/media/\d+(_\d+)?/info/", "info", media.info),
    ]


def _routes_of_what_comes_after(after: Afterwards) -> list[Route]:
    one = r"/api/v1/media/\d+(_\d+)?"
    return [
        ("POST", one + r"/delete/", "delete", after.delete),
        ("POST", one + r"/only_me/", "archive", after.archive),
        ("POST", one + r"/edit_media/", "edit", after.edit),
        ("POST", one + r"/comment/", "comment", after.comment),
        ("GET", one + r"/comments/", "comments", after.comments),
    ]


def _routes_of_logins(logins: Logins) -> list[Route]:
    caa = r"/api/v1/bloks/async_action/com\.bloks\.www\."
    return [
        ("GET", r"/api/v1/accounts/current_user/", "current_user", logins.current_user),
        ("POST", r"/graphql_www", "login_step", logins.device),
        ("POST", caa + r"bloks\.caa\.login\.process_client_data_and_redirect/", "login_step", logins.homepage),
        ("POST", r"/api/v1/attestation/create_android_keystore/", "login_step", logins.attestation),
        ("GET", r"/api/v1/qe/sync/", "login_step", logins.key),
        ("POST", caa + r"bloks\.caa\.login\.async\.send_login_request/", "password", logins.send),
        ("POST", r"/api/v1/accounts/login/", "password", logins.send_older),
        ("POST", caa + r"two_step_verification\.verify_code\.async/", "code", logins.verify_code),
        ("POST", r"/api/v1/(bloks|launcher|feed/reels_tray|feed/timeline)/.*", "login_step", _fine),
    ]


def serve(host: str, port: int, folder: Path | str, accounts: Mapping[str, str] | None = None) -> None:
    """Run the sandbox as a process of its own until SIGTERM or Ctrl-C."""
    run(InstagramSandbox(folder, accounts, host, port))


def main() -> None:
    """`python -m publisher.sandbox.instagram --port 8900 --folder var/instagram`."""
    parser = argparse.ArgumentParser(description="A stand-in for Instagram on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    told = parser.parse_args()
    serve(told.host, told.port, told.folder)


if __name__ == "__main__":
    main()
