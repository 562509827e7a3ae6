"""The largest photo that is accepted needs little more memory than its own pixels."""

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

MOST_MB = 400
SIDE = 7070  # 50 megapixels
PREPARE = """
import sys
from pathlib import Path
import graphics
made = graphics.prepare(Path(sys.argv[1]).read_bytes())
# Not getrusage: what that tells begins with the memory of the process that started this one.
most = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(min(made.width, made.height), int(most.split()[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of one process is read from /proc")
def test_fifty_megapixels_in_sixteen_bits_with_transparent_parts_are_read_in_strips(tmp_path: Path) -> None:
    packed = zlib.compressobj(1)
    row = b"\0" + b"\x40\x00\x80\x00\xc0\x00\xff\xff" * SIDE
    data = b"".join(packed.compress(row) for _ in range(SIDE)) + packed.flush()
    file = tmp_path / "large.png"
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 16, 6, 0, 0, 0)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b""))
    done = subprocess.run([sys.executable, "-c", PREPARE, str(file)], capture_output=True, text=True, check=True)
    side, megabytes = map(int, done.stdout.split())
    assert side >= 1080
    assert megabytes < MOST_MB, megabytes


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
