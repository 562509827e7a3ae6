"""Settings of the tests: those of the program, in a home of their own, quick, with no network but loopback.

The environment is set before `publisher.settings` reads it, and processes that tests start inherit it.
`PUBLISHER_TEST_DATABASE=postgres` runs everything on a real PostgreSQL server instead of SQLite.
"""

import atexit
import os
import shutil
import tempfile

KEPT = ("PUBLISHER_TEST_",)
for name in list(os.environ):
    if name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL") or (
        name.startswith("PUBLISHER_") and not name.startswith(KEPT)
    ):
        del os.environ[name]
# Tests start hundreds of processes; without compiled files each would compile all of the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

HOME_FOLDER = tempfile.mkdtemp(prefix="publisher-test-")
atexit.register(shutil.rmtree, HOME_FOLDER, ignore_errors=True)
os.environ.update(
    PUBLISHER_HOME=HOME_FOLDER,
    PUBLISHER_SECRET_KEY="a key for tests only, neither long nor secret",
    PUBLISHER_UNDO_SECONDS="0",
    PUBLISHER_FRESH_SECONDS="0",  # a test's tracker changes within the second
    PUBLISHER_MAIL_AFTER_SECONDS="0",
    PUBLISHER_LIMITS="instagram=off; instagram_graph=off",  # a test posts as often as it has to tell something
    PUBLISHER_ALLOW_NETWORKS="127.0.0.0/8,::1/128",
    PUBLISHER_LOG_LEVEL="WARNING",
    DJANGO_SETTINGS_MODULE="publisher.settings",  # what processes that tests start run with
)

if os.environ.get("PUBLISHER_TEST_DATABASE") == "postgres":
    from publisher.sandbox import postgres

    # The first process of a run starts the server; pytest-xdist's workers inherit its address.
    if "PUBLISHER_TEST_DATABASE_URL" not in os.environ:
        server = postgres.Server()
        os.environ["PUBLISHER_TEST_DATABASE_URL"] = server.url("postgres")
        atexit.register(server.stop)
    os.environ["DATABASE_URL"] = os.environ["PUBLISHER_TEST_DATABASE_URL"]

from publisher.settings import *  # noqa: E402, F403 - the environment comes first
from publisher.settings import DATABASES, HOME  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": "test_publisher"}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, in WAL as in real life: threads and processes of a test meet in it. Nobody minds losing it.
    DATABASES["default"]["TEST"]["NAME"] = str(HOME / "test.sqlite3")
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing slowly tests nothing of ours
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
