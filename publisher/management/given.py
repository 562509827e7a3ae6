"""Files that are named on the command line."""

from pathlib import Path

from publisher.errors import Refusal


def read(path: Path, most: int) -> bytes:
    """The file, or so much of it that it is certainly larger than `most` bytes.

    Raises `Refusal` for a device or a pipe, which may never end or never begin; `OSError`.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # opening a folder says by itself what is wrong
        raise Refusal(f"{path} is no file but a device or a pipe. Save what it gives as a file, and name that.")
    with path.open("rb") as file:
        return file.read(most + 1)
