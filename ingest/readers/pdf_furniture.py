"""What is printed on pages but is no content: running headers and footers, page numbers, tables of contents. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_words import Page

_MARGIN = 0.11  # of the page's height, above and below: where headers and footers stand
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]+)?$|(?:…\s?){2,}\s*\d{0,4}$|(?:_\s?){5,}\s*\d{0,4}$")
_CONTENTS = re.compile(r"^(?:table of )?contents$|^in this (?:report|issue)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_LARGE, _SMALL = 1.25, 0.9  # of the text's font size
_PROSE = 14  # words of a line group that is more than an entry of a table of contents
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?(?:[-–—|]\s*)?(\d{1,4})(?:\s*[-–—|])?(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE
)


def without_furniture(pages: Sequence[Page], lines: Sequence[Sequence[Line]], body: float) -> list[list[Line]]:
    """The lines of each page less those that only help to leaf through it; ``body`` is the text's size in points."""
    outer = [[line for line in found if _in_margin(line, page)] for page, found in zip(pages, lines, strict=True)]
    running = _running(outer, body) | _numbered(pages, outer)
    kept = []
    for found, margin in zip(lines, outer, strict=True):
        dropped = {id(line) for line in margin if id(line) in running}
        rest = [line for line in found if id(line) not in dropped and not _LEADERS.search(line.text)]
        kept.append(_without_contents(rest, found))
    return kept


def _in_margin(line: Line, page: Page) -> bool:
    return line.y < _MARGIN * page.height or line.y > (1 - _MARGIN) * page.height


def _running(outer: Sequence[Sequence[Line]], body: float) -> set[int]:
    """Lines whose words come back at the same height on several pages, figures aside."""
    places: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in enumerate(outer):
        for line in lines:
            for height in {round(line.y / 6), round(line.y / 6 + 0.5)}:
                for words in _recurring(line, body):
                    places[words, height].append((number, line))
    needed = 2 if len(outer) <= 4 else 3
    most = max(needed, len(outer) // 2 + 1)
    running: set[int] = set()
    for found in places.values():
        seen_on = len({number for number, _ in found})
        # Chapters may begin with the same large words ("Key findings"); a header is on most pages.
        running |= {id(line) for _, line in found if seen_on >= (needed if line.size < _LARGE * body else most)}
    return running


def _recurring(line: Line, body: float) -> set[str]:
    """What of a line may come back: all of it; of small print its beginning too, which a section's name may follow."""
    words = _NUMBER.sub("#", line.text.lower()).split()
    whole = " ".join(words)
    return {whole, " ".join(words[:3])} if 3 < len(words) <= _PROSE and line.size < _SMALL * body else {whole}


def _numbered(pages: Sequence[Page], outer: Sequence[Sequence[Line]]) -> set[int]:
    """Lines in the margin on whose height the page's own number stands, in step with the pages."""
    steps: Counter[tuple[int, int]] = Counter()
    rows: list[tuple[int, int, list[Line]]] = []
    for page, lines in zip(pages, outer, strict=True):
        for height, row in _by_height(lines).items():
            for step in {int(found) - page.number for line in row for found in _edge_numbers(line.text)}:
                steps[height, step] += 1
                rows.append((height, step, row))
    needed = 2 if len(pages) <= 4 else 3
    return {id(line) for height, step, row in rows if steps[height, step] >= needed for line in row}


def _by_height(lines: Iterable[Line]) -> dict[int, list[Line]]:
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        rows[round(line.y / 4)].append(line)
    return rows


def _edge_numbers(text: str) -> list[str]:
    """Numbers at either end of a line, where the number of a page stands."""
    if lone := _PAGE_NUMBER.match(text):
        return [lone[1]]
    if len(text.split()) > _PROSE:
        return []
    return re.findall(r"^\d{1,4}(?=\s)|(?<=\s)\d{1,4}$", text)


def _without_contents(lines: list[Line], whole: Sequence[Line]) -> list[Line]:
    """Nothing of a page that is a table of contents and no prose; else its lines as they are."""
    if not any(_CONTENTS.match(line.text) for line in whole):
        return lines
    entries = [line for line in lines if not _CONTENTS.match(line.text)]
    if any(line.words >= _PROSE for line in entries) or _longest_run(entries) >= 4:
        return entries
    return []


def _longest_run(lines: Sequence[Line]) -> int:
    """The most lines of one paragraph: same size and left edge, a line apart, five words or more each."""
    longest = run = 1
    for before, line in pairwise(lines):
        follows = (
            abs(line.x0 - before.x0) < 3 and line.size == before.size and line.y - before.y < 1.7 * line.size
            and min(line.words, before.words) >= 5
        )  # fmt: skip
        run = run + 1 if follows else 1
        longest = max(longest, run)
    return longest
