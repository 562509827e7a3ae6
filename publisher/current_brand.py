"""The brand of this installation: the file in `PUBLISHER_BRAND`, or the one that comes with the program."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from publisher.brand import DEFAULT, Brand, load_brand


def brand() -> Brand:
    """The brand as its file says now; read again when the file changes. Raises `BrandError` that names the line."""
    path = Path(settings.BRAND_FILE) if settings.BRAND_FILE else DEFAULT
    return _load(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=2)
def _load(path: Path, _changed_at: int) -> Brand:
    return load_brand(path)
