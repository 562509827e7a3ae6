"""The Celery app. Losing or doubling any of its messages changes nothing: the database is the truth."""

import os
import runpy
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import worker_init, worker_process_init
from django.conf import settings

from publisher import channels, paths
from publisher.broker import broker_at_hand, broker_url
from publisher.tether import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")

__all__ = ["app", "broker_at_hand"]


app = Celery(
    "publisher",
    broker=broker_url(),
    include=["tasks.facts", "tasks.sending", "tasks.upkeep"],
)
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    # A task that dies with its worker is delivered again; that costs a look at the database, no more.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    task_soft_time_limit=240,
    task_time_limit=300,
    broker_transport_options={
        "visibility_timeout": 900,  # above every time limit, else a long task is started twice
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "health_check_interval": 25,
        "max_retries": 1,  # a hint that finds no broker gives up at once: the web page waits for it
        "interval_start": 0,
    },
    broker_connection_retry_on_startup=True,
    worker_soft_shutdown_timeout=5,
    worker_max_tasks_per_child=200,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    timezone="UTC",
    beat_schedule_filename=str(paths.home() / "beat"),
    beat_schedule=runpy.run_path(str(paths.SCHEDULE))["SCHEDULE"],
)

# It warns root of pickled messages; ours are JSON, and in a container one is root.
warnings.filterwarnings("ignore", category=SecurityWarning)


@worker_init.connect
def _load_channels(**_: object) -> None:
    """Once, before the pool forks: a client library takes a second to import, and that would eat of a lease."""
    channels.load(settings.CHANNELS)


@worker_process_init.connect
def _die_with_the_worker(**_: object) -> None:
    die_with_parent()
