"""Figures: the value as it is written, what it is of, and whose; several of one base say it once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.teams import text
from bot.teams.cards.parts import Element, Sheet, paragraph, run, said, small
from bot.teams.cards.proofs import slides_button
from bot.terminal_statistics import base_of, figure
from knowledge.records import Statistic

Numbered = tuple[Statistic, str, int]  # a figure, the mark of its source, and its number


def of_what(statistic: Statistic) -> str:
    """The option, or else the measure."""
    return statistic.option or statistic.measure


def of_whom(statistic: Statistic, *, measure: bool = True) -> str:
    """Measure (where the option stands before it), base, period and who says so; a missing base is said to be."""
    parts = (
        statistic.measure if measure and statistic.option not in (None, statistic.measure) else None,
        base_of(statistic),
        statistic.period,
        statistic.attribution,
    )
    return " · ".join(text.line(part) for part in dict.fromkeys(parts) if part)


def line(statistic: Statistic, mark: str = "") -> str:
    """``**48%** firms that keep a cat [1]`` as safe Markdown."""
    return f"{text.bold(figure(statistic))} {said(of_what(statistic), 300)} {mark}".strip()


def shown(statistic: Statistic, mark: str = "") -> Element:
    """The same on a card, large."""
    behind = f"  {text.line(of_what(statistic))}" + (f"  {mark}" if mark else "")
    return paragraph(run(figure(statistic), bold=True, size="Large"), run(behind))


def several(figures: Sequence[Numbered], exchange: str | None) -> Sheet:
    """Figures on a card, as their sources come: together where all are of the same, else each with its own base."""
    sheet = Sheet()
    ordered = sorted(figures, key=lambda each: (len(each[1]), each[1]))
    alike = {of_whom(statistic) for statistic, _, _ in ordered}
    if len(ordered) > 1 and len(alike) == 1:
        sheet.add(*(shown(statistic, mark) for statistic, mark, _ in ordered), small(alike.pop()))
    else:
        for statistic, mark, _ in ordered:
            sheet.add(shown(statistic, mark), small(of_whom(statistic)))
    if exchange:
        sheet.offer(slides_button(exchange, ordered[0][2]))
    return sheet
