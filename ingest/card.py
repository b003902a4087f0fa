"""A document's card: what is known of it, in sentences that can be searched and cited like any other passage.

"Who published this, and when?" is answered from metadata, and every answer carries a quote that stands in the stored
text. So the card becomes the last paragraph of the stored text, under a heading that says whose words it is.
"""

from __future__ import annotations

from datetime import date

from ingest.blocks import Block, ReadDocument
from knowledge.records import Revision

CARD_HEADING = "About this document"


def with_card(document: ReadDocument, revision: Revision) -> ReadDocument:
    """The document with its card at the end; unchanged where no more than its title is known."""
    sentences = _sentences(revision)
    if not sentences:
        return document
    start = len(document.text) + 2
    body = start + len(CARD_HEADING) + 2
    card = " ".join(sentences)
    page = next((block.page for block in reversed(document.blocks) if block.page), None)
    blocks = (
        *document.blocks,
        Block(kind="heading", start=start, end=start + len(CARD_HEADING), page=page, level=1),
        Block(kind="paragraph", start=body, end=body + len(card), page=page),
    )
    return document.model_copy(
        update={"text": f"{document.text}\n\n{CARD_HEADING}\n\n{card}", "blocks": blocks},
    )


def _sentences(revision: Revision) -> list[str]:
    title = f"“{revision.title}”"
    sentences = []
    if revision.publisher and revision.published:
        sentences.append(f"The report {title} was published by {revision.publisher} {_spoken(revision.published)}.")
    elif revision.publisher:
        sentences.append(f"The report {title} was published by {revision.publisher}.")
    elif revision.published:
        sentences.append(f"The report {title} was published {_spoken(revision.published)}.")
    if sentences and revision.period:
        years = " and ".join(str(year) for year in revision.period)
        sentences.append(f"It speaks of {years}.")
    return sentences


def _spoken(published: str) -> str:
    """An ISO date as people say when, as exact as it is: 2024-08-14 is "on 14 August 2024", 2024 is "in 2024"."""
    parts = [int(part) for part in published.split("-")]
    if len(parts) == 1:
        return f"in {parts[0]}"
    month = date(parts[0], parts[1], 1).strftime("%B")
    return f"in {month} {parts[0]}" if len(parts) == 2 else f"on {parts[2]} {month} {parts[0]}"
