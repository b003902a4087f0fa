"""XLSX, CSV and TSV: every sheet's tables with their captions and notes, figures as they are shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described, title_of
from ingest.readers.archive import author, broken, checked_archive, company, created
from ingest.readers.encoding import decode
from ingest.readers.formats import displayed
from ingest.readers.tables import add_table, without_empty
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DELIMITERS = ",;\t|"
_SNIFFED = 50  # lines that the delimiter is told from
_DEFAULT_SHEET = re.compile(r"^(?:sheet|tabelle|feuil|hoja|foglio|blad)\s?\d+$", re.IGNORECASE)
_WHOLE_BELOW = 40_000_000  # bytes of sheets that are loaded whole; larger ones are streamed, without merged cells

Rows = list[list[str]]


def read_xlsx(data: bytes, name: str, settings: IngestSettings) -> ReadDocument:
    """A workbook to blocks: the sheets that are shown, by name. Raises UnreadableSource when it is damaged."""
    from openpyxl import load_workbook

    archive = checked_archive(data, name, "Excel workbook", settings)
    builder = TextBuilder()
    # openpyxl raises whatever its parsing stumbles over: KeyError, ValueError, TypeError, XML errors …
    try:
        workbook = load_workbook(archive, data_only=True, read_only=len(data) * 10 > _WHOLE_BELOW)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        captions = [_add_sheet(builder, sheet.title, _rows(sheet)) for sheet in sheets]
        properties = workbook.properties
        workbook.close()
    except Exception as error:
        raise UnreadableSource(broken(name, "Excel workbook")) from error
    return described(
        builder.build(_XLSX),
        name,
        # A sheet's name is no title; what stands above its table is one, when it is the only sheet.
        titles=[properties.title, captions[0] if len(captions) == 1 else None, title_of(name=name)],
        weak_dates=[created(properties)],
        weak_publishers=[company(data), author(properties)],
    )


def read_csv(data: bytes, name: str, media_type: str) -> ReadDocument:
    """A table of text to blocks; the delimiter is told from the first lines. Raises UnreadableSource."""
    text = decode(data, name)
    delimiter = "\t" if media_type == "text/tab-separated-values" else _delimiter(text)
    builder = TextBuilder()
    try:
        _add_sheet(builder, "", [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)])
    except csv.Error as error:
        raise UnreadableSource(f"{name} is no table that can be read ({error}): export it again as CSV.") from error
    return described(builder.build(media_type), name)


def _delimiter(text: str) -> str:
    """The one that parts the first lines into the most columns of equal number."""
    head = "\n".join(line for line in text.split("\n")[:_SNIFFED] if line.strip())

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 1)

    return max(_DELIMITERS, key=evenness)


def _rows(sheet: Any) -> Rows:
    """What the sheet shows, merged cells filled."""
    shown = [[displayed(cell.value, getattr(cell, "number_format", None)) for cell in row] for row in sheet.iter_rows()]
    for area in getattr(getattr(sheet, "merged_cells", None), "ranges", ()):  # a streamed sheet knows none
        _fill(shown, area)
    return shown


def _fill(shown: Rows, area: Any) -> None:
    """Say a merged cell in each column and row that it covers; alone in its row it is a title, and said once."""
    rows = shown[area.min_row - 1 : area.max_row]
    left, right = area.min_col - 1, area.max_col
    if not rows or not any(rows[0][:left] + rows[0][right:]):
        return
    for row in rows:
        row[left:right] = [rows[0][left]] * (min(right, len(row)) - left)


def _add_sheet(builder: TextBuilder, title: str, rows: Rows) -> str | None:
    """Write a sheet's tables; returns the caption of the first."""
    parts = list(_parts(rows))
    if parts and title and not _DEFAULT_SHEET.match(title):
        builder.heading(title, 2)
    captions = [_add_part(builder, part) for part in parts]
    return captions[0] if captions else None


def _parts(rows: Rows) -> Iterator[Rows]:
    """The tables of a sheet: they are parted by blank rows, and side by side by blank columns."""
    filled = [[clean(cell) for cell in row] for row in rows]
    waiting: Rows = []  # a line or two above a table belong to it
    for blank, group in groupby(filled, key=lambda row: not any(row)):
        if blank:
            continue
        part = list(group)
        if all(_filled(row) <= 1 for row in part):
            waiting += part
            continue
        yield from _side_by_side(waiting + part)
        waiting = []
    if waiting:
        yield waiting


def _side_by_side(rows: Rows) -> Iterator[Rows]:
    """Tables of two columns or more with a blank column in between; what stands above the first belongs to it."""
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    starts = _table_starts(padded, width)
    for start, until in pairwise([0, *starts[1:], width]):
        yield [row[start:until] for row in padded if any(row[start:until])]


def _table_starts(rows: Rows, width: int) -> list[int]:
    body = [row for row in rows if _filled(row) > 1]
    used = [any(row[column] for row in body) for column in range(width)]
    runs = [list(run) for filled, run in groupby(range(width), key=used.__getitem__) if filled]
    return [run[0] for run in runs] if all(len(run) > 1 for run in runs) else []


def _add_part(builder: TextBuilder, part: Rows) -> str | None:
    """Write a table, the lines above it as its caption, and those below it as notes; returns the caption."""
    lines = [" ".join(filter(None, row)) for row in part]
    wide = [number for number, row in enumerate(part) if _filled(row) > 1]
    if not wide:
        for line in lines:
            builder.paragraph(line)
        return None
    above, table, below = lines[: wide[0]], part[wide[0] : wide[-1] + 1], lines[wide[-1] + 1 :]
    caption = next(filter(None, above), None)
    if caption:
        builder.heading(caption, 3)
    for remark in above[1:]:
        builder.paragraph(remark)
    add_table(builder, without_empty(table), caption=caption)
    for line in below:
        builder.paragraph(line)
    return caption


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell)
