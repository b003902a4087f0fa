"""Statistics from tables, read by the real readers: what each figure's labels, unit, scale and period come out as."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import readers
from ingest.blocks import ReadDocument
from ingest.settings import IngestSettings
from ingest.statistics.tables import of_tables
from knowledge.errors import UnreadableSource
from knowledge.records import Document, Revision, Statistic

MARKDOWN, HTML, CSV = "text/markdown", "text/html", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DORA = Path(__file__).parents[4] / "shared" / "dev" / "dora" / "dora-2018.pdf"

REVISION = Revision(
    id="r1",
    document=Document(id="d1", uri="file:///report", name="report"),
    sha256="0",
    title="Report",
    media_type=MARKDOWN,
    read_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def read(text: str, media_type: str = MARKDOWN, name: str = "report.md") -> ReadDocument:
    return readers.read(text.encode(), name, media_type, IngestSettings())


def found(text: str, media_type: str = MARKDOWN, name: str = "report.md") -> list[Statistic]:
    return of_tables(read(text, media_type, name), REVISION)


def table(*rows: str, before: str = "") -> str:
    """A table in Markdown, the first row its header."""
    width = rows[0].count("|") + 1
    lines = [f"| {row} |" for row in rows]
    return "\n".join([before, "", lines[0], "|" + "---|" * width, *lines[1:]])


def one(statistics: list[Statistic], as_written: str) -> Statistic:
    return next(each for each in statistics if each.as_written == as_written)


@pytest.mark.parametrize(
    ("cell", "as_written", "value", "unit"),
    [
        ("1,234", "1,234", "1234", "count"),
        ("(1,234)", "(1,234)", "-1234", "count"),
        ("−298", "−298", "-298", "count"),
        ("$ 1,949", "$ 1,949", "1949", "currency"),
        ("$(9,982)", "$(9,982)", "-9982", "currency"),
        ("(4.1)%", "(4.1)%", "-4.1", "percent"),
        ("(13.9%)", "(13.9%)", "-13.9", "percent"),
        ("(123 )", "(123 )", "-123", "count"),
        ("12.3(1)", "12.3", "12.3", "other"),
        ("45*", "45", "45", "count"),
        ("7.5 [2]", "7.5", "7.5", "other"),
        ("(16) bps", "(16) bps", "-16", "other"),
        ("3.2x", "3.2x", "3.2", "times"),
        ("$1.5 million", "$1.5 million", "1500000", "currency"),
        ("12,5 %", "12,5 %", "12.5", "percent"),
        ("20 397", "20 397", "20397", "count"),
        ("1'234", "1'234", "1234", "count"),
    ],
)
def test_a_cell_is_read_as_it_is_written(cell: str, as_written: str, value: str, unit: str) -> None:
    statistics = found(table("Item | Result", f"Something | {cell}", "Another | 17"))
    statistic = one(statistics, as_written)
    assert (statistic.value, statistic.unit) == (Decimal(value), unit)
    assert statistic.row == "Something"


@pytest.mark.parametrize("cell", ["—", "-", "n/a", "", "- - %", "$—", "nm"])
def test_a_cell_without_a_figure_is_no_statistic(cell: str) -> None:
    assert [each.as_written for each in found(table("Item | Result", f"Something | {cell}", "Another | 17"))] == ["17"]


def test_names_that_span_columns_are_joined_with_those_below() -> None:
    text = table(
        " | Revenues |  | Income |  ",
        "(in thousands of U.S. dollars) | 2019 | 2018 | 2019 | 2018",
        "Tankers | 943,917 | 776,493 | 123,883 | 7,204",
    )
    statistics = found(text)
    assert [each.column for each in statistics] == ["Revenues 2019", "Revenues 2018", "Income 2019", "Income 2018"]
    assert {each.scale for each in statistics} == {"in thousands of U.S. dollars"}
    assert {each.unit for each in statistics} == {"currency"}


def test_a_name_in_the_middle_of_its_columns_ends_where_their_kind_changes() -> None:
    text = table(
        " |  | Years Ended |  |  2019 vs. 2018 |  ",
        " | July 27, 2019 (1) | July 28, 2018 | July 29, 2017 | Variance in Dollars | Variance in Percent",
        "Product | $39,005 | $36,709 | $35,705 | $2,296 | 6%",
    )
    statistics = found(text)
    assert one(statistics, "$39,005").column == "Years Ended July 27, 2019"
    assert one(statistics, "$2,296").column == "2019 vs. 2018 Variance in Dollars"
    assert one(statistics, "$2,296").period is None


def test_a_header_in_the_middle_names_the_columns_anew() -> None:
    text = table(
        " |  | Fiscal 2019 ",
        " | First | Second",
        " | Quarter | Quarter",
        "Revenues | 94,888 | 96,037",
        " |  | Fiscal 2018 ",
        " | First | Second",
        " | Quarter | Quarter",
        "Revenues | 88,081 | 89,767",
    )
    assert [each.period for each in found(text)] == [
        "Fiscal 2019 First Quarter",
        "Fiscal 2019 Second Quarter",
        "Fiscal 2018 First Quarter",
        "Fiscal 2018 Second Quarter",
    ]


def test_rows_are_named_with_their_group_and_years_as_groups_are_periods() -> None:
    text = table(
        " | First | Second | Third",
        "2019 |  |  | ",
        "Net sales | $117 | $120 | $115",
        "2018 |  |  | ",
        "Net sales | $113 | $118 | $119",
    )
    statistics = found(text)
    assert one(statistics, "$115").period == "Third, 2019"
    assert one(statistics, "$119").period == "Third, 2018"
    assert one(statistics, "$119").measure == "Net sales"
    grouped = found(table(" | 2019 | 2018", "Deferred tax assets: | | ", "Inventory | 7,144 | 6,609"))
    assert grouped[0].row == "Deferred tax assets: Inventory"
    assert grouped[0].aliases == ("Inventory",)


@pytest.mark.parametrize(
    ("text", "scale", "currency"),
    [
        (table(" | 2019 | 2018", " | £m | £m", "UK | 24.5 | 24.9"), "£m", "£"),
        (table("USDm | 2019 | 2018", "Borrowings | 863.4 | 754.7"), "USDm", "USD"),
        (table(" | 2019 $’000 | 2018 $’000", "Cash | 21,956 | 33,045"), "$’000", "$"),
        (table(" | 2019 | 2018", "Land | $1,949 | $2,185", before="Land (in thousands):"), "in thousands", "$"),
        (table(" | 2019 | 2018", " |  | (in millions)", "Land | $152 | $171"), "in millions", "$"),
        (table("$ MILLION | 2019 | 2018", "Sales | 8,657 | 8,244"), "$ MILLION", "$"),
        (table("Item | Sales (€ million) | Staff", "North | 12 | 340"), "€ million", "€"),
    ],
)
def test_scale_and_currency_are_taken_from_where_they_are_said(text: str, scale: str, currency: str) -> None:
    first = found(text)[0]
    assert (first.scale, first.currency, first.unit) == (scale, currency, "currency")


def test_the_scale_does_not_go_for_shares_of_a_hundred_prices_or_ratios() -> None:
    text = table(
        "($ in millions) | 2019 | 2018",
        "Net sales | $1,000.3 | $908.3",
        "Gross margin (%) | 22.9 | 23.1",
        "Earnings per share | $2.29 | $2.17",
        "Number of employees | 11,000 | 10,500",
        before="Selected data",
    )
    by_row = {each.row: each for each in found(text)}
    assert by_row["Net sales"].scale == "$ in millions"
    assert (by_row["Gross margin (%)"].unit, by_row["Gross margin (%)"].scale) == ("percent", None)
    assert by_row["Earnings per share"].scale is None
    assert (by_row["Number of employees"].unit, by_row["Number of employees"].scale) == ("count", None)


def test_a_sign_in_a_cell_of_its_own_belongs_to_the_figure_beside_it() -> None:
    text = table(" | 2019 |  | 2018 |  ", "Sales | $ | 94,888 | $ | 96,037", "Margin | | 40.1 | | 38.0")
    sales = one(found(text), "94,888")
    assert (sales.unit, sales.currency, sales.column) == ("currency", "$", "2019")


def test_what_is_said_in_the_title_is_no_figure_and_columns_of_notes_hold_none() -> None:
    text = table(" | Note | 2019 | 2018", "Cash | 18 | 45 | 40", "Debt | 7 | 12 | 13")
    assert [each.as_written for each in found(text)] == ["45", "40", "12", "13"]


def test_a_measure_is_the_column_where_rows_are_years() -> None:
    text = table("Year | Bicycles sold | Share with motor", "2023 | 16,000 | 88%", "2024 | 18,400 | 91%")
    share = one(found(text), "91%")
    assert (share.measure, share.period, share.row) == ("Share with motor", "2024", "2024")
    assert share.unit == "percent"


def test_a_year_in_a_name_is_no_period() -> None:
    statistics = found(table("Target | Share", "Windows 2008 | 14%", "Outstanding at May 31, 2019 | 5%"))
    assert [each.period for each in statistics] == [None, "May 31, 2019"]


def test_options_with_one_column_of_shares_are_one_question() -> None:
    rows = ("Maker | Share", "Velbær | 31%", "Tandrup | 19%", "Okse | 16%", "Others | 34%")
    statistics = found(table(*rows, before="Who makes the bicycles?"))
    assert {each.distribution for each in statistics} == {"Who makes the bicycles?"}
    assert [each.option for each in statistics] == ["Velbær", "Tandrup", "Okse", "Others"]
    assert {each.choice for each in statistics} == {"single"}
    several = found(table("Tool | Percent", "Editor | 80%", "Debugger | 60%", before="Which tools do you use?"))
    assert {each.choice for each in several} == {"multiple"}


def test_changes_and_rates_are_no_options() -> None:
    text = table("Item | 2019 | % Change", "Sales | 120 | 59%", "Costs | 60 | 41%")
    assert {each.distribution for each in found(text)} == {None}


def test_the_size_of_a_base_goes_with_the_shares_of_its_column() -> None:
    text = table("Answer | Women | Men", "Base | 410 | 590", "Yes | 61% | 55%", "No | 30% | 40%")
    assert {each.as_written: each.base_size for each in found(text) if each.unit == "percent"} == {
        "61%": 410, "55%": 590, "30%": 410, "40%": 590,
    }  # fmt: skip
    headed = found(table("Answer | Women (n=410) | Men (n=590)", "Yes | 61% | 55%", "Maybe | 9% | 8%"))
    assert (headed[0].base, headed[0].base_size, headed[0].column) == ("Women", 410, "Women")


def test_a_total_without_a_name_goes_by_total_where_it_is_one() -> None:
    statistics = found(table(" | 2019", "North | 12", "South | 30", " | 42"))
    assert one(statistics, "42").aliases == ("total",)
    assert one(statistics, "42").row is None


def test_a_table_without_header_has_rows_and_no_columns() -> None:
    statistics = found("<table><tr><td>Staff</td><td>340</td></tr><tr><td>Offices</td><td>12</td></tr></table>", HTML)
    assert [(each.row, each.column, each.as_written) for each in statistics] == [
        ("Staff", None, "340"),
        ("Offices", None, "12"),
    ]


def test_html_with_caption_and_spans() -> None:
    markup = """<html><body><article><p>What the regions sold in the years of the survey, and what they kept in stock
    at the end of each, is told below for all who asked.</p><table><caption>Sales by region (in millions)</caption>
    <tr><th></th><th colspan=2>Sales</th></tr><tr><th></th><th>2019</th><th>2018</th></tr>
    <tr><td>North</td><td>$12</td><td>$11</td></tr></table></article></body></html>"""
    first = found(markup, HTML, "report.html")[0]
    assert (first.table, first.column, first.scale) == ("Sales by region (in millions)", "Sales 2019", "in millions")


def test_csv_with_several_columns_of_labels() -> None:
    text = "Orchard,Variety,Harvest 2023 (tonnes),Picked by\nAshby,Bramley,31.5,hand\n,Discovery,9.2,hand\n"
    statistics = found(text, CSV, "harvest.csv")
    assert [each.row for each in statistics] == ["Ashby, Bramley", "Ashby, Discovery"]
    assert (statistics[0].column, statistics[0].period, statistics[0].unit) == (
        "Harvest 2023 (tonnes)",
        "2023",
        "other",
    )


def test_decimal_commas_are_told_from_the_whole_table() -> None:
    text = "Land;Wert\nA;1.234,5\nB;12,75\nC;1.000\n"
    assert [each.value for each in found(text, CSV, "werte.csv")] == [
        Decimal("1234.5"),
        Decimal("12.75"),
        Decimal(1000),
    ]


def test_a_sheet_with_its_caption() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["Owners of AI (in %)"], [], ["Owner", "2024", "2025"], ["Central IT", 21, 25], ["Nobody", 19, 11]):
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    document = readers.read(stream.getvalue(), "owners.xlsx", XLSX, IngestSettings())
    statistics = of_tables(document, REVISION)
    assert [(each.row, each.period, each.as_written) for each in statistics][:2] == [
        ("Central IT", "2024", "21"),
        ("Central IT", "2025", "25"),
    ]


def test_the_quote_is_the_row_with_its_header_where_they_adjoin() -> None:
    first, second = found(table("Item | Result", "Wool | 12", "Yarn | 30"))
    assert first.quote == "Item | Result\nWool | 12"
    assert second.quote == "Yarn | 30"


@pytest.mark.skipif(not _DORA.exists(), reason="the development reports are not here")
def test_a_pdf_keeps_the_page_of_its_tables() -> None:
    document = readers.read(_DORA.read_bytes(), _DORA.name, "application/pdf", IngestSettings())
    statistics = of_tables(document, REVISION)
    assert statistics
    assert all(each.page for each in statistics)


_CELLS = st.one_of(
    st.text(alphabet="abc $€%().,-–—0123456789|*[]", max_size=12),
    st.decimals(min_value=-(10**6), max_value=10**6, places=1, allow_nan=False).map(str),
    st.sampled_from(["2019", "$", "(1,234)", "Total", "(in millions)", "%", "n = 12", "Q1 2020", "1–3", "12.3(1)"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=2, max_size=5), min_size=1, max_size=7))
def test_every_figure_stands_where_it_says(rows: list[list[str]]) -> None:
    text = "\n".join(";".join('"' + cell.replace('"', "") + '"' for cell in row) for row in rows)
    if not any(cell.strip() for row in rows for cell in row):
        return
    try:
        document = read("Name;Value\n" + text, CSV, "any.csv")
    except UnreadableSource:  # what the reader refuses is tested elsewhere
        return
    statistics = of_tables(document, REVISION)
    assert len({each.id for each in statistics}) == len(statistics)
    for each in statistics:
        assert document.text[each.start : each.end] == each.quote
        assert document.text[each.at : each.at + len(each.as_written)] == each.as_written


def test_two_years_over_one_column_are_a_legend_and_head_nothing() -> None:
    cells = found(table("2016 | 2017", "Cats | 618 (17%)", "Cats | 1,001 (16%)", "Dogs | 90 (2%)"))
    assert {(each.column, each.period) for each in cells} == {(None, None)}


def test_a_list_of_shares_with_one_sign_is_of_shares() -> None:
    cells = found(table("Language | Answers (1st to 3rd)", "Kotlin | 455 (1, 2, 0.9%)", "Julia | 71 (0.1, 0.2, 0.3%)"))
    assert [each.unit for each in cells if each.row == "Kotlin"] == ["count", "percent", "percent", "percent"]
