"""What is done to a post that stands there, in the same steps as a post: its first comment, and another caption.

`prepare` looks first: what stands there already is not sent again. So nothing is said twice, whatever was lost.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.channels.base import (
    Channel,
    ChannelError,
    NeedsHuman,
    Post,
    Prepared,
    Receipt,
    Refused,
    Session,
    TryLater,
    Unknown,
)
from publisher.channels.errors import PostGone, wish
from publisher.rules.as_approved import same_words

SOON = timedelta(minutes=2)
BY_HAND = "Change it on the account by hand, to the words below. Then say here that it is done."


class OnTarget:
    """`post.target` is what it is done to. See `Channel` for what each step promises."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @property
    def session(self) -> Session | None:
        """The channel's newest session."""
        return self.channel.session

    @property
    def quota(self) -> int | None:
        """How many posts the service allows in 24 hours, where it has said so."""
        return self.channel.quota

    def prepare(self, post: Post, checkpoint: Mapping[str, Any]) -> Prepared:
        """Look whether it stands there; the checkpoint says so in `there`. Raises all but Unknown."""
        if post.act not in self.channel.acts and not self.channel.by_itself:
            raise Refused(f"{self.channel.label} cannot change what is live.", BY_HAND)
        try:
            there = self._there(post)
        except Unknown as cause:
            raise TryLater(str(cause), SOON, cause.pauses) from None
        if not there and post.act not in self.channel.acts:
            raise Refused(f"{self.channel.label} cannot change what is live.", BY_HAND)
        return Prepared({**checkpoint, "there": there or ""}, self.channel.session)

    def send(self, prepared: Prepared, post: Post) -> Receipt:
        """The one request, unless it stands there already.

        Raises Unknown once a comment was sent, and where an account has to rest after a caption was: a service may
        say so of what it has done. Any other ChannelError means what it says, as before a post is sent: no comment
        left, and another caption may be given twice.
        """
        target, there = _target(post), str(prepared.checkpoint.get("there") or "")
        if there:
            return _receipt(there, target)
        try:
            return _receipt(self._done(post, target), target)
        except Refused as cause:
            if post.act == "edit" and self._there_after_all(post, cause):
                return _receipt(target.remote_id, target)
            raise
        except (NeedsHuman, TryLater) as cause:
            if post.act == "edit" and (rest := wish(cause)):
                raise Unknown(f"The new caption was sent, and may be there. {cause.reason}", pauses=rest) from None
            raise

    def find(self, post: Post, _checkpoint: Mapping[str, Any], _since: datetime) -> Receipt | None:
        """Look for it where it would stand. "Cannot tell" is raised."""
        there = self._there(post)
        return _receipt(there, _target(post)) if there else None

    def _there(self, post: Post) -> str | None:
        """The id of what stands there as wanted; None if it does not."""
        target = _target(post)
        if post.act == "comment":
            return self.channel.said(target, post.text)
        live = self.channel.read(target)
        if live is None:
            raise PostGone("The post is gone, so its caption cannot be changed.", "Leave its caption as it is.")
        # What a person posted is known by its address alone.
        return (target.remote_id or target.permalink) if same_words(live.text, post.text) else None

    def _there_after_all(self, post: Post, refusal: Refused) -> bool:
        """A service may refuse in words what it has done. Raises TryLater where it cannot be looked at."""
        try:
            return self._there(post) is not None
        except Refused:
            return False
        except ChannelError:
            raise TryLater(str(refusal), SOON) from None

    def _done(self, post: Post, target: Receipt) -> str:
        if post.act == "comment":
            return self.channel.comment(target, post.text)
        self.channel.edit(target, post.text, post.tags)
        return target.remote_id


def acting(channel: Channel, act: str) -> Channel | OnTarget:
    """What takes an act of this kind through its steps on this channel."""
    return OnTarget(channel) if act in ("comment", "edit") else channel


def _target(post: Post) -> Receipt:
    if post.target is None:
        raise Refused("Nobody knows which post it belongs to.")
    return post.target


def _receipt(remote_id: str, target: Receipt) -> Receipt:
    """It has no address of its own: it stands at its post's."""
    return Receipt(remote_id, target.permalink, datetime.now(UTC))
