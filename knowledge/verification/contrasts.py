"""Words that stand near each other in meaning and mean different people or things: "small" is not "large". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.words import stem

# In each row one of several; words of one cell mean the same.
_ROWS = (
    "small smaller little tiny; large larger big bigger; mid-size mid-sized medium medium-size",
    "man men male; woman women female; non-binary nonbinary",
    "full-time; part-time; freelance self-employed",
    "daily day everyday; weekly week; monthly month; yearly annual annually year; hourly",
    "beginner newcomer novice new; experienced expert seasoned veteran senior; junior",
    "former ex; current; future prospective",
    "user; non-user nonuser",
    "stop stopped quit; continue continued",
    "public; private; hybrid",
    "elite; high; medium; low",
    "old older; young younger",
    "internal; external",
    "easy simple; difficult hard tricky challenging",
    "better improved improve; worse worsened worsen",
    "stable; nightly; beta",
    "first; second; third; last",
    "student; manager; teacher; executive; professional",
    "north northern; south southern; east eastern; west western",
    "with; without lacking lack",
)
_CELLS = tuple(tuple(frozenset(map(stem, cell.split())) for cell in row.split(";")) for row in _ROWS)
_PREFIX = re.compile(r"^(?:un|dis|in|im|non-?|ir|mis)(?=[a-z]{4})")

_NEGATES = re.compile(
    r"\b(?:not|no|never|without|nobody|none|neither|nor|cannot|lack\w*|hardly|barely|unable|fail\w*|yet to)\b"
    r"|n[’']t\b|\bun(?:productive|clear|satisfied|welcome|happy)\w*",
    re.IGNORECASE,
)


def contrasts(word: str, known: Collection[str]) -> bool:
    """Whether a word means one of several, of which a text (by its stems) has another one or none."""
    root = stem(word)
    for row in _CELLS:
        own = next((cell for cell in row if root in cell), None)
        if own is not None:
            return not own & set(known)
    bare = _PREFIX.sub("", root)
    return (bare != root and bare in known) or any(_PREFIX.sub("", other) == root != other for other in known)


def negations(text: str) -> int:
    """How often a text denies something."""
    return len(_NEGATES.findall(text))
