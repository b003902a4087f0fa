"""Workbooks and delimited text: tables with captions and notes, figures as the program shows them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from ingest.blocks import ReadDocument
from ingest.readers.formats import displayed
from ingest.readers.spreadsheet import read_csv, read_xlsx
from ingest.settings import IngestSettings


def read(workbook: Any) -> ReadDocument:
    stream = io.BytesIO()
    workbook.save(stream)
    return read_xlsx(stream.getvalue(), "owners.xlsx", IngestSettings())


def sheet_of(*rows: list[object], title: str = "Owners") -> tuple[Any, Any]:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return workbook, sheet


def texts(document: ReadDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.34, "0%", "34%"),
        (0.345, "0.0%", "34.5%"),
        (1234.5, "#,##0", "1,235"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (12, '0"%"', "12%"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, '#,##0.0,,"m"', "1.2m"),
        (5.5, "[$€-407] #,##0.00", "€ 5.50"),
        (2.5, "0.##", "2.5"),
        (7, '0 "of 10"', "7 of 10"),
        (-1500, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_)', "(1,500)"),
        (1234, "0.00E+00", "1234"),
        (date(2024, 3, 1), "mmm yyyy", "Mar 2024"),
        (date(2024, 3, 1), "dd/mm/yyyy", "2024-03-01"),
        (True, "General", "TRUE"),
        (None, "0%", ""),
    ],
)
def test_a_figure_reads_as_its_format_shows_it(value: object, number_format: str, text: str) -> None:
    assert displayed(value, number_format) == text


def test_a_sheet_is_a_table_with_its_caption_above_and_its_notes_below() -> None:
    workbook, sheet = sheet_of(
        ["Who owns AI, 2025"], [], ["Team", "Share"], ["Central IT", 0.21], ["Nobody", 0.19], ["Base: 500 leaders"]
    )
    sheet["B4"].number_format = sheet["B5"].number_format = "0%"
    document = read(workbook)
    assert texts(document) == [
        "Owners", "Who owns AI, 2025", "Team | Share\nCentral IT | 21%\nNobody | 19%", "Base: 500 leaders",
    ]  # fmt: skip
    assert [block.kind for block in document.blocks] == ["heading", "heading", "table", "paragraph"]
    assert (document.blocks[2].caption, document.blocks[2].header_rows) == ("Who owns AI, 2025", 1)


def test_the_caption_of_an_only_sheet_is_the_title_and_names_the_period() -> None:
    workbook, _ = sheet_of(["Who owns AI, 2025"], [], ["Team", "Share"], ["IT", 1])
    assert (read(workbook).metadata.title, read(workbook).metadata.period) == ("Who owns AI, 2025", (2025,))


def test_merged_cells_are_said_in_each_column_that_they_cover() -> None:
    workbook, sheet = sheet_of(["", "EU", "", "US", ""], ["", 2024, 2025, 2024, 2025], ["Yes", 4, 5, 6, 7])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    document = read(workbook)
    assert texts(document)[1] == " | EU | EU | US | US\n | 2024 | 2025 | 2024 | 2025\nYes | 4 | 5 | 6 | 7"
    assert document.blocks[1].header_rows == 2


def test_blank_rows_and_columns_part_tables() -> None:
    workbook, _ = sheet_of(["A", "N", None, "B", "N"], ["x", 1, None, "y", 2], [], ["C", "N"], ["z", 3])
    assert texts(read(workbook))[1:] == ["A | N\nx | 1", "B | N\ny | 2", "C | N\nz | 3"]


def test_hidden_sheets_are_not_read_and_default_names_are_no_headings() -> None:
    workbook, _ = sheet_of(["Team", "Share"], ["IT", 1], title="Sheet1")
    workbook.create_sheet("Hidden").append(["Secret", 2])
    workbook["Hidden"].sheet_state = "hidden"
    assert texts(read(workbook)) == ["Team | Share\nIT | 1"]


def test_a_formula_without_a_stored_value_says_nothing() -> None:
    workbook, _ = sheet_of(["Team", "Share", "Sum"], ["IT", 1, "=SUM(B2:B2)"])
    assert texts(read(workbook))[1] == "Team | Share | Sum\nIT | 1 | "


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_lines(delimiter: str) -> None:
    rows = [["Tool", "Share"], ["Saw", "34.5"], ["Axe", "10"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    assert texts(read_csv(data, "a.csv", "text/csv")) == ["Tool | Share\nSaw | 34.5\nAxe | 10"]


def test_decimal_commas_and_quoted_cells_stay_as_written() -> None:
    data = 'Tool;Share\n"Saw; hand";34,5 %\nAxe;10 %\n'.encode("cp1252")
    assert texts(read_csv(data, "a.csv", "text/csv")) == ["Tool | Share\nSaw; hand | 34,5 %\nAxe | 10 %"]


def test_a_line_above_a_delimited_table_is_its_caption() -> None:
    document = read_csv(b"Who uses what in 2024\n\nTool,Share\nSaw,10%\n", "a.csv", "text/csv")
    assert document.blocks[1].caption == "Who uses what in 2024"
    assert document.metadata.period == (2024,)
