"""``slides``: a figure ready for a slide, with a footnote to paste, a table and a chart."""

from __future__ import annotations

import re
from threading import Lock

from bot.charts import chart_of, short_figure
from bot.exchanges import numbered, opened
from bot.journal import Recorded
from bot.plain import plain
from bot.proof import statistics_of
from bot.replies import (
    AnswerReply,
    ErrorReply,
    Reply,
    SlideReply,
    StatisticsReply,
    VerificationReply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.sourcing import PRUNED
from bot.terminal_statistics import base_of
from bot.wire_statistics import csv_of
from bot.wiring import Services
from knowledge.distributions import citation_of, distributed
from knowledge.lookup import Found, Lookup
from knowledge.records import Citation, Revision, Statistic

LONGEST_NAME = 40  # characters of a file's name

_drawing = Lock()  # matplotlib isn't made for several threads


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """One figure of an exchange. Raises UnknownExchange where there is none of that number."""
    exchange = opened(services, request)
    statistics = statistics_of(exchange.reply)
    statistic = numbered(statistics, request.number, "figure")
    edition = edition_of(exchange.reply)
    revision = services.editions.revisions(edition).get(statistic.revision_id)
    if revision is None:
        return ErrorReply(PRUNED)
    looked_up = _alone(services, statistic, revision, edition)
    return SlideReply(
        statistic=statistic,
        headline=headline(statistic),
        footnote=footnote(statistic, revision, looked_up.lookup.found[0].citation),
        csv=csv_of(looked_up),
        png=_drawn(looked_up),
        name=_file_name(statistic),
        number=request.number,
        total=len(statistics),
        exchange=exchange.id,
    )


def edition_of(reply: Recorded) -> int:
    """The edition that a reply was given from."""
    match reply:
        case AnswerReply(outcome):
            return outcome.edition
        case StatisticsReply(lookup):
            return lookup.edition
        case VerificationReply(verification):
            return verification.edition


def headline(statistic: Statistic) -> str:
    """``34%: a dedicated team``"""
    scale = f" ({statistic.scale})" if statistic.scale else ""
    return _line(f"{short_figure(statistic)}{scale}: {statistic.option or statistic.measure}")


def footnote(statistic: Statistic, revision: Revision, citation: Citation) -> str:
    """Question, base, period, who says so, and where it stands, in one line; what isn't stated is left out."""
    base = base_of(statistic)
    said = (base[:1].upper() + base[1:], statistic.period, statistic.attribution)
    page = f"page {citation.page}" if citation.page else None
    year = (revision.published or "")[:4] or None
    stands = (citation.title, revision.publisher, year, page, _address(citation))
    question = f"{_sentence(statistic.distribution)} " if statistic.distribution and statistic.option else ""
    return _line(f"{question}{_joined(said)}. Source: {_joined(stands)}")


def _sentence(text: str) -> str:
    return text if text.endswith(("?", ".", "!", ":")) else f"{text}."


def _joined(parts: tuple[str | None, ...]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _address(citation: Citation) -> str:
    """A link that a reader of the slide can follow, without the words to highlight; of a file its name."""
    link = citation.link or ""
    return link.partition("#:~:")[0] if link.startswith(("https://", "http://")) else citation.document


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _alone(services: Services, statistic: Statistic, revision: Revision, edition: int) -> StatisticsReply:
    """The figure as if it had been looked up: alone, or among the options of its question."""
    asked = {(statistic.revision_id, statistic.distribution)} if statistic.distribution else set()
    whole = distributed(statistic, services.catalogue.options(edition, asked)) if asked else None
    found = Found(statistic, citation_of(statistic, revision))
    lookup = Lookup(
        query=statistic.measure,
        found=(found,),
        distribution=whole,
        options=tuple(Found(each, citation_of(each, revision)) for each in whole.options) if whole else (),
        asked=statistic.id if whole else None,
        edition=edition,
    )
    return StatisticsReply(lookup)


def _drawn(reply: StatisticsReply) -> bytes | None:
    """The chart of a question's options; a single figure says as much without one."""
    chart = chart_of(reply) if reply.lookup.options else None
    if chart is None:
        return None
    with _drawing:
        from bot.drawing import draw

        return draw(chart, "png")


def _file_name(statistic: Statistic) -> str:
    """Words of what it is of, as many as fit: ``a-dedicated-team``."""
    name = ""
    for word in re.findall(r"[^\W_]+", (statistic.option or statistic.measure).casefold()):
        longer = f"{name}-{word}".lstrip("-")
        if len(longer) > LONGEST_NAME:
            break
        name = longer
    return name or "figure"
