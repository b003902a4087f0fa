"""Every kind of reply as a message, within all limits."""

from __future__ import annotations

from bot.proof import citations_of
from bot.replies import (
    ActReply,
    ActsReply,
    AnswerReply,
    ChecksReply,
    ConfirmReply,
    DoctorReply,
    DocumentsReply,
    EditionsReply,
    ErrorReply,
    ExchangeReply,
    ForgetReply,
    GapsReply,
    GoldenReply,
    IngestReply,
    PersonReply,
    ReingestReply,
    Reply,
    ReviewReply,
    RunReply,
    SlideReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourceReply,
    SourcesReply,
    StatisticsReply,
    StatusReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
    VerificationReply,
)
from bot.teams import limits
from bot.teams.cards import administration, contents, library
from bot.teams.cards.answers import answered
from bot.teams.cards.lookups import LookUp
from bot.teams.cards.parts import How, Message, Sheet
from bot.teams.cards.proofs import Proof, slide, source
from bot.teams.cards.verdicts import verified
from knowledge.records import Citation


def message(
    reply: Reply,
    *,
    folded: bool = True,
    question: str | None = None,
    person_button: bool = False,
    why: str = "",
) -> Message:
    """A reply as a message.

    ``folded``: a long table is shortened, and has a button that unfolds it. ``question`` stands above, where no message
    beside it asks it. ``person_button``: there are people to ask. ``why``: the reason that
    the person gave with what they are asked back about.
    """
    if isinstance(reply, ExchangeReply):
        question = question or reply.exchange.text
        reply = reply.exchange.reply
    how = How(folded=folded, person_button=person_button)
    lead = [library.asked_before(question)] if question else []
    if isinstance(reply, AnswerReply | StatisticsReply | VerificationReply):
        proof = Proof(citations_of(reply), reply.exchange)
        sheet = _kept(reply, how, proof)
        text = spoken([*lead, *sheet.lines])
        return Message(text, sheet.card(), _cited(proof, text), reply.exchange, generated=True)
    sheet = _sheet(reply, why)
    questions = reply.questions if isinstance(reply, SuggestionsReply) else ()
    return Message(spoken([*lead, *sheet.lines]), sheet.card(), suggestions=questions[: limits.SUGGESTIONS])


def spoken(lines: list[str], limit: int = limits.MESSAGE_TEXT) -> str:
    """Paragraphs in at most so many units. What doesn't fit is left out whole, lest a mark of formatting stays open."""
    kept: list[str] = []
    room = limit
    for line in lines:
        room -= limits.length(line) + 2
        if room < 4:
            kept.append(limits.cut("…", 1))
            break
        kept.append(line)
    return "\n\n".join(kept) or "–"


def _cited(proof: Proof, text: str) -> tuple[tuple[int, Citation], ...]:
    """The sources whose numbers stand in the text, which alone Teams makes chips of, and so many as it takes."""
    inside = [(number, citation) for number, citation in sorted(proof.cited.items()) if f"[{number}]" in text]
    return tuple(inside[: limits.CITATIONS])


def _kept(reply: AnswerReply | StatisticsReply | VerificationReply, how: How, proof: Proof) -> Sheet:
    match reply:
        case AnswerReply():
            return answered(reply, how, proof)
        case StatisticsReply():
            return LookUp(reply, how, proof).shown()
        case VerificationReply():
            return verified(reply, how, proof)


def _sheet(reply: Reply, why: str) -> Sheet:
    match reply:
        case ErrorReply():
            return library.error(reply)
        case TextReply():
            return library.spoken(reply)
        case SuggestionsReply():
            return library.suggested(reply)
        case SourceReply():
            return source(reply)
        case SlideReply():
            return slide(reply)
        case PersonReply():
            return library.handed_on(reply)
        case _:
            return _of_library(reply, why)


def _of_library(reply: Reply, why: str) -> Sheet:
    match reply:
        case TopicsReply():
            return library.topics(reply)
        case DocumentsReply():
            return library.documents(reply)
        case StatusReply():
            return library.status(reply)
        case IngestReply():
            return library.ingested(reply)
        case ReingestReply():
            return library.reingested(reply)
        case _:
            return _of_content(reply, why)


def _of_content(reply: Reply, why: str) -> Sheet:
    match reply:
        case ReviewReply():
            return contents.reviewed(reply)
        case EditionsReply():
            return contents.editions(reply)
        case ActReply():
            return contents.done(reply)
        case ConfirmReply():
            return contents.confirm(reply, why)
        case GapsReply():
            return administration.gaps(reply)
        case ForgetReply():
            return administration.forgetting(reply)
        case _:
            return _administered(reply)


def _administered(reply: Reply) -> Sheet:
    match reply:
        case SourcesReply():
            return administration.sources(reply)
        case SourceAddedReply():
            return administration.added(reply)
        case SourceRemovedReply():
            return administration.removed(reply)
        case ChecksReply():
            return administration.checked(reply)
        case RunReply():
            return administration.at_work(reply)
        case ActsReply():
            return administration.acts(reply)
        case GoldenReply():
            return administration.golden(reply)
        case DoctorReply():
            return administration.examined(reply)
        case _:
            raise TypeError(f"{type(reply).__name__} is no message")
