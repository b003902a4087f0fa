"""A question's options, or one measure over time: Slack's own chart, and a table with all that the chart can't hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.charts import Chart, Mark, chart_of
from bot.replies import StatisticsReply
from bot.slack import limits, text
from bot.slack.blocks.parts import Block, Element, paragraph, rich, words
from bot.terminal_statistics import base_of

CELL = 90  # units in a cell of a table
ASKED = "▸ "  # before the option that was asked for


def chart(reply: StatisticsReply) -> Block | None:
    """The chart of a reply, or None where there is too little to draw, or what can't be drawn as it is written."""
    drawn = chart_of(reply)
    if drawn is None or len(drawn.marks) < 2 or _ranges(reply):
        return None
    marks = _largest(drawn)
    labels = _apart([(ASKED if mark.asked else "") + mark.label for mark in marks])
    points = [{"label": label, "value": mark.value} for label, mark in zip(labels, marks, strict=True)]
    name = "Percent" if drawn.percent else "Value"
    axes = {"categories": labels, "y_label": name}
    series = [{"name": name, "data": points}]
    # The question stands in the text above; what a chart must not be without is whom its figures are of.
    kind = "bar" if drawn.kind == "bars" else "line"
    return {
        "type": "data_visualization",
        "title": limits.cut(text.line(drawn.subtitle), limits.CHART_TITLE) or "–",
        "chart": {"type": kind, "series": series, "axis_config": axes},
    }


def left_out(reply: StatisticsReply) -> str:
    """A remark where the chart holds not all of the options."""
    options = len(reply.lookup.options)
    if reply.comparison or options <= limits.CHART_POINTS or chart(reply) is None:
        return ""
    return f"The chart shows the {limits.CHART_POINTS} largest of {options}."


def table(titles: Sequence[str], rows: Iterable[tuple[Sequence[str], bool]], room: int) -> tuple[Block, int]:
    """A table with as many of the rows as take at most ``room`` units of JSON, and how many that are.

    A row is its cells, and whether it is the one that was asked for.
    """
    made: list[list[Element]] = [[_cell(title, bold=True) for title in titles]]
    for cells, asked in rows:
        row = [_cell(each, bold=asked) for each in cells]
        room -= len(str(row))
        if room < 0 or len(made) == limits.TABLE_ROWS:
            break
        made.append(row)
    wrapped = [{"is_wrapped": True} for _ in titles]
    return {"type": "table", "rows": made, "column_settings": wrapped}, len(made) - 1


def _cell(content: str, *, bold: bool = False) -> Element:
    shown = limits.cut(text.line(content), CELL) or "–"
    return rich(paragraph(words(shown, bold=True))) if bold else {"type": "raw_text", "text": shown}


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
    """As many as Slack takes, in their order: the last years of a line, the largest of bars and the one asked for."""
    if drawn.kind == "line":
        return list(drawn.marks[-limits.CHART_POINTS :])
    by_size = sorted(range(len(drawn.marks)), key=lambda at: (not drawn.marks[at].asked, -drawn.marks[at].value))
    return [drawn.marks[at] for at in sorted(by_size[: limits.CHART_POINTS])]


def _apart(labels: Sequence[str]) -> list[str]:
    """Labels cut to what Slack takes, no two of them alike: data is assigned to them by name."""
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
