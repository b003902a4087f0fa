"""The figures of a grid with their labels, units and periods. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from ingest.statistics.tables.figures import CellFigure, Unit, is_figure_cell, read_cell, writes_decimal_commas
from ingest.statistics.tables.grid import Grid, Line, bare, holds_figures, is_empty
from ingest.statistics.tables.headers import Heading, headings, percent_columns, thin_columns, with_shares
from ingest.statistics.tables.periods import is_change, is_lead, is_period, is_year_number, period_in, period_of_row
from ingest.statistics.tables.remarks import Remark, is_remark, remark_in, remark_of_label, without_scale

_BASE_ROW = re.compile(
    r"\(?(?:n|n ?=|base|bases|base size|sample(?: size)?|unweighted base|weighted base|(?:total |"
    r"number of |no\. of )?respondents|"
    r"total answering|answers|responses)\)?",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\(?\bn ?= ?(?P<size>\d{1,3}(?:[ ,]\d{3})+|\d+)\)?", re.IGNORECASE)
_ONLY_KIND = re.compile(
    r"(?:%|share|per ?cent(?:age)?s?|percentage|total|amounts?|values?|number|figures?|result|"
    r"respondents|responses|answers|"
    r"(?:share|percentage|percent|number|%|proportion) of (?:all )?(?:respondents|responses|answers|"
    r"people|total|participants))",
    re.IGNORECASE,
)
_MONEY_WORDS = re.compile(
    r"\b(?:revenues?|sales|income|costs?|expens\w+|profit|loss(?:es)?|assets?|liabilit\w+|"
    r"receivables?|payables?|debt|cash|tax(?:es)?|"
    r"equity|earnings|ebitda|ebit|goodwill|inventor\w+|deposits?|dividends?|compensation|salar\w+|"
    r"wages|payments?|obligations?|"
    r"leases?|price|fees?|borrowings|bookings|capital|allowance|credits?|provision)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:sub-?|grand )?totals?\b|^net\b", re.IGNORECASE)
_ANYWHERE = -1  # the key of the currency last seen in any column
_SIGN = re.compile(r"(?:US|HK|NZ|A|C|S|R)?\$|[€£¥₹]")


class Cell(NamedTuple):
    """One figure of a table; ``row`` and ``column`` count the block's rows and cells from 0."""

    row: int
    column: int
    figure: CellFigure
    row_label: str
    column_label: str
    measure: str
    unit: Unit
    currency: str | None = None
    scale: str | None = None
    period: str | None = None
    base: str | None = None
    base_size: int | None = None
    section: int = 0
    labelled: bool = True  # whether its row has a label of its own
    total: bool = False
    aliases: tuple[str, ...] = ()
    distribution: str | None = None
    option: str | None = None
    choice: Literal["single", "multiple"] | None = None


class _Columns(NamedTuple):
    """What is known of a section's columns."""

    headings: list[Heading]
    remark: Remark  # that its header makes on all of them
    years: frozenset[int]  # columns that hold years


def cells_of(grid: Grid, around: Remark, title: str | None) -> list[Cell]:
    """The figures of a table row by row. ``around``: what is said of them outside of it."""
    width = grid.width
    comma = writes_decimal_commas(cell for line in grid.lines for cell in grid.rows[line.number])
    thin = thin_columns((grid.rows[line.number] for line in grid.lines), width, grid.labels)
    above = Remark()
    for said in grid.above:
        above = remark_in(said).over(above) if is_remark(said) else above
    whole = above.over(around)
    found: list[Cell] = []
    sections: dict[int, _Columns] = {}
    signs: dict[int, str] = {}
    for line in grid.lines:
        if line.section not in sections:
            sections[line.section] = _columns(grid, line, thin)
        columns = sections[line.section]
        remark = (remark_in(line.remark) if line.remark else Remark()).over(columns.remark).over(whole)
        for column, figure in _figures(grid, line, columns, comma):
            found.append(_Reading(grid, line, column, figure, columns, title).cell(remark, signs))
    return _with_bases(_with_sums(found))


def _columns(grid: Grid, line: Line, thin: frozenset[int]) -> _Columns:
    named, said = headings(line.header, grid.width, grid.labels, thin)
    lead = next((cell for cell in grid.above if is_lead(cell) and not is_remark(cell)), "").strip(" :")
    if lead:
        named = [
            each._replace(label=f"{lead} {each.label}") if is_period(each.label) and lead not in each.label else each
            for each in named
        ]
    rows = [grid.rows[each.number] for each in grid.lines if each.section == line.section]
    named = with_shares(named, percent_columns(rows, grid.width), grid.labels)
    years = frozenset(
        at for at in range(grid.labels, grid.width) if _holds_years(grid, line.section, at, named[at].label)
    )
    return _Columns(named, remark_in(said) if said else Remark(), years)


def _holds_years(grid: Grid, section: int, column: int, label: str) -> bool:
    rows = [grid.rows[line.number] for line in grid.lines if line.section == section]
    cells = [row[column] for row in rows if column < len(row) and is_figure_cell(row[column])]
    return bool(cells) and all(map(is_year_number, cells)) and not is_period(label) and not remark_of_label(label).unit


def _figures(grid: Grid, line: Line, columns: _Columns, comma: bool) -> Iterator[tuple[int, CellFigure]]:
    """The figures of a row with the signs that stand in the cells beside them."""
    row = grid.rows[line.number]
    for column in range(grid.labels, len(row)):
        cell = row[column]
        if is_empty(cell) or not holds_figures(columns.headings[column].label) or is_remark(cell):
            continue
        before, after = (row[at] if 0 <= at < len(row) else "" for at in (column - 1, column + 1))
        for figure in read_cell(cell, comma):
            if figure.unit is None and _SIGN.fullmatch(before.strip(" (")) and column > grid.labels - 1:
                figure = figure._replace(unit="currency", currency=before.strip(" ("))  # noqa: PLW2901
                if before.strip().endswith("(") and after.strip().startswith(")"):
                    figure = figure._replace(value=-figure.value)  # noqa: PLW2901
            if figure.unit is None and after.strip(") ") in {"%", "bps"} and not re.search(r"\d", after):
                figure = figure._replace(unit="percent" if "%" in after else "other")  # noqa: PLW2901
            yield column, figure


class _Reading(NamedTuple):
    """One figure and where it stands."""

    grid: Grid
    line: Line
    column: int
    figure: CellFigure
    columns: _Columns
    title: str | None

    def cell(self, whole: Remark, signs: dict[int, str]) -> Cell:
        """The figure with all that its labels say. ``signs``: the currency last seen in each column, kept."""
        heading = self.columns.headings[self.column]
        own = self.grid.label(self.line, self.column)
        size = _SIZE.search(heading.label) or _SIZE.search(own)
        column_label = _SIZE.sub("", heading.label).strip(" ,;")
        groups = [bare(group) for group in self.line.groups]
        row_label = _with_groups(own, groups)
        said = self._said(own, heading, groups).over(whole)
        unit, currency = self._unit(said, own, column_label, signs)
        return Cell(
            row=self.line.number,
            column=self.column,
            figure=self.figure,
            row_label=row_label,
            column_label=column_label,
            measure=self._measure(own, groups, column_label),
            unit=unit,
            currency=currency,
            scale=self._scale(said, (own, column_label, *groups), unit),
            period=self._period(own, groups, column_label),
            base_size=int(re.sub(r"\D", "", size["size"])) if size else None,
            base=(column_label or None) if size and _SIZE.search(heading.label) else None,
            section=self.line.section,
            labelled=bool(own),
            total=bool(_TOTAL.search(own)),
            aliases=(own,) if own and groups and own != row_label else (),
        )

    def _said(self, own: str, heading: Heading, groups: list[str]) -> Remark:
        """What the labels say of the figure's unit, the row's before the column's."""
        said = remark_of_label(own)
        if said.unit == "count" and without_scale(heading.label):
            said = Remark()  # shares have prices, too
        said = said.over(remark_in(heading.remark) if heading.remark else Remark())
        if heading.remark and is_remark(heading.remark) and "%" in heading.remark:
            said = said.over(Remark("percent"))
        said = said.over(remark_of_label(heading.label))
        for group in reversed(groups):
            said = said.over(remark_of_label(group))
        return said

    def _unit(self, said: Remark, own: str, column_label: str, signs: dict[int, str]) -> tuple[Unit, str | None]:
        figure = self.figure
        if figure.unit is not None:
            if figure.unit == "currency" and figure.currency:
                signs[self.column] = signs[_ANYWHERE] = figure.currency
            return figure.unit, figure.currency
        if self.column in self.columns.years:
            return "year", None
        if said.unit:
            return said.unit, (said.currency or signs.get(self.column)) if said.unit == "currency" else None
        if self.column in signs:
            return "currency", signs[self.column]
        named = f"{own} {column_label} {self.title or ''}"
        if said.scale and _MONEY_WORDS.search(named):
            return "currency", None
        if _ANYWHERE in signs and _MONEY_WORDS.search(own):
            return "currency", signs[_ANYWHERE]
        return ("count" if figure.value == figure.value.to_integral_value() else "other"), None

    def _scale(self, said: Remark, labels: Sequence[str], unit: Unit) -> str | None:
        if self.figure.scaled or unit in {"percent", "times", "year", "rank"}:
            return None
        if any(map(without_scale, labels)):  # its own, where it says one
            return next((scale for label in labels if (scale := remark_of_label(label).scale)), None)
        return said.scale

    def _measure(self, own: str, groups: list[str], column_label: str) -> str:
        """What is measured: the row under columns of years, the column beside rows of years, else both."""
        group = ": ".join(each for each in groups if not is_period(each))
        row = "" if is_period(own) else _with_groups(own, [each for each in groups if not is_period(each)])
        column = "" if is_period(column_label) or _ONLY_KIND.fullmatch(column_label) else column_label
        if row and column:
            return f"{row}: {column}"
        return (
            row
            or column
            or (own if not is_period(own) else "")
            or group
            or self.title
            or column_label
            or own
            or "not named"
        )

    def _period(self, own: str, groups: list[str], column_label: str) -> str | None:
        """When: as the column says, the row, the group or the title; a quarter with the year that stands elsewhere."""
        said = [period_in(column_label), period_of_row(own), *(period_of_row(group) for group in reversed(groups))]
        if is_change(column_label) and not is_period(column_label):
            return said[0]
        told = [period for period in said if period]
        if told and _names_year(told[0]):
            return told[0]
        year = next((period for period in told[1:] if _names_year(period)), None)
        if told:
            return f"{told[0]}, {year}" if year else told[0]
        titled = period_in(self.title)
        return titled if titled and len(set(re.findall(r"(?:19|20)\d\d", self.title or ""))) == 1 else None


def _names_year(period: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d|\b(?:FY|CY|F)[ ’']?\d\d\b|[-’' ]\d\d$|\dH\d\d", period, re.IGNORECASE))


def _with_groups(own: str, groups: list[str]) -> str:
    """A row's label after its group's; a total that names its group needs it no more."""
    words = set(re.findall(r"\w+", own.lower()))
    kept = [group for group in groups if group and not set(re.findall(r"\w+", group.lower())) <= words]
    return ": ".join([*kept, own] if own else groups[-1:])


def _with_sums(cells: list[Cell]) -> list[Cell]:
    """A row without a label that is the sum of those above it is a total, and goes by that name, too."""
    columns: dict[tuple[int, int], list[Cell]] = {}
    sums: set[int] = set()
    for cell in cells:
        above = columns.setdefault((cell.section, cell.column), [])
        if not cell.labelled and _sums_up(cell, above):
            sums.add(cell.row)
            above.clear()
        above.append(cell)
    return [cell._replace(total=True, aliases=("total",)) if cell.row in sums else cell for cell in cells]


def _sums_up(cell: Cell, above: list[Cell]) -> bool:
    total = Decimal(0)
    for number, each in enumerate(reversed(above), 1):
        total += each.figure.value
        if number > 1 and total == cell.figure.value:
            return True
    return False


def _with_bases(cells: list[Cell]) -> list[Cell]:
    """Shares with the size of their base, where a row of the table says it for each column."""
    sizes: Mapping[tuple[int, int], int] = {
        (cell.section, cell.column): int(cell.figure.value)
        for cell in cells
        if _BASE_ROW.fullmatch(cell.row_label)
        and cell.figure.value == cell.figure.value.to_integral_value()
        and cell.unit != "percent"
    }
    return [
        cell._replace(base_size=size)
        if cell.unit == "percent" and (size := sizes.get((cell.section, cell.column)))
        else cell
        for cell in cells
    ]
