"""Messages as Teams takes them: with native citations, the label of what a machine made, thumbs, and a card."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any, Literal

from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.models.attachment import Attachment
from microsoft_teams.api.models.card import CardAction, CardActionType
from microsoft_teams.api.models.entity import CitationAppearance, CitationIconName
from microsoft_teams.api.models.suggested_actions import SuggestedActions

from bot.teams import limits, text
from bot.teams.cards import Card, Message
from bot.teams.cards.parts import card_of, quoted, words
from bot.teams.cards.proofs import place_of
from knowledge.records import Citation

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
Feedback = Literal["custom", "default"]  # with a form of our own, or the client's

_ICONS = {
    ".pdf": CitationIconName.PDF,
    ".doc": CitationIconName.MICROSOFT_WORD,
    ".docx": CitationIconName.MICROSOFT_WORD,
    ".xlsx": CitationIconName.MICROSOFT_EXCEL,
    ".csv": CitationIconName.MICROSOFT_EXCEL,
    ".pptx": CitationIconName.MICROSOFT_POWERPOINT,
    ".md": CitationIconName.TEXT,
    ".txt": CitationIconName.TEXT,
}


def spoken(message: Message, feedback: Feedback = "custom") -> MessageActivityInput:
    """The words of a message. Its card goes into one of its own: Teams makes two of what has both, and then refuses
    every change to it.
    """
    made = _spoken(message, feedback, whole=True)
    return made if size_of(made) <= limits.MESSAGE_BYTES else _spoken(message, feedback, whole=False)


def carded(card: Card, *, generated: bool = False) -> MessageActivityInput:
    """A card alone."""
    made = MessageActivityInput().add_attachments(attachment(card))
    return made.add_ai_generated() if generated else made


def size_of(made: MessageActivityInput) -> int:
    """In bytes, as it is sent."""
    return limits.bytes_of(made.model_dump(by_alias=True, exclude_none=True, mode="json"))


def attachment(card: Card) -> Attachment:
    """A card, as messages, search results and forms have it."""
    return Attachment(content_type=ADAPTIVE, content=card)


def _spoken(message: Message, feedback: Feedback, *, whole: bool) -> MessageActivityInput:
    made = MessageActivityInput(text=message.text)
    if message.generated:
        made.add_ai_generated()
    for number, citation in message.citations:
        made.add_citation(number, appearance(citation, whole=whole))
    if message.exchange:
        made.add_feedback(feedback)
    # A message with both loses the chips of its citations.
    shown = _asked(message.suggestions)
    if shown and not message.citations:
        actions = [_asking(question) for question in shown]
        made.with_suggested_actions(SuggestedActions(to=[], actions=actions))
    return made


def _asked(questions: Iterable[str]) -> list[str]:
    """What can be asked with a press; what would have to be cut can't."""
    lines = (text.line(question) for question in questions)
    return [line for line in lines if line and limits.length(line) <= limits.SUGGESTION][: limits.SUGGESTIONS]


def _asking(question: str) -> CardAction:
    title = limits.cut(question, limits.SUGGESTION_TITLE)
    return CardAction(type=CardActionType.IM_BACK, title=title, value=question)


def appearance(citation: Citation, *, whole: bool = True) -> CitationAppearance:
    """A source behind its number: where it stands and how it begins; the ``whole`` of it behind a press."""
    page = f", page {citation.page}" if citation.page else ""
    name = limits.cut(text.line(citation.title) or "–", limits.CITATION_NAME - len(page)) + page
    return CitationAppearance(
        name=name,
        abstract=limits.cut(text.line(citation.quote) or "–", limits.CITATION_ABSTRACT),
        url=text.web(citation.link),
        icon=_ICONS.get(PurePosixPath(citation.document.lower()).suffix),
        keywords=_keywords(citation) or None,
        text=json.dumps(_card(citation), ensure_ascii=False) if whole else None,
    )


def _keywords(citation: Citation) -> list[str]:
    heading = citation.headings[-1] if citation.headings else ""
    page = f"page {citation.page}" if citation.page else ""
    shown = [limits.cut(text.line(each), limits.CITATION_KEYWORD) for each in (page, heading) if text.line(each)]
    return shown[: limits.CITATION_KEYWORDS]


def _card(citation: Citation) -> dict[str, Any]:
    """The card that opens when somebody presses the number."""
    headings = " › ".join(citation.headings)
    where = [words(place_of(citation), bold=True), *([words(headings, subtle=True)] if headings else [])]
    room = 800
    while True:
        made = card_of([*where, quoted(limits.cut(citation.quote, room))])
        if limits.bytes_of(made) <= limits.CITATION_CARD_BYTES or room < 50:
            return made
        room //= 2
