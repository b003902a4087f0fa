"""Quotes and where they stand: every source of a reply with its number, once, and a button that opens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.slack import limits, text
from bot.slack.blocks.parts import (
    Block,
    Element,
    Numbers,
    Sheet,
    actions,
    quoted,
    said,
    section,
    source_button,
    stretch,
    words,
)
from knowledge.records import Citation

QUOTE = 420  # units of a quote where it is folded
WHOLE_QUOTE = 1_600  # and where it isn't; the modal has all of it
BUTTONS = 10  # in one row


class Proof:
    """The sources of one reply, by their numbers; those that have been shown are not shown again."""

    def __init__(self, citations: Sequence[Citation], exchange: str | None, folded: bool = True) -> None:
        self._citations = list(citations)
        self._exchange = exchange
        self._shown: set[int] = set()
        self.limit = QUOTE if folded else WHOLE_QUOTE

    def numbers(self, citations: Iterable[Citation]) -> Numbers:
        """The numbers of these, as they are shown; one that the reply doesn't count has none."""
        return Numbers(tuple(self._citations.index(each) + 1 for each in citations if each in self._citations))

    def quote(self, citation: Citation, bold: tuple[int, int] | None = None) -> Element:
        """The quote with a bar beside it, the words that answer in bold, and its number."""
        return self.cited(citation.quote, bold, (citation,))

    def cited(self, words_said: str, bold: tuple[int, int] | None, citations: Iterable[Citation]) -> Element:
        """A sentence with a bar beside it, and the numbers of what it rests on."""
        shown, bold = limits.excerpt(words_said, bold, self.limit)
        numbers = str(self.numbers(citations))
        return quoted(*stretch(shown, bold), *([words(f"  {numbers}")] if numbers else []))

    def cuts(self, words_said: str) -> bool:
        """Whether a quote is too long to be shown whole."""
        return limits.length(words_said) > self.limit

    def sources(self, citations: Iterable[Citation]) -> Sheet:
        """Where these stand, with their buttons; quotes of one place share a line."""
        sheet = Sheet()
        new = [each for each in dict.fromkeys(citations) if not self._known(each)]
        for _, group in groupby(sorted(new, key=self._place), key=self._place):
            alike = sorted(group, key=lambda each: self.numbers([each]).numbers)
            where = f"{self.numbers(alike)} {place(alike[0])}".strip()
            sheet.add(*self._with_buttons(where, self.numbers(alike).numbers), said=where)
        return sheet

    def _with_buttons(self, where: str, numbers: Sequence[int]) -> list[Block | None]:
        if len(numbers) == 1:
            return [section(where, source_button(self._exchange, numbers[0]))]
        buttons = [source_button(self._exchange, each, f"Source [{each}]") for each in numbers[:BUTTONS]]
        return [section(where), actions(*buttons)]

    def _known(self, citation: Citation) -> bool:
        numbers = self.numbers([citation]).numbers
        known = set(numbers) <= self._shown and bool(numbers)
        self._shown.update(numbers)
        return known

    def _place(self, citation: Citation) -> tuple[int, str, int, str]:
        """Sources in the order of the first of their document, page and heading."""
        key = (citation.revision_id, citation.page or 0, citation.headings[-1] if citation.headings else "")
        first = next((at for at, each in enumerate(self._citations) if _spot(each) == key), len(self._citations))
        return first, *key


def _spot(citation: Citation) -> tuple[str, int, str]:
    return citation.revision_id, citation.page or 0, citation.headings[-1] if citation.headings else ""


def place(citation: Citation) -> str:
    """Title (linked, where it stands on the web), page and heading, as safe mrkdwn."""
    title = text.link(citation.link, limits.cut(text.line(citation.title), limits.PHRASE))
    page = f", page {citation.page}" if citation.page else ""
    heading = citation.headings[-1] if citation.headings else ""
    under = f", under “{said(heading, 100)}”" if heading and heading != citation.title else ""
    return f"{title}{page}{under}"
