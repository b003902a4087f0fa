"""Figures: the value as it is written, what it is of, and whose; several of one base say it once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import limits
from bot.slack.blocks.parts import Element, Sheet, actions, said, section, slides_button
from bot.terminal_statistics import base_of, figure
from knowledge.numerals import numerals
from knowledge.records import Statistic

LONG_FIGURE = 14  # units; of a longer wording only the figure stands on a button
BUTTONS = 5  # in one row


def value_of(statistic: Statistic) -> str:
    """The figure as it is written, as safe mrkdwn in bold."""
    return f"*{said(figure(statistic))}*"


def short(statistic: Statistic) -> str:
    """The figure without the words around it: "one in three organizations (34%)" is 34%."""
    written = statistic.as_written
    if limits.length(written) <= LONG_FIGURE:
        return written
    found = numerals(written)
    return found[-1].text if found else written


def of_what(statistic: Statistic) -> str:
    """The option, or else the measure."""
    return said(statistic.option or statistic.measure)


def of_whom(statistic: Statistic, *, measure: bool = True) -> str:
    """Measure (where the option stands before it), base, period and who says so; a missing base is said to be."""
    parts = (
        statistic.measure if measure and statistic.option not in (None, statistic.measure) else None,
        base_of(statistic),
        statistic.period,
        statistic.attribution,
    )
    return " · ".join(said(part) for part in dict.fromkeys(parts) if part)


def one(statistic: Statistic, mark: str, exchange: str | None, number: int) -> Sheet:
    """One figure with its button; ``mark`` is the number of its source."""
    head, below = f"{value_of(statistic)}  {of_what(statistic)}{mark and f'  {mark}'}", of_whom(statistic)
    sheet = Sheet()
    sheet.add(section(f"{head}\n{below}", slides_button(exchange, number)), said=(head, below))
    return sheet


def several(figures: Sequence[tuple[Statistic, str, int]], exchange: str | None) -> Sheet:
    """Figures with their marks and numbers: together where all are of the same, else one by one."""
    sheet = Sheet()
    alike = {of_whom(statistic) for statistic, _, _ in figures}
    if len(figures) == 1 or len(alike) > 1:
        for statistic, mark, number in figures:
            sheet.take(one(statistic, mark, exchange, number))
        return sheet
    figures = sorted(figures, key=lambda each: (len(each[1]), each[1]))  # as their sources come
    listed = [f"{value_of(each)}  {of_what(each)}{mark and f'  {mark}'}" for each, mark, _ in figures]
    below = alike.pop()
    sheet.add(section("\n".join((*listed, below))), _for_slides(figures, exchange), said=(*listed, below))
    return sheet


def _for_slides(figures: Sequence[tuple[Statistic, str, int]], exchange: str | None) -> Element | None:
    labels = [(f"{short(statistic)} for slides", number) for statistic, _, number in figures[:BUTTONS]]
    return actions(*(slides_button(exchange, number, label) for label, number in labels))
