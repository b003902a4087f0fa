"""The app's two icons, drawn: a footnote's bracketed number under a line of text. PNG, without a library.

Teams wants one in colour of 192 × 192 pixels and an outline of 32 × 32, white on nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

COLOUR, OUTLINE = 192, 32
ACCENT = "#1f3a4d"
FINE = 4  # pixels are drawn so many times finer, and averaged

_BACK, _PAPER, _INK = (0x1F, 0x3A, 0x4D), (0xFF, 0xFF, 0xFF), (0x8F, 0xB8, 0xD0)
Pixel = tuple[int, int, int, int]

# In parts of the side: left, top, right, bottom. Three lines of text, and below them [1].
_LINES = ((0.20, 0.20, 0.80, 0.27), (0.20, 0.34, 0.80, 0.41), (0.20, 0.48, 0.56, 0.55))
_MARK = (
    (0.20, 0.64, 0.26, 0.84),
    (0.20, 0.64, 0.33, 0.69),
    (0.20, 0.79, 0.33, 0.84),
    (0.54, 0.64, 0.60, 0.84),
    (0.47, 0.64, 0.60, 0.69),
    (0.47, 0.79, 0.60, 0.84),
    (0.37, 0.66, 0.43, 0.82),
)


def colour() -> bytes:
    """The icon in colour."""

    def paint(x: float, y: float) -> Pixel:
        if _inside(x, y, _MARK):
            return (*_PAPER, 255)
        return (*_INK, 255) if _inside(x, y, _LINES) else (*_BACK, 255)

    return _png(COLOUR, paint)


def outline() -> bytes:
    """The outline, white on nothing."""
    return _png(OUTLINE, lambda x, y: (255, 255, 255, 255 if _inside(x, y, (*_LINES, *_MARK)) else 0))


def _inside(x: float, y: float, shapes: tuple[tuple[float, float, float, float], ...]) -> bool:
    return any(left <= x < right and top <= y < bottom for left, top, right, bottom in shapes)


def _png(side: int, paint: Callable[[float, float], Pixel]) -> bytes:
    """A PNG of so many pixels a side, with 8 bits a channel and transparency."""
    rows = b"".join(b"\0" + b"".join(_averaged(x, y, side, paint) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _averaged(x: int, y: int, side: int, paint: Callable[[float, float], Pixel]) -> bytes:
    steps = [(at + 0.5) / FINE for at in range(FINE)]
    painted = [paint((x + right) / side, (y + down) / side) for down in steps for right in steps]
    return bytes(round(sum(each[channel] for each in painted) / len(painted)) for channel in range(4))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
