"""A statistic as a card in somebody's own message: it stands for itself, without buttons of the bot's."""

from __future__ import annotations

from typing import Any

from bot.charts import short_figure
from bot.replies import StatisticsReply
from bot.teams import limits, text
from bot.teams.cards import charting, figures
from bot.teams.cards.parts import Card, card_of, open_button, quoted, small, table, title
from bot.teams.cards.proofs import place_of
from bot.terminal_statistics import figure
from knowledge.lookup import Found

OPTIONS = 12


def results(reply: StatisticsReply) -> list[tuple[Card, dict[str, Any]]]:
    """Each figure that was found as a card, and how it stands in the list; a question with its options goes first."""
    lookup = reply.lookup
    made = [_question(reply)] if lookup.options else []
    found = list({each.statistic.id: each for each in (*lookup.found, *lookup.options)}.values())
    made += [_one(each) for each in found]
    return made[: limits.RESULTS]


def _one(found: Found) -> tuple[Card, dict[str, Any]]:
    statistic, citation = found.statistic, found.citation
    at = statistic.at - statistic.start
    bold = (at, at + len(statistic.as_written)) if citation.quote == statistic.quote else None
    shown, bold = limits.excerpt(citation.quote, bold, limits.QUOTE)
    body = [
        figures.shown(statistic),
        small(figures.of_whom(statistic)),
        quoted(shown, bold),
        small(f"Source: {place_of(citation)}"),
    ]
    link = open_button(citation.link)
    whole = card_of([each for each in body if each], [link] if link else [])
    return whole, _listed(f"{short_figure(statistic)}: {figures.of_what(statistic)}", figures.of_whom(statistic))


def _question(reply: StatisticsReply) -> tuple[Card, dict[str, Any]]:
    options = reply.lookup.options
    first = options[0].statistic
    asked = first.distribution or first.measure
    rows = [((figures.of_what(each.statistic), figure(each.statistic)), False) for each in options[:OPTIONS]]
    places = dict.fromkeys(place_of(each.citation) for each in options)
    body = [
        title(asked),
        small(figures.of_whom(first, measure=False)),
        charting.chart(reply),
        table(("Answer", "Figure"), rows, (4, 1)),
        small(f"Source: {'; '.join(list(places)[:3])}"),
    ]
    whole = card_of([each for each in body if each])
    return whole, _listed(asked, f"{len(options)} answers · {figures.of_whom(first, measure=False)}")


def _listed(head: str, below: str) -> dict[str, Any]:
    """A line of the list, whose text is read as HTML."""
    return {
        "title": text.markdown(limits.cut(text.line(head), limits.RESULT_TITLE)),
        "text": text.markdown(limits.cut(text.line(below), limits.RESULT_TEXT)),
    }
