"""What the sandbox remembers: accounts, sessions and posts, in a journal file that survives a restart."""

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher.sandbox.sameness import code_of, repeats, wording

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Account:
    """A fictional account; `totp` is the seed of its two-factor app, empty without."""

    username: str
    password: str = field(repr=False)
    totp: str = field(default="", repr=False)

    @property
    def user_id(self) -> str:
        """The same number for the same name, on every run."""
        return str(10**9 + int(sha256(self.username.encode()).hexdigest(), 16) % (9 * 10**9))


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture of a post: a file under the folder, its size in pixels, its alt text."""

    image: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as it was made."""

    pk: int
    account: str
    caption: str
    upload_id: str
    made_at: float
    slides: tuple[Slide, ...]
    deleted: bool = False

    @property
    def code(self) -> str:
        """The short code in the post's address, made from its number as Instagram does."""
        number, code = self.pk, ""
        while number:
            number, digit = divmod(number, 64)
            code = _ALPHABET[digit] + code
        return code


class Store:
    """Everything the sandbox knows. Every method may be called from many threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: Counter[str] = Counter()
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, str] = {}
        self._posts: dict[int, StoredPost] = {}
        self._lock = threading.RLock()
        self._last_pk = 0
        (folder / "images").mkdir(parents=True, exist_ok=True)
        self._journal = folder / "journal.jsonl"
        if self._journal.exists():
            for line in self._journal.read_text().splitlines():
                self._apply(json.loads(line))

    def count(self, kind: str) -> None:
        """One more request of this kind."""
        with self._lock:
            self.requests[kind] += 1

    def add_account(self, account: Account) -> None:
        """Create the account, or change its password."""
        if self.account(account.username) != account:
            self._write({"kind": "account", **asdict(account)})

    def account(self, username: str) -> Account | None:
        """The account of that name."""
        return self._accounts.get(username.strip().lower())

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        with self._lock:
            return sorted(self._accounts.values(), key=lambda account: account.username)

    def open_session(self, account: Account) -> str:
        """A new session id for the account."""
        session = f"{account.user_id}%3A{secrets.token_hex(16)}"
        self._write({"kind": "session", "session": session, "username": account.username})
        return session

    def by_session(self, session: str) -> Account | None:
        """Whose session this is."""
        username = self._sessions.get(session)
        return self._accounts.get(username) if username else None

    def end_sessions(self) -> None:
        """Log everybody out, as Instagram does now and then."""
        self._write({"kind": "logout"})

    def save_image(self, name: str, data: bytes) -> str:
        """Keep a picture; returns its path below the folder."""
        path = self.folder / "images" / name
        path.write_bytes(data)
        return f"images/{name}"

    def add_post(self, account: Account, caption: str, upload_id: str, slides: tuple[Slide, ...]) -> StoredPost:
        """Make a post. Twice with the same upload id makes two: nobody knows whether Instagram would not."""
        with self._lock:
            pk = max(int(time.time() * 1000) << 20, self._last_pk + 1)
            post = StoredPost(pk, account.username, caption, upload_id, time.time(), slides)
            self._write({"kind": "post", **asdict(post)})
        return post

    def delete_post(self, pk: int) -> bool:
        """Whether there was such a post to delete."""
        with self._lock:
            post = self._posts.get(pk)
            if post is None or post.deleted:
                return False
            self._write({"kind": "delete", "pk": pk})
        return True

    def post(self, pk: int) -> StoredPost | None:
        """The post with that number, also when deleted."""
        return self._posts.get(pk)

    def posts(self) -> list[StoredPost]:
        """Every post ever made, newest first, deleted ones included."""
        with self._lock:
            return sorted(self._posts.values(), key=lambda post: post.pk, reverse=True)

    def duplicates(self) -> int:
        """Posts after another of the same announcement or in the same words on their account, also deleted ones."""
        return len(repeats(_marks(post) for post in reversed(self.posts())))

    def _write(self, line: Mapping[str, Any]) -> None:
        with self._lock:
            with self._journal.open("a") as journal:
                journal.write(json.dumps(line) + "\n")
            self._apply(dict(line))

    def _apply(self, line: dict[str, Any]) -> None:
        match line.pop("kind"):
            case "account":
                account = Account(**line)
                self._accounts[account.username.lower()] = account
            case "session":
                self._sessions[line["session"]] = line["username"].lower()
            case "logout":
                self._sessions.clear()
            case "post":
                line["slides"] = tuple(Slide(**slide) for slide in line["slides"])
                post = StoredPost(**line)
                self._posts[post.pk] = post
                self._last_pk = max(self._last_pk, post.pk)
            case "delete":
                self._posts[line["pk"]] = replace(self._posts[line["pk"]], deleted=True)


def _marks(post: StoredPost) -> list[tuple[str, str, str]]:
    told = {"code": code_of(post.caption), "words": wording(post.caption)}
    return [(post.account, kind, value) for kind, value in told.items() if value]
