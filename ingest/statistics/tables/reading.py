"""Table blocks → statistics: each figure with its labels, its unit, its period and its row as the quote. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ingest.blocks import Block, ReadDocument
from ingest.card import CARD_HEADING
from ingest.statistics.prose import statistic_id
from ingest.statistics.tables.around import Surroundings, surroundings
from ingest.statistics.tables.cells import Cell, cells_of
from ingest.statistics.tables.grid import Grid, grid_of
from ingest.statistics.tables.options import with_options
from knowledge.records import Revision, Statistic

LONGEST_QUOTE = 700  # characters; a longer row is quoted around its figure


def of_tables(document: ReadDocument, revision: Revision) -> list[Statistic]:
    """One statistic for each figure of the document's tables, in the order of the text."""
    return [statistic for table in _tables(document) for statistic in _of_table(document, table, revision)]


class _Table(NamedTuple):
    block: Block
    grid: Grid
    around: Surroundings


def _tables(document: ReadDocument) -> Iterator[_Table]:
    headings: list[tuple[int, str]] = []
    for number, block in enumerate(document.blocks):
        if block.kind == "heading":
            level = block.level or 1
            headings = [each for each in headings if each[0] < level]
            headings.append((level, document.text[block.start : block.end]))
        elif block.kind == "table" and block.rows:
            path = tuple(heading for _, heading in headings)
            if path[-1:] != (CARD_HEADING,):
                yield _Table(block, grid_of(block, document.text), surroundings(document, number, path))


def _of_table(document: ReadDocument, table: _Table, revision: Revision) -> Iterator[Statistic]:
    title = table.grid.title or table.around.title
    cells = cells_of(table.grid, table.around.remark, title)
    for cell in with_options(cells, title):
        yield _statistic(document.text, table, cell, revision, title)


def _statistic(text: str, table: _Table, cell: Cell, revision: Revision, title: str | None) -> Statistic:
    first, _ = table.block.rows[cell.row][cell.column]
    at, until = first + cell.figure.start, first + cell.figure.end
    start, end = _quote(text, table.block, cell.row, at, until)
    figure = cell.figure
    return Statistic(
        id=statistic_id(revision.id, at, until),
        revision_id=revision.id,
        value=figure.value,
        upper=figure.upper,
        unit=cell.unit,
        currency=cell.currency,
        scale=cell.scale,
        as_written=text[at:until],
        at=at,
        qualifier=figure.qualifier,
        measure=cell.measure,
        base=cell.base,
        base_size=cell.base_size,
        period=cell.period,
        quote=text[start:end],
        start=start,
        end=end,
        page=table.block.page,
        headings=table.around.headings,
        table=title,
        row=cell.row_label or None,
        column=cell.column_label or None,
        distribution=cell.distribution,
        option=cell.option,
        choice=cell.choice,
        aliases=cell.aliases,
        origin="table",
    )


def _quote(text: str, block: Block, row: int, at: int, until: int) -> tuple[int, int]:
    """The row, with the header where nothing stands between them; a quote is one stretch of the text."""
    rows = block.rows
    start, end = rows[row][0][0], rows[row][-1][1]
    if 0 < row == block.header_rows and end - rows[0][0][0] <= LONGEST_QUOTE:
        start = rows[0][0][0]
    if end - start > LONGEST_QUOTE:
        start, end = max(start, at - LONGEST_QUOTE // 2), min(end, until + LONGEST_QUOTE // 2)
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip(" |\n")), start + len(piece.rstrip(" |\n"))
