"""Every kind of reply as a message, with the same in plain text, within all limits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from bot.replies import (
    AnswerReply,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    EvaluationReply,
    ExchangeReply,
    ForgetReply,
    GapsReply,
    HomeReply,
    IngestReply,
    PersonReply,
    Reply,
    SlideReply,
    SourceReply,
    StatisticsReply,
    StatusReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
    VerificationReply,
)
from bot.slack import limits, text
from bot.slack.blocks import library, runs
from bot.slack.blocks.administration import administered
from bot.slack.blocks.answers import answered
from bot.slack.blocks.dialogs import error
from bot.slack.blocks.gaps import forgetting, gaps
from bot.slack.blocks.home import home
from bot.slack.blocks.lookups import looked_up
from bot.slack.blocks.parts import (
    Block,
    Element,
    How,
    Message,
    Sheet,
    actions,
    ask_buttons,
    context,
    listed,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.sources import slide, source
from bot.slack.blocks.verdicts import verified
from bot.slack.text import mrkdwn

QUESTION = 300  # units of a question that is repeated
SPOKEN = 6_000  # units of words of our own
_COLUMNS = re.compile(r"^(\S[^\n]{0,40}?) {2,}(\S.*)$")


def message(
    reply: Reply,
    *,
    folded: bool = True,
    private: bool = False,
    question: str | None = None,
    person_button: bool = False,
    streamed: int = 0,
) -> Message:
    """A reply as a message.

    ``folded``: a long one is shortened, and has a button that unfolds it. ``private``: only the asker sees it, so that
    the question stands above and a button shares it. ``question`` stands above in any case. ``person_button``: there
    are people to ask, so that what wasn't answered has a button for it. ``streamed``: so many sentences of a written
    answer stand above the blocks already; the text has them all the same.
    """
    if isinstance(reply, ExchangeReply):
        question = question or reply.exchange.text
        reply = reply.exchange.reply
    how = How(folded=folded, private=private, person_button=person_button, streamed=streamed)
    question = question or (_question(reply) if private else None)
    sheet = Sheet()
    if question:
        asked = limits.cut(text.line(question), QUESTION)
        lead = "You asked" if private else "Asked"
        sheet.add(rich(paragraph(words(f"{lead}: "), words(asked, bold=True))), said=f"{lead}: {mrkdwn(asked)}")
    sheet.take(_sheet(reply, how))
    return Message(limits.lines(sheet.lines) or "–", tuple(fitted(sheet.blocks)))


def _question(reply: Reply) -> str | None:
    match reply:
        case AnswerReply():
            return reply.turn.question
        case StatisticsReply():
            return reply.lookup.query
        case VerificationReply():
            return reply.verification.text
        case _:
            return None


def _sheet(reply: Reply, how: How) -> Sheet:
    match reply:
        case AnswerReply():
            return answered(reply, how)
        case StatisticsReply():
            return looked_up(reply, how)
        case VerificationReply():
            return verified(reply, how)
        case ErrorReply():
            return error(reply)
        case TextReply():
            return spoken(reply)
        case SuggestionsReply():
            return suggested(reply)
        case _:
            return _of_library(reply)


def _of_library(reply: Reply) -> Sheet:
    match reply:
        case TopicsReply():
            return library.topics(reply)
        case DocumentsReply():
            return library.documents(reply)
        case StatusReply():
            return library.status(reply)
        case IngestReply():
            return runs.ingested(reply)
        case DocumentTextReply():
            return library.document_text(reply)
        case EvaluationReply():
            return library.evaluated(reply)
        case _:
            return _of_modals(reply)


def _of_modals(reply: Reply) -> Sheet:
    """What is mostly shown elsewhere, for where no modal can be opened."""
    match reply:
        case SourceReply():
            return source(reply)
        case SlideReply():
            return slide(reply)
        case HomeReply():
            return home(reply)
        case PersonReply():
            return handed_on(reply)
        case GapsReply():
            return gaps(reply)
        case ForgetReply():
            return forgetting(reply)
        case _:
            return administered(reply)


# -- small ones --------------------------------------------------------------------------------------------------------


def spoken(reply: TextReply) -> Sheet:
    """Words of our own. Lines in two columns become a list, since Slack's letters differ in width."""
    sheet = Sheet()
    elements: list[Element] = []
    for part in re.split(r"\n{2,}", limits.cut(reply.text, SPOKEN)):
        rows = [_COLUMNS.match(each) for each in part.split("\n")]
        if all(rows):
            elements.append(listed([words(row[1], bold=True), words(f"  {row[2]}")] for row in rows if row))
        else:
            elements.append(paragraph(words(part.strip("\n") + "\n")))
    sheet.add(rich(*elements), said=mrkdwn(reply.text))
    return sheet


def suggested(reply: SuggestionsReply) -> Sheet:
    """Questions to press."""
    sheet = Sheet()
    lead = "Ask me something about the reports, for example:" if reply.questions else "Ask me about the reports."
    sheet.add(section(lead), actions(*ask_buttons(reply.questions)), said=lead)
    sheet.lines += [f"• {said(each, 300)}" for each in reply.questions]
    return sheet


def handed_on(reply: PersonReply) -> Sheet:
    """What the asker is told."""
    sheet = Sheet()
    known = re.fullmatch(r"[CGD][A-Z0-9]{2,}", reply.channel)
    where: Element = {"type": "channel", "channel_id": reply.channel} if known else words(reply.channel, bold=True)
    before, behind = "Your question was passed on to ", ": somebody there will answer you."
    named = f"<#{reply.channel}>" if known else said(reply.channel)
    sheet.add(rich(paragraph(words(f"✅  {before}"), where, words(behind))), said=f"{before}{named}{behind}")
    return sheet


# -- what fits ---------------------------------------------------------------------------------------------------------


def fitted(blocks: Sequence[Block]) -> list[Block]:
    """All blocks where Slack takes them together; else what is at the end of the body is left out, and that is said."""
    foot = [block for block in blocks[-3:] if block["type"] in ("actions", "context_actions")]
    body = list(blocks[: len(blocks) - len(foot)]) if foot else list(blocks)
    if _fits([*body, *foot]):
        return [*body, *foot]
    left = context("… More than fits into a message was left out here.")
    while body and not _fits([*body, left, *foot]):
        body.pop()
    return [*body, *([left] if left else []), *foot]


def _fits(blocks: Sequence[Block | None]) -> bool:
    return (
        len(blocks) <= limits.MESSAGE_BLOCKS
        and limits.texts(blocks) <= limits.MESSAGE_BLOCKS_TEXT
        and len(json.dumps(blocks, ensure_ascii=False)) <= limits.MESSAGE_BLOCKS_JSON
    )
