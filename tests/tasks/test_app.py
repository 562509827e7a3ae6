"""The Celery app: names that hints may use, and settings on which "losing or doubling changes nothing" rests."""

import ast
import os
import subprocess
import sys

import pytest

from publisher import paths, trail
from publisher.models import Lease, Seal, User
from publisher.workflow import tell
from tasks.app import app

NAMES = {
    "watch", "poll", "reread", "draft_new", "draft", "evidence", "signatories",
    "publish", "look", "take_down", "read_back", "drain", "notify", "sweep", "seal",
    "bounces",
}  # fmt: skip


@pytest.fixture(autouse=True)
def loaded() -> None:
    app.loader.import_default_modules()


def test_has_exactly_the_tasks_of_the_service() -> None:
    assert {name.removeprefix("tasks.") for name in app.tasks if name.startswith("tasks.")} == NAMES


def test_every_hint_names_a_task() -> None:
    hints = {
        node.args[0].value
        for file in (paths.ROOT / "publisher").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "nudge.send"
        and isinstance(node.args[0], ast.Constant)
    }
    assert hints
    assert hints <= NAMES


def test_takes_json_only_and_stores_no_results() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


def test_a_task_that_dies_with_its_worker_comes_again() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_no_running_task_is_given_to_a_second_worker() -> None:
    limits = [
        task.time_limit or app.conf.task_time_limit for name, task in app.tasks.items() if name.startswith("tasks.")
    ]
    assert max(limits) < app.conf.broker_transport_options["visibility_timeout"]


def test_a_stalled_sender_is_dead_before_its_lease_ends(settings) -> None:
    assert app.tasks["tasks.publish"].time_limit < settings.LEASE_SECONDS
    assert app.tasks["tasks.publish"].soft_time_limit > settings.SEND_SECONDS


def test_sealing_as_a_task_seals(organizer: User) -> None:
    tell(organizer, "tried")
    app.tasks["tasks.seal"].apply()
    assert Seal.objects.count() == 1
    assert trail.verify().ok


def test_sweeping_as_a_task_leaves_a_sign_of_life(db: None) -> None:
    app.tasks["tasks.sweep"].apply(throw=True)
    assert Lease.objects.get(name="sweeper").beat_at


def test_a_worker_builds_no_client_before_a_task_runs_in_its_child() -> None:
    """The parent does not even import the library of the channels, so that no child inherits a connection."""
    code = (
        "import sys, django; django.setup(); from tasks.app import app; app.loader.import_default_modules(); "
        "print([name for name in ('instagrapi', 'publisher.channels.instagram') if name in sys.modules])"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
