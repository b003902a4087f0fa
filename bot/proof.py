"""Which sources and figures a reply has, and their numbers: what surfaces show as [1] is what a button asks for."""

from __future__ import annotations

from bot.replies import (
    AnswerReply,
    StatisticsReply,
    VerificationReply,
)
from bot.wire import numbered
from knowledge.lookup import Found
from knowledge.records import Answer, Citation, Statistic


def citations_of(reply: AnswerReply | StatisticsReply | VerificationReply) -> tuple[Citation, ...]:
    """Every source of a reply once, in order of appearance; the first has the number 1."""
    match reply:
        case AnswerReply(outcome):
            return tuple(numbered(outcome.claims if isinstance(outcome, Answer) else outcome.nearest))
        case StatisticsReply():
            return tuple(dict.fromkeys(found.citation for found in shown_figures(reply)))
        case VerificationReply(verification):
            cited = (citation for verdict in verification.verdicts for citation in verdict.citations)
            return tuple(dict.fromkeys(cited))


def statistics_of(reply: AnswerReply | StatisticsReply | VerificationReply) -> tuple[Statistic, ...]:
    """Every figure of a reply once, in order of appearance; the first has the number 1."""
    match reply:
        case AnswerReply(outcome):
            return outcome.statistics if isinstance(outcome, Answer) else ()
        case StatisticsReply():
            return tuple({found.statistic.id: found.statistic for found in shown_figures(reply)}.values())
        case VerificationReply(verification):
            known = {each.id: each for verdict in verification.verdicts for each in verdict.statistics}
            return tuple(known.values())


def shown_figures(reply: StatisticsReply) -> tuple[Found, ...]:
    """What a look-up shows: the options of the question if there is one, then what was found, or what is nearest."""
    lookup = reply.lookup
    return (*lookup.options, *lookup.found) if lookup.found else lookup.nearest
