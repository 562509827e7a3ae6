"""An installation from before keys is brought up to date: its links open, its rhythms stay."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

MAKE = """
import django; django.setup()
from django.core.management import call_command as call
from django.db import connection
call("migrate", "publisher", "0017", verbosity=0)
at = "2026-01-01 00:00:00+00:00"
row = "INSERT INTO publisher_subscriber (email, language, us_state, own_state_only, rhythm, state, token, " \\
    "consent_source, consent_at) VALUES (%s, 'en', '', %s, %s, 'active', %s, 'a fair', %s)"
with connection.cursor() as cursor:
    for number in range(1001):
        rhythm = "daily" if number % 2 else "at_once"
        cursor.execute(row, [f"r{number}@readers.example", False, rhythm, f"old-token-{number}", at])
call("migrate", verbosity=0)
from publisher.models import Subscriber
for row in Subscriber.objects.order_by("id").values_list("email", "rhythm", "state", "key", "former_sha256"):
    print(*row)
"""


@pytest.fixture
def old_database(tmp_path: Path) -> str:
    """The address of an empty one, of the kind that these tests run on."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite3'}"
    server = os.environ["PUBLISHER_TEST_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as maker:
        maker.execute("DROP DATABASE IF EXISTS from_before_keys")
        maker.execute("CREATE DATABASE from_before_keys")
    return server.rpartition("/")[0] + "/from_before_keys"


@pytest.mark.django_db
def test_old_links_go_on_to_open_and_nobody_gets_another_rhythm(old_database: str, tmp_path: Path) -> None:
    env = {**os.environ, "DATABASE_URL": old_database, "PUBLISHER_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", MAKE], env=env, capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [(email, rhythm, state, former) for email, rhythm, state, _key, former in rows] == [
        (
            f"r{number}@readers.example",
            "daily" if number % 2 else "at_once",
            "active",
            hashlib.sha256(f"old-token-{number}".encode()).hexdigest(),
        )
        for number in range(1001)
    ]
    assert len({key for *_, key, _former in rows}) == 1001
