"""The whole main job in one command: tracker, review, approval, post, mail; counted by the stand-ins."""

import json
import os
import subprocess
import sys
from pathlib import Path

from publisher.demo.seed import AT_ONCE, OHIO


def test_the_unattended_demo_posts_once_mails_everybody_once_and_prints_one_json_document(tmp_path: Path) -> None:
    env = {**os.environ, "PUBLISHER_HOME": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "publisher", "demo", "--unattended", "--json"]

    ran = subprocess.run(command, capture_output=True, text=True, env=env, timeout=150, check=False)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["posts"], told["mails"], told["duplicates"]) == (1, AT_ONCE + OHIO, 0)
    assert told["public_page"] == 200
    announcement = told["announcement"]
    assert announcement["screen"] == "Live"
    assert {delivery["state"] for delivery in announcement["deliveries"]} == {"published"}
    assert announcement["subjects"][0]["change"]["to"] == "signed"
