"""From bytes to text: which encoding a text file is in, and whether it is text at all."""

from __future__ import annotations

import codecs

from knowledge.errors import UnreadableSource

_BOMS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SAMPLE = 65_536  # bytes that are looked at
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1b") + b"\x7f"
_MOST_CONTROLS = 0.005  # share of control bytes beyond which a file is no text
_MOST_HIGH = 0.3  # share of bytes beyond ASCII up to which a file that is not UTF-8 is taken for Western European


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of a file: by its mark, as declared, as wide characters, as UTF-8, else as an 8-bit encoding.

    Raises UnreadableSource when the bytes are not text.
    """
    text = _decoded(data, name, declared)
    if _share(text[:_SAMPLE].encode("utf-8", "replace"), _CONTROLS) > _MOST_CONTROLS:
        raise UnreadableSource(_not_text(name))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, name: str, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in filter(None, (declared, _wide(data), "utf-8")):
        if (text := _attempt(data, encoding)) is not None:
            return text
    sample = data[:_SAMPLE]
    if _share(sample, _CONTROLS) > _MOST_CONTROLS:
        raise UnreadableSource(_not_text(name))
    if _nearly_utf8(sample):
        return data.decode("utf-8", "replace")
    if _share(sample, bytes(range(128, 256))) <= _MOST_HIGH:
        # A short text gives a detector too little to go by, and nearly all such files are Windows' own.
        return _attempt(data, "cp1252") or data.decode("latin-1")
    return _detected(data, name)


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the zero bytes of ASCII letters and blanks lie in the same places."""
    sample = data[: _SAMPLE & ~3]
    if len(data) < 4 or 0 not in sample:
        return None
    zeros = [sample[offset::4].count(0) / max(1, len(sample[offset::4])) for offset in range(4)]
    high = (zeros[2] > 0.9 and zeros[3] > 0.9, zeros[0] > 0.9 and zeros[1] > 0.9)
    odd, even = (zeros[1] + zeros[3]) / 2, (zeros[0] + zeros[2]) / 2
    fits = (*high, odd > 0.1 and even < 0.02, even > 0.1 and odd < 0.02)
    return next((encoding for encoding, fit in zip(_WIDE, fits, strict=True) if fit), None)


def _nearly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few damaged bytes, or cut at its end: far more sequences decode than fail."""
    text = sample.decode("utf-8", "replace")
    good = sum(1 for c in text if ord(c) > 127 and c != "\ufffd")
    return good > 20 * text.count("\ufffd")


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise UnreadableSource(_not_text(name))
    return data.decode(best.encoding, "replace")


def _share(data: bytes, of: bytes) -> float:
    return 1 - len(data.translate(None, of)) / len(data) if data else 0.0


def _not_text(name: str) -> str:
    return f"{name} holds binary data, not text: save it as UTF-8 text, or give it the suffix of its real format."
