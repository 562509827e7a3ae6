"""Every address that the service opens goes through here: checked, pinned, bounded in size and time."""

from publisher.net.exchange import Answer, get, next_hop
from publisher.net.guard import Blocked, Guard, NetError, NoAnswer, Target, UnknownHost, split

__all__ = ["Answer", "Blocked", "Guard", "NetError", "NoAnswer", "Target", "UnknownHost", "get", "next_hop", "split"]
