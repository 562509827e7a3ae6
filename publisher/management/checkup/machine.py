"""The machine: Python, text shaping, typefaces, our folder, the key, the brand."""

import platform
import stat
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import features

from graphics.fonts import FACES, load
from publisher import crypto, paths
from publisher.current_brand import brand
from publisher.gallery.fitting import unfit
from publisher.management.checkup.finding import Check, Finding

SHORTEST_LEASE = 30


def _python() -> Iterator[Finding]:
    yield Finding(
        "python",
        sys.version_info >= (3, 11),
        platform.python_version(),
        "Install Python 3.11 or later.",
        essential=True,
    )


def _shaping() -> Iterator[Finding]:
    todo = "Install FriBiDi (Debian: apt-get install libfribidi0) and start again."
    version = features.version("raqm")
    detail = f"libraqm {version}" if version else "Pillow cannot load libraqm, so text would be set without kerning."
    yield Finding("text shaping", version is not None, detail, todo, essential=True)


def _typefaces() -> Iterator[Finding]:
    for face in FACES.values():
        load(face, 32, 400, 100)
    yield Finding("typefaces", True, ", ".join(FACES))


def _home() -> Iterator[Finding]:
    mode = stat.S_IMODE(paths.home().stat().st_mode)
    private = not mode & 0o077
    todo = f"Others on this machine can look into it. Run: chmod 700 {paths.home()}"
    yield Finding("home", private, f"{paths.home()} (mode {mode:o})", todo)


def _key() -> Iterator[Finding]:
    crypto.unseal(crypto.seal({"try": True}))
    file = paths.home() / "secret.key"
    if not file.exists() or file.read_text().strip() != settings.SECRET_KEY:
        yield Finding("secret key", True, "from PUBLISHER_SECRET_KEY")
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    yield Finding("secret key", mode == 0o600, f"{file} (mode {mode:o})", f"Run: chmod 600 {file}", essential=True)


def _storage() -> Iterator[Finding]:
    name = default_storage.save("doctor/try", ContentFile(b"try"))
    with default_storage.open(name) as file:
        same = file.read() == b"try"
    default_storage.delete(name)
    todo = "Check the disk or the bucket that STORAGE_URL names."
    yield Finding("storage", same, "can be written and read", todo, essential=True)


def _brand() -> Iterator[Finding]:
    loaded = brand()
    where = settings.BRAND_FILE or "the one that comes with the program"
    yield Finding("brand file", True, f"{loaded.coalition.name}, {', '.join(loaded.languages)} ({where})")
    faults = unfit(loaded)
    told = f"no card can be published as it is, {len(faults)} faults; the first: {faults[0]}" if faults else "fit"
    yield Finding("its cards", not faults, told, "Shorten what does not fit in the brand file.")


def _lease() -> Iterator[Finding]:
    seconds = settings.LEASE_SECONDS
    todo = f"An upload may take longer. Set PUBLISHER_LEASE_SECONDS to {SHORTEST_LEASE} or more; 180 is usual."
    yield Finding("lease", seconds >= SHORTEST_LEASE, f"a worker may hold an account for {seconds:g} s", todo)


CHECKS = (
    Check("python", _python, "", essential=True),
    Check("text shaping", _shaping, "Run `make setup` again.", essential=True),
    Check("typefaces", _typefaces, "Run `make setup` again.", essential=True),
    Check("home", _home, "Set PUBLISHER_HOME to a folder of your own."),
    Check("secret key", _key, "Set PUBLISHER_SECRET_KEY.", essential=True),
    Check("storage", _storage, "Check the disk or the bucket that STORAGE_URL names, and its rights.", essential=True),
    Check("lease", _lease, "Unset PUBLISHER_LEASE_SECONDS."),
    Check("brand file", _brand, "Correct that file, or unset PUBLISHER_BRAND.", essential=True),
)
