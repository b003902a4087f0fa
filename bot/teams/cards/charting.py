"""A question's options, or one measure over time, as a chart that Teams draws itself.

Clients that draw no charts leave it out: the table beside it has all that the chart shows, and more.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts import Chart, Mark, chart_of
from bot.replies import StatisticsReply
from bot.teams import limits, text
from bot.teams.cards.parts import Element
from bot.terminal_statistics import base_of

ASKED = "▸ "  # before the option that was asked for


def chart(reply: StatisticsReply) -> Element | None:
    """The chart of a reply, or None where there is too little to draw, or what can't be drawn as it is written."""
    drawn = chart_of(reply)
    if drawn is None or len(drawn.marks) < 2 or _ranges(reply):
        return None
    marks = _largest(drawn)
    labels = _apart([(ASKED if mark.asked else "") + mark.label for mark in marks])
    # What a chart must not be without is whom its figures are of; the question stands above it.
    common = {"title": limits.cut(text.line(drawn.subtitle), limits.PHRASE), "showTitle": True, "fallback": "drop"}
    if drawn.kind == "line":
        values = [{"x": label, "y": mark.value} for label, mark in zip(labels, marks, strict=True)]
        data = [{"legend": "Percent" if drawn.percent else "Value", "values": values}]
        return {"type": "Chart.Line", "data": data, **common}
    bars = [_bar(label, mark) for label, mark in zip(labels, marks, strict=True)]
    return {"type": "Chart.HorizontalBar", "displayMode": "AbsoluteNoAxis", "data": bars, **common}


def _bar(label: str, mark: Mark) -> Element:
    return {"x": label, "y": mark.value, "color": "categoricalMarigold" if mark.asked else "categoricalBlue"}


def left_out(reply: StatisticsReply) -> str:
    """A remark where the chart holds not all of the options."""
    options = len(reply.lookup.options)
    if reply.comparison or options <= limits.CHART_MARKS or chart(reply) is None:
        return ""
    return f"The chart shows the {limits.CHART_MARKS} largest of {options}."


def bases(reply: StatisticsReply) -> bool:
    """Whether the options are of different bases, so that each has to say its own."""
    return len({base_of(found.statistic) for found in reply.lookup.options}) > 1


def _ranges(reply: StatisticsReply) -> bool:
    """Whether some figure has two ends, of which a bar would show one."""
    shown = [found.statistic for found in (*reply.lookup.options, *reply.lookup.found)]
    if reply.comparison:
        shown += [row.statistic for row in reply.comparison.rows]
    return any(each.upper is not None for each in shown)


def _largest(drawn: Chart) -> list[Mark]:
    """As many as can be read, in their order: the last years of a line, the largest of bars and the one asked for."""
    if drawn.kind == "line":
        return list(drawn.marks[-limits.CHART_MARKS :])
    by_size = sorted(range(len(drawn.marks)), key=lambda at: (not drawn.marks[at].asked, -drawn.marks[at].value))
    return [drawn.marks[at] for at in sorted(by_size[: limits.CHART_MARKS])]


def _apart(labels: Sequence[str]) -> list[str]:
    """Labels, cut, and no two of them alike: bars of one label would be drawn as one."""
    cut: list[str] = []
    for label in labels:
        short = limits.cut(text.line(label), limits.CHART_LABEL) or "–"
        same = 1
        while short in cut:
            same += 1
            number = f" ({same})"
            short = limits.cut(text.line(label), limits.CHART_LABEL - len(number)) + number
        cut.append(short)
    return cut
