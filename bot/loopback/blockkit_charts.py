"""Slack's chart block (``data_visualization``), which its official types don't have yet; its reference describes it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from bot.loopback.blockkit_schema import Finding, Path

TITLE = 50
LABEL = 20
SEGMENTS = 12
SERIES = 12
POINTS = 20
PLOTTED = {"bar", "line", "area"}


def chart_findings(block: dict[str, Any], path: Path) -> Iterator[Finding]:
    """What is wrong with a chart: shape, limits, and points that don't belong to the categories."""
    yield from _fields(block, {"type", "title", "chart"}, {"block_id"}, path)
    yield from _text(block, "title", TITLE, path)
    chart = block.get("chart")
    here = (*path, "chart")
    if not isinstance(chart, dict):
        yield here, "should be an object"
    elif chart.get("type") == "pie":
        yield from _fields(chart, {"type", "segments"}, set(), here)
        yield from _points(chart, "segments", SEGMENTS, here, positive=True)
    elif chart.get("type") in PLOTTED:
        yield from _fields(chart, {"type", "series", "axis_config"}, set(), here)
        yield from _plotted(chart, here)
    else:
        yield here, f"has the type {chart.get('type')!r}; pie, bar, line and area exist"


def _plotted(chart: dict[str, Any], path: Path) -> Iterator[Finding]:
    axis = chart.get("axis_config")
    if not isinstance(axis, dict):
        axis = {}
    here = (*path, "axis_config")
    yield from _fields(axis, {"categories"}, {"x_label", "y_label"}, here)
    for label in ("x_label", "y_label"):
        if label in axis:
            yield from _text(axis, label, TITLE, here)
    categories = axis.get("categories")
    if isinstance(categories, list):
        yield from _count(categories, POINTS, (*here, "categories"))
        for number in range(len(categories)):
            yield from _text(dict(enumerate(categories)), number, LABEL, (*here, "categories"))
        if len(set(map(str, categories))) < len(categories):
            yield (*here, "categories"), "names a category twice"
    yield from _series(chart.get("series"), categories, (*path, "series"))


def _series(series: Any, categories: Any, path: Path) -> Iterator[Finding]:
    if not isinstance(series, list):
        yield path, "should be a list"
        return
    yield from _count(series, SERIES, path)
    names = [one.get("name") for one in series if isinstance(one, dict)]
    if len(set(map(str, names))) < len(names):
        yield path, "names a series twice"
    for number, one in enumerate(series):
        here = (*path, number)
        if not isinstance(one, dict):
            yield here, "should be an object"
            continue
        yield from _fields(one, {"name", "data"}, set(), here)
        yield from _text(one, "name", LABEL, here)
        yield from _points(one, "data", POINTS, here)
        labels = [point.get("label") for point in one.get("data") or [] if isinstance(point, dict)]
        if labels != categories:
            yield (*here, "data"), "has other labels than the categories of axis_config, or in another order"


def _points(value: dict[str, Any], field: str, most: int, path: Path, *, positive: bool = False) -> Iterator[Finding]:
    points = value.get(field)
    here = (*path, field)
    if not isinstance(points, list):
        yield here, "should be a list"
        return
    yield from _count(points, most, here)
    for number, point in enumerate(points):
        if not isinstance(point, dict):
            yield (*here, number), "should be an object"
            continue
        yield from _fields(point, {"label", "value"}, set(), (*here, number))
        yield from _text(point, "label", LABEL, (*here, number))
        amount = point.get("value")
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
            yield (*here, number, "value"), "should be a number"
        elif positive and amount <= 0:
            yield (*here, number, "value"), "should be above 0"


def _fields(value: dict[str, Any], needed: set[str], possible: set[str], path: Path) -> Iterator[Finding]:
    yield from ((path, f"lacks {name!r}") for name in sorted(needed - value.keys()))
    yield from ((path, f"has {name!r}, which Slack doesn't know") for name in sorted(value.keys() - needed - possible))


def _text(value: dict[Any, Any], field: str | int, most: int, path: Path) -> Iterator[Finding]:
    text = value.get(field)
    if text is None:
        return  # what is needed is said elsewhere
    if not isinstance(text, str):
        yield (*path, field), "should be a text"
    elif not 1 <= len(text) <= most:
        yield (*path, field), f"has {len(text)} characters, and 1 to {most} are allowed"


def _count(items: list[Any], most: int, path: Path) -> Iterator[Finding]:
    if not 1 <= len(items) <= most:
        yield path, f"has {len(items)} items, and 1 to {most} are allowed"
