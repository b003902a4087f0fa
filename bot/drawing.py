"""Charts as pictures, 1200 × 675 pixels. The only place that knows matplotlib, which takes half a second to load.

Its font comes with it, so that a chart looks the same on every machine. Nothing that a document says is read as
mathematics, which matplotlib otherwise makes of "$1 million to $2 million".
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from bot.charts import Chart, Mark

WIDTH, HEIGHT, DOTS = 12.0, 6.75, 100  # inches, and dots for each
INK, GREY, PALE = "#1b2733", "#66737f", "#e6eaed"
BAR, ASKED, OTHERS = "#4878a8", "#c8502d", "#a9bccd"
LEFT, RIGHT, TOP, BOTTOM = 0.04, 0.96, 0.95, 0.04  # of the picture: where anything may stand
LABELS = 0.38  # at most so much of the width is for the labels of bars
SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)  # points, of labels: the largest that fits is taken
ASPECT = 0.6  # of a bold letter's width to its size, on average
SPACING = 1.2  # of lines, to their size
TITLE = 20.0
TITLE_WIDTH, SMALLER_TITLE_WIDTH, BASE_WIDTH, SOURCE_WIDTH = 66, 76, 118, 138  # characters a line
CUT = " …"
POINT = 1 / 72 / HEIGHT  # of the picture's height


def draw(chart: Chart, form: Literal["png", "svg"]) -> bytes:
    """The picture's bytes."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    top, bottom = _framed(figure, chart)
    axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, top - bottom), facecolor="none")
    (_bars if chart.kind == "bars" else _line)(axes, chart)
    file = BytesIO()
    made = "Date" if form == "svg" else "Software"
    figure.savefig(file, format=form, metadata={made: None, "Title": chart.title})
    return file.getvalue()


def _framed(figure: Figure, chart: Chart) -> tuple[float, float]:
    """Title, base and source; between which heights there is room for the rest."""
    title, size = chart.title, TITLE
    if len(title) > TITLE_WIDTH:
        title, size = _lines(title, SMALLER_TITLE_WIDTH, 3), TITLE - 3
    source = _lines(chart.source, SOURCE_WIDTH, 2)
    figure.text(LEFT, TOP, title, va="top", size=size, weight="bold", color=INK, parse_math=False)
    below = TOP - POINT * size * 1.3 * len(title.splitlines()) - POINT * 8
    figure.text(LEFT, below, _lines(chart.subtitle, BASE_WIDTH, 1), va="top", size=13, color=GREY, parse_math=False)
    figure.text(LEFT, BOTTOM, source, va="bottom", size=10.5, color=GREY, parse_math=False)
    return below - POINT * 34, BOTTOM + POINT * 10.5 * 1.4 * len(source.splitlines()) + POINT * 16


def _bars(axes: Axes, chart: Chart) -> None:
    marks = chart.marks
    _bare(axes)
    alone = len(marks) == 1
    labels, size = _fitting(axes, [mark.label for mark in marks])
    axes.set_ylim((0.8, -0.8) if alone else (len(marks) - 0.5, -0.5))
    _label(
        axes,
        marks,
        ["" if mark.label == chart.title else label for mark, label in zip(marks, labels, strict=True)],
        size,
    )
    if alone and chart.percent and 0 <= marks[0].value <= 100:
        axes.barh([0], [100], height=0.62, color=PALE)
    axes.barh(range(len(marks)), [mark.value for mark in marks], height=0.62, color=[_colour(m, marks) for m in marks])
    axes.axvline(0, color=GREY, linewidth=1)
    ends = [_end(axes, place, mark, size) for place, mark in enumerate(marks)]
    _make_room_for_ends(axes, marks, ends, full=100.0 if alone and chart.percent else 0.0)


def _fitting(axes: Axes, labels: list[str]) -> tuple[list[str], float]:
    """Labels, broken into lines, and the largest size in which they fit; the last resort is to cut them."""
    slot = axes.get_position().height * HEIGHT * 72 / max(len(labels), 2) * 0.94
    broken: list[str] = []
    for size in SIZES:
        characters = int(LABELS * WIDTH * 72 / (size * ASPECT))
        most = max(1, int(slot / (size * SPACING)))
        broken = [_lines(label, characters, most) for label in labels]
        if size * SPACING <= slot and not any(line.endswith(CUT) for line in broken):
            return broken, size
    return broken, SIZES[-1]


def _label(axes: Axes, marks: Sequence[Mark], labels: Sequence[str], size: float) -> None:
    """Write the labels beside the axis, and move it to the right by as much as the widest takes."""
    beside = axes.get_yaxis_transform()
    written = [
        axes.text(
            -0.012,
            place,
            label,
            transform=beside,
            ha="right",
            va="center",
            size=size,
            color=INK,
            weight="bold" if mark.asked else "normal",
            linespacing=SPACING - 0.15,
            parse_math=False,
        )
        for place, (mark, label) in enumerate(zip(marks, labels, strict=True))
    ]
    widest = max(label.get_window_extent().width for label in written) / (WIDTH * DOTS)
    box = axes.get_position()
    left = LEFT + (widest + 0.015 if widest else 0)
    axes.set_position((left, box.y0, RIGHT - left, box.height))


def _end(axes: Axes, place: int, mark: Mark, size: float) -> Text:
    """The figure at the end of its bar."""
    behind = mark.value >= 0
    return axes.annotate(
        mark.written,
        (mark.value, place),
        (6 if behind else -6, 0),
        textcoords="offset points",
        va="center",
        ha="left" if behind else "right",
        size=size,
        weight="bold",
        color=INK,
        parse_math=False,
    )


def _make_room_for_ends(axes: Axes, marks: Sequence[Mark], ends: Sequence[Text], full: float) -> None:
    """Set the limits so that the longest bars leave room for their figures."""
    room = axes.get_position().width * WIDTH * DOTS
    before, behind = 0.0, 0.0  # shares of the width that figures take left and right
    for mark, end in zip(marks, ends, strict=True):
        share = (end.get_window_extent().width + 14) / room
        before, behind = (before, max(behind, share)) if mark.value >= 0 else (max(before, share), behind)
    low, high = min(0.0, *(mark.value for mark in marks)), max(full, 0.0, *(mark.value for mark in marks))
    span = (high - low or 1.0) / max(0.2, 1 - before - behind)
    axes.set_xlim(low - before * span, (high or low + 1.0 if high == low else high) + behind * span)


def _line(axes: Axes, chart: Chart) -> None:
    marks = chart.marks
    _bare(axes)
    box = axes.get_position()
    axes.set_position((box.x0, box.y0 + POINT * 26, box.width, box.height - POINT * 26))
    years, values = [int(mark.label) for mark in marks], [mark.value for mark in marks]
    axes.plot(years, values, color=BAR, linewidth=3, marker="o", markersize=9, clip_on=False)
    low, high = min(0.0, *values), max(values)
    axes.set_ylim(low, high + (high - low) * 0.18 or 1.0)
    margin = (years[-1] - years[0]) * 0.06
    axes.set_xlim(years[0] - margin, years[-1] + margin)
    axes.axhline(0, color=GREY, linewidth=1, clip_on=False)
    _name_points(axes, years, marks)


def _name_points(axes: Axes, years: Sequence[int], marks: Sequence[Mark]) -> None:
    """Figures above the points and years below the axis, in the largest size in which neighbours stay apart."""
    slot = axes.get_position().width * WIDTH * 72 / (1.12 * max(1, years[-1] - years[0]))
    nearest = min(b - a for a, b in pairwise(years)) * slot
    longest = max(len(mark.written) for mark in marks)
    size = next((size for size in SIZES if longest * size * ASPECT <= nearest), SIZES[-1])
    below = axes.get_xaxis_transform()
    told: dict[str, Any] = {"size": size, "color": INK, "ha": "center", "parse_math": False}
    for year, mark in zip(years, marks, strict=True):
        axes.annotate(mark.written, (year, mark.value), (0, 11), textcoords="offset points", weight="bold", **told)
        axes.text(year, -0.03, mark.label, transform=below, va="top", **told)


def _bare(axes: Axes) -> None:
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])


def _colour(mark: Mark, marks: Sequence[Mark]) -> str:
    if mark.asked:
        return ASKED
    return OTHERS if any(each.asked for each in marks) else BAR


def _lines(text: str, width: int, most: int) -> str:
    """The text in lines of so many characters; what is beyond the last is left out, and an ellipsis says so."""
    return "\n".join(textwrap.wrap(" ".join(text.split()), width, max_lines=most, placeholder=CUT))
