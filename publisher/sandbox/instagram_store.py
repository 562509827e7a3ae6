"""What the sandbox remembers: accounts, sessions and posts, in a journal file that survives a restart."""

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher.sandbox.instagram_things import Account, Comment, Slide, StoredPost, Upload
from publisher.sandbox.sameness import code_of, repeats, wording
from publisher.sandbox.wire import Wire


class Store:
    """Everything the sandbox knows. Every method may be called from many threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: Counter[str] = Counter()
        self.wire = Wire()
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, str] = {}
        self._renamed: dict[str, str] = {}
        self._posts: dict[int, StoredPost] = {}
        self._captions: dict[int, list[str]] = {}
        self._comments: dict[int, Comment] = {}
        self._uploads: list[Upload] = []
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
        """The account of that name or address."""
        named = username.strip().lower()
        with self._lock:
            by_address = (one for one in self._accounts.values() if one.address and one.address.lower() == named)
            return self._accounts.get(named) or next(by_address, None)

    def rename(self, username: str, to: str) -> None:
        """Its holder gives the account another name: its number, sessions, tokens and posts stay its own."""
        self._write({"kind": "rename", "username": username.lower(), "to": to})

    def now_called(self, username: str) -> str:
        """The name of whoever had this one."""
        while username.lower() in self._renamed:
            username = self._renamed[username.lower()]
        return username

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

    def add_upload(self, account: Account, upload_id: str, data: bytes) -> None:
        """Remember that this picture came."""
        came = Upload(account.username, upload_id, sha256(data).hexdigest(), len(data))
        self._write({"kind": "upload", **asdict(came)})

    def uploads(self) -> list[Upload]:
        """Every picture that ever came, in order."""
        with self._lock:
            return list(self._uploads)

    def add_post(
        self,
        account: Account,
        caption: str,
        upload_id: str,
        slides: tuple[Slide, ...],
        act: str = "post",
        stickers: tuple[dict[str, Any], ...] = (),
        **people: tuple[str, ...],
    ) -> StoredPost:
        """Make a post or story. Twice with the same upload id makes two: nobody knows whether Instagram would not.

        `people`: its tags and who is invited, as `StoredPost` has them.
        """
        with self._lock:
            told: dict[str, Any] = {"act": act, "stickers": stickers, **people}
            post = StoredPost(self._next_pk(), account.username, caption, upload_id, time.time(), slides, **told)
            self._write({"kind": "post", **asdict(post)})
        return post

    def delete_post(self, pk: int) -> bool:
        """Whether there was such a post to delete."""
        return self._change(pk, "delete")

    def archive_post(self, pk: int) -> bool:
        """Take it out of the feed; whether there is such a post."""
        return self._change(pk, "archive")

    def edit_post(self, pk: int, caption: str, tags: tuple[str, ...] = ()) -> bool:
        """Change its caption and who is tagged on it; whether there is such a post."""
        return self._change(pk, "edit", caption=caption, tags=tags)

    def add_comment(self, account: Account, pk: int, text: str) -> Comment:
        """Say something under a post. Twice makes two."""
        with self._lock:
            comment = Comment(self._next_pk(), pk, account.username, text, time.time())
            self._write({"kind": "comment", **asdict(comment)})
        return comment

    def comments(self, pk: int) -> list[Comment]:
        """What was said under a post, newest first."""
        with self._lock:
            return sorted(
                (one for one in self._comments.values() if one.post == pk), key=lambda one: one.pk, reverse=True
            )

    def post(self, pk: int) -> StoredPost | None:
        """The post with that number, also when deleted."""
        return self._posts.get(pk)

    def captions(self, pk: int) -> list[str]:
        """Every caption that the post was given, in order: the first with the post, then one an edit with effect."""
        with self._lock:
            return list(self._captions.get(pk, ()))

    def posts(self) -> list[StoredPost]:
        """Every post ever made, newest first, deleted ones included."""
        with self._lock:
            return sorted(self._posts.values(), key=lambda post: post.pk, reverse=True)

    def duplicates(self) -> int:
        """Posts after another of the same announcement or in the same words on their account, also deleted ones."""
        return len(repeats(_marks(post) for post in reversed(self.posts())))

    def _next_pk(self) -> int:
        return max(int(time.time() * 1000) << 20, self._last_pk + 1)

    def _change(self, pk: int, kind: str, **to: Any) -> bool:
        with self._lock:
            post = self._posts.get(pk)
            if post is None or post.deleted:
                return False
            self._write({"kind": kind, "pk": pk, **to})
        return True

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
            case "rename":
                self._rename(line["username"], line["to"])
            case "session":
                self._sessions[line["session"]] = line["username"].lower()
            case "logout":
                self._sessions.clear()
            case "upload":
                self._uploads.append(Upload(**line))
            case "post":
                slides = tuple(Slide(**slide) for slide in line.pop("slides"))
                more: dict[str, Any] = {name: tuple(line.pop(name, ())) for name in ("stickers", "tags", "invited")}
                post = StoredPost(slides=slides, **more, **line)
                self._posts[post.pk] = post
                self._captions[post.pk] = [post.caption]
                self._last_pk = max(self._last_pk, post.pk)
            case "comment":
                comment = Comment(**line)
                self._comments[comment.pk] = comment
                self._last_pk = max(self._last_pk, comment.pk)
            case "delete":
                self._posts[line["pk"]] = replace(self._posts[line["pk"]], deleted=True)
            case "archive":
                self._posts[line["pk"]] = replace(self._posts[line["pk"]], archived=True)
            case "edit":
                self._captions[line["pk"]].append(line["caption"])
                self._posts[line["pk"]] = replace(
                    self._posts[line["pk"]], caption=line["caption"], tags=tuple(line.get("tags", ()))
                )

    def _rename(self, old: str, to: str) -> None:
        account = self._accounts.pop(old)
        self._accounts[to.lower()] = replace(account, username=to, number=account.user_id)
        self._renamed[old] = to
        self._sessions = {key: to.lower() if name == old else name for key, name in self._sessions.items()}
        mine = [one for one in self._posts.values() if one.account.lower() == old]
        self._posts |= {one.pk: replace(one, account=to) for one in mine}
        said = [one for one in self._comments.values() if one.account.lower() == old]
        self._comments |= {one.pk: replace(one, account=to) for one in said}


def _marks(post: StoredPost) -> list[tuple[str, str, str, str]]:
    """What it says, of its act: a story of an announcement repeats no post of it."""
    links = " ".join(str(sticker.get("url", "")) for sticker in post.stickers)
    told = {"code": code_of(post.caption) or code_of(links), "words": wording(post.caption)}
    return [(post.account, post.act, kind, value) for kind, value in told.items() if value]
