"""`python -m publisher.demo FOLDER [--unattended] [--json]`: how `publisher demo` runs, in a home of its own.

The stand-ins start before Django, because the settings want to know their addresses.
"""

import fcntl
import json
import os
import sys
from pathlib import Path

from publisher.demo import stand_ins as outside

WEB, TRACKER, INSTAGRAM, MAILBOX = 8000, 8001, 8002, 8003


def main(folder: Path, *, unattended: bool, as_json: bool) -> int:
    """Runs the demo in `folder`; gives the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "demo.lock").open("w")  # held until this process ends, however that happens
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say(f"The demo is already running from {folder}. Stop that one first, or set PUBLISHER_HOME.")
        return 1
    world = outside.start(folder, (0, 0, 0) if unattended else (TRACKER, INSTAGRAM, MAILBOX))
    port = outside.free(0 if unattended else WEB)
    _environment(folder, world, port, unattended=unattended)
    import django  # only now: the settings read the environment

    django.setup()
    try:
        return _run(world, port, unattended=unattended, as_json=as_json)
    finally:
        world.stop()


def _environment(folder: Path, world: outside.StandIns, port: int, *, unattended: bool) -> None:
    """The demo's settings. All of it comes sooner than in the real thing, so that the story takes two minutes."""
    for name in [name for name in os.environ if name.startswith("PUBLISHER_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "publisher.settings",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "STORAGE_URL": "",
        "PUBLISHER_HOME": str(folder),
        "PUBLISHER_BASE_URL": f"http://127.0.0.1:{port}",
        "PUBLISHER_CHANNELS": "by_hand,instagram",
        "PUBLISHER_INSTAGRAM_ENDPOINT": world.instagram.url,
        "PUBLISHER_ALLOW_NETWORKS": "127.0.0.0/8",
        "EMAIL_URL": world.mailbox.smtp_url,
        "PUBLISHER_MAIL_FROM": "publisher@demo.example",
        "PUBLISHER_UNDO_SECONDS": "0" if unattended else "20",
        "PUBLISHER_MAIL_AFTER_SECONDS": "0" if unattended else "10",
        "PUBLISHER_LIMITS": "instagram=60/hour 200/day 0s",
        "PUBLISHER_WATCH_SECONDS": "1" if unattended else "3",
        "PUBLISHER_SWEEP_SECONDS": "1" if unattended else "3",
        "PUBLISHER_LOG_LEVEL": "WARNING",
    }


def _run(world: outside.StandIns, port: int, *, unattended: bool, as_json: bool) -> int:
    from django.db import connection

    from publisher import database
    from publisher.demo.seed import seed
    from publisher.errors import Refusal
    from publisher.parts import parts
    from publisher.processes import Tree

    database.set_up(upgrade=True, say=_say)
    seed(world)
    connection.close()
    try:
        tree = Tree(parts(bind="127.0.0.1", port=port), _say)
    except Refusal as cause:
        _say(str(cause))
        return 1
    if unattended:
        return _unattended(tree, world, port, as_json=as_json)
    return tree.run(lambda: _say(_greeting(world, port)))


def _unattended(tree: object, world: outside.StandIns, port: int, *, as_json: bool) -> int:
    from publisher.demo.unattended import TookTooLong, story
    from publisher.processes import Tree

    assert isinstance(tree, Tree)
    try:
        if not tree.start():
            return 1
        document = story(world, f"http://127.0.0.1:{port}", tree.tend)
    except TookTooLong as cause:
        _say(str(cause))
        return 1
    finally:
        tree.stop()
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("{posts} post, {mails} mails, {duplicates} duplicates in {seconds} s.\n".format(**document))
    return 0 if document["ok"] else 1


def _greeting(world: outside.StandIns, port: int) -> str:
    from publisher.demo.seed import PEOPLE, password

    logins = "\n".join(f"      {email:<24} {password(role)}" for role, (email, _name) in PEOPLE.items())
    return f"""
  The demo is running. Everybody in it is fictional, and nothing leaves this machine.

  1. Let somebody sign        {world.tracker.url}/
  2. Review and approve it    http://127.0.0.1:{port}/
{logins}
  3. See the post             {world.instagram.url}/
     and the mail             {world.mailbox.url}/
  4. Sign up for the mail     http://127.0.0.1:{port}/newsletter

  Ctrl-C stops it.
"""


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    options = sys.argv[1:]
    sys.exit(main(Path(options[0]), unattended="--unattended" in options, as_json="--json" in options))
