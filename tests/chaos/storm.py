"""One storm, as a process of its own: `python -m tests.chaos.storm PLAN` prints what came of it as JSON.

Its environment is `plan.environment`. It plays Instagram itself: the sandbox, in a thread.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django

from publisher.sandbox.instagram import InstagramSandbox
from tests.chaos.plan import Plan


def main() -> None:
    """Plays the plan in the first argument."""
    plan, home = Plan.read(sys.argv[1]), Path(os.environ["PUBLISHER_HOME"])
    with InstagramSandbox(home / "instagram") as sandbox:
        os.environ["PUBLISHER_INSTAGRAM_ENDPOINT"] = sandbox.url
        django.setup()
        from tests.chaos.play import play  # only now that the settings can be read

        outcome = play(plan, home, sandbox)
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")


if __name__ == "__main__":
    main()
