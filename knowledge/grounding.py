"""What may leave: every quote stands in its document, every figure stands in a cited quote. Pure.

Even quoted answers pass through here: a wrong offset or a figure of unknown origin never reaches a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.records import Citation, Claim

TextOf = Callable[[str], str]  # the stored text of a revision, by its id

# Any run of digits, also in "Q3", which is no figure to knowledge.numerals; groups of thousands are one figure, so that
# neither 76 and 500 back "76 500", nor "20 397" backs 397.
_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)*")
_REFERENCE = re.compile(r"\[\d+\]")  # the marker of a citation is no figure


def grounded(claim: Claim, text_of: TextOf) -> bool:
    """Whether each of the claim's quotes is verbatim and each of its figures stands in one of them."""
    return all(verbatim(citation, text_of) for citation in claim.citations) and not unbacked(claim)


def verbatim(citation: Citation, text_of: TextOf) -> bool:
    """Whether the quote is exactly what stands at its offsets."""
    return text_of(citation.revision_id)[citation.start : citation.end] == citation.quote


def unbacked(claim: Claim) -> list[str]:
    """The figures of the claim that stand in none of its quotes, as the quotes write them."""
    backed = {figure for citation in claim.citations for figure in _FIGURE.findall(citation.quote)}
    return [figure for figure in _FIGURE.findall(_REFERENCE.sub("", claim.text)) if figure not in backed]
