"""A written answer on a terminal: its sentences, and then each quote that they rest on, with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.text import Text

from bot.plain import plain
from knowledge.records import Answer, Citation, Claim

Source = Callable[[int, Citation], Text]  # where a citation stands, in a line


def spoken(claim: Claim, numbers: Sequence[int], said: Text) -> Text:
    """A sentence with the numbers of its sources; one that is a quote, in quotation marks."""
    quoted = any(claim.text == citation.quote for citation in claim.citations)
    marks = "".join(f"[{number}]" for number in numbers)
    whole = Text.assemble("“", said, "”") if quoted else said
    return Text.assemble(whole, (f" {marks}", "cyan"))


def proof_lines(answer: Answer, citations: Sequence[Citation], source: Source) -> Iterator[tuple[int, Text]]:
    """The quotes that aren't said already, and where each stands."""
    for number, citation in enumerate(citations, 1):
        yield 0, Text()
        if not any(claim.text == citation.quote for claim in answer.claims):
            yield 2, Text(f"“{plain(citation.quote)}”")
        yield 2, source(number, citation)
