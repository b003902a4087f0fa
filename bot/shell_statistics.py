"""What ``footnote stat`` takes on a command line, and the forms in which it shows what it found."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal, cast

import typer

from bot.replies import (
    Reply,
    StatisticsReply,
)
from bot.requests import (
    Request,
    StatisticsOptions,
)
from bot.shell import finish, years_in
from bot.wire_statistics import csv_of
from knowledge.errors import FootnoteError

PICTURES = (".png", ".svg")


class Unit(StrEnum):
    """The units of statistics."""

    PERCENT = "percent"
    TIMES = "times"
    COUNT = "count"
    CURRENCY = "currency"
    YEAR = "year"
    RANK = "rank"
    OTHER = "other"


def statistics_options(
    period: str | None, unit: Unit | None, compare: bool, operations: Mapping[str, str | None]
) -> StatisticsOptions:
    """The options of a request. Raises typer.BadParameter for years that are none, and for two operations at once."""
    asked = [(name, labels) for name, labels in operations.items() if labels is not None]
    if len(asked) > 1:
        raise typer.BadParameter("can't be asked for together.", param_hint=[f"--{name}" for name, _ in asked])
    name, labels = asked[0] if asked else (None, "")
    parts = _labels(labels)
    if name and len(parts) < 2:
        raise typer.BadParameter("takes two labels, parted by a comma.", param_hint=f"--{name}")
    return StatisticsOptions(
        years=years_in(period) if period else (),
        unit=unit.value if unit else None,
        compare=compare,
        operation=cast("Literal['sum', 'difference', 'ratio'] | None", name),
        labels=parts,
    )


def _labels(text: str | None) -> tuple[str, ...]:
    text = text or ""
    return tuple(part.strip() for part in text.split(";" if ";" in text else ",") if part.strip())


@dataclass(frozen=True, slots=True)
class Shown:
    """In which form a look-up is shown."""

    as_json: bool
    as_csv: bool
    chart: Path | None

    def check(self, request: Request, *, in_batch: bool) -> None:
        """Raise typer.BadParameter for options that don't go together."""
        if self.as_json and self.as_csv:
            raise typer.BadParameter("can't be asked for together.", param_hint=["--json", "--csv"])
        if in_batch and (request.text or self.as_csv or self.chart):
            raise typer.BadParameter("takes no query, no --csv and no --chart beside it.", param_hint="--batch")
        options = cast("StatisticsOptions", request.options)
        of_one = self.as_csv or self.chart or options.compare or options.operation
        if of_one and not in_batch and not request.text:
            raise typer.BadParameter("Say which figure: give some of its words.")
        if self.chart and self.chart.suffix.lower() not in PICTURES:
            raise typer.BadParameter("takes a file that ends in .png or .svg.", param_hint="--chart")

    def finish(self, reply: Reply) -> None:
        """Show the reply. Raises FootnoteError where the chart can't be drawn or written."""
        if not isinstance(reply, StatisticsReply):
            finish(reply, self.as_json)
            return
        if self.chart:
            _draw(reply, self.chart)
        if self.as_csv:
            sys.stdout.write(csv_of(reply))
        else:
            finish(reply, self.as_json)


def _draw(reply: StatisticsReply, path: Path) -> None:
    from bot.charts import chart_of
    from bot.drawing import draw

    chart = chart_of(reply)
    if chart is None:
        raise FootnoteError("There is nothing to draw: no statistic fits; look it up in other words.")
    picture = draw(chart, cast("Literal['png', 'svg']", path.suffix.lower().removeprefix(".")))
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise FootnoteError(f"The chart can't be written to {path} ({error.strerror}): name another file.") from error
