"""Word documents and presentations, made on the fly with the libraries that write them."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.blocks import ReadDocument
from ingest.readers.docx import read_docx
from ingest.readers.pptx import read_pptx
from ingest.settings import IngestSettings

SETTINGS = IngestSettings()


def saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def shown(document: ReadDocument) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def read_word(document: Any) -> ReadDocument:
    return read_docx(saved(document), "report.docx", SETTINGS)


def test_a_word_documents_styles_say_what_its_paragraphs_are() -> None:
    word = docx.Document()
    word.add_heading("Annual survey 2023", 0)
    word.add_heading("Findings", 1)
    word.add_heading("By sector", 2)
    word.add_paragraph("We asked 500 people.")
    word.add_paragraph("First", style="List Bullet")
    word.add_paragraph("Second", style="List Number")
    document = read_word(word)
    assert shown(document) == [
        ("heading", "Annual survey 2023"),
        ("heading", "Findings"),
        ("heading", "By sector"),
        ("paragraph", "We asked 500 people."),
        ("item", "First"),
        ("item", "Second"),
    ]
    assert [block.level for block in document.blocks[:3]] == [1, 1, 2]


def test_a_word_documents_title_and_properties_are_its_metadata() -> None:
    word = docx.Document()
    word.add_heading("Annual survey 2023", 0)
    word.add_paragraph("We asked 500 people.")
    word.core_properties.author = "Ann Author"
    metadata = read_word(word).metadata
    assert (metadata.title, metadata.publisher, metadata.period) == ("Annual survey 2023", "Ann Author", (2023,))
    assert metadata.published is None  # the template's own date is not the document's


def test_a_word_table_keeps_its_place_its_caption_and_its_merged_cells() -> None:
    word = docx.Document()
    word.add_paragraph("Before.")
    word.add_paragraph("Table 1. Owners", style="Caption")
    table = word.add_table(4, 3)
    for row, cells in zip(
        table.rows, [["", "Share", ""], ["", "2024", "2025"], ["IT", "20%", "21%"], ["None", "22%", "19%"]], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    word.add_paragraph("After.")
    document = read_word(word)
    assert [text for _, text in shown(document)][2:] == [
        " | Share | Share\n | 2024 | 2025\nIT | 20% | 21%\nNone | 22% | 19%",
        "After.",
    ]
    assert (document.blocks[2].header_rows, document.blocks[2].caption) == (2, "Table 1. Owners")


def test_a_cell_that_goes_on_below_is_said_in_each_row() -> None:
    word = docx.Document()
    table = word.add_table(3, 2)
    for row, cells in zip(table.rows, [["Team", "Share"], ["IT", "20%"], ["", "21%"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert shown(read_word(word))[0][1] == "Team | Share\nIT | 20%\nIT | 21%"


def test_changes_that_are_tracked_read_as_if_accepted() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("It rose to ")._p
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>12%</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>34%</w:t></w:r></w:ins>"))
    assert shown(read_word(word)) == [("paragraph", "It rose to 34%")]


def test_content_controls_and_their_paragraphs_are_read() -> None:
    word = docx.Document()
    word.element.body.insert(0, parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtContent><w:p><w:r><w:t>Inside a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    ))  # fmt: skip
    assert shown(read_word(word)) == [("paragraph", "Inside a control.")]


def test_footnotes_follow_the_text_and_are_glued_to_no_word() -> None:
    word = docx.Document()
    run = word.add_paragraph("Three in four do").add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Of 500 leaders.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    word.part.relate_to(Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package), RT.FOOTNOTES)
    assert shown(read_word(word)) == [("paragraph", "Three in four do"), ("paragraph", "Of 500 leaders.")]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    word = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    content = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r {nsdecls('w')} {mc}><mc:AlternateContent>{content}</mc:AlternateContent></w:r>"
    word.add_paragraph("Around it.")._p.append(parse_xml(run))
    assert shown(read_word(word)) == [("paragraph", "Around it."), ("paragraph", "Boxed.")]


def slide_of(deck: Any, layout: int, title: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def box(slide: Any, left: float, top: float, text: str) -> None:
    slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1)).text_frame.text = text


def read_deck(deck: Any) -> ReadDocument:
    return read_pptx(saved(deck), "deck.pptx", SETTINGS)


def test_slides_are_pages_and_their_titles_headings() -> None:
    deck = Presentation()
    slide_of(deck, 0, "State of things 2022").placeholders[1].text = "A study"
    slide_of(deck, 1, "Findings").placeholders[1].text = "Half do\nHalf don't"
    document = read_deck(deck)
    assert [(*pair, block.page) for pair, block in zip(shown(document), document.blocks, strict=True)] == [
        ("heading", "State of things 2022", 1),
        ("paragraph", "A study", 1),
        ("heading", "Findings", 2),
        ("item", "Half do", 2),
        ("item", "Half don't", 2),
    ]
    assert (document.metadata.title, document.metadata.period) == ("State of things 2022", (2022,))


def test_a_slide_is_read_from_the_top_and_from_the_left() -> None:
    deck = Presentation()
    slide = slide_of(deck, 5, "Order")
    box(slide, 5, 4, "Bottom")
    box(slide, 5, 2, "Right")
    box(slide, 1, 2.1, "Left")
    assert [text for _, text in shown(read_deck(deck))] == ["Order", "Left", "Right", "Bottom"]


def test_grouped_shapes_are_read_where_their_group_stands() -> None:
    deck = Presentation()
    slide = slide_of(deck, 5, "Group")
    box(slide, 1, 5, "Below")
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(2), Inches(2), Inches(1)).text_frame.text = "Inside"
    assert [text for _, text in shown(read_deck(deck))] == ["Group", "Inside", "Below"]


def test_speakers_notes_and_slide_numbers_are_not_read() -> None:
    deck = Presentation()
    slide = slide_of(deck, 5, "Title")
    box(slide, 1, 3, "Shown.")
    slide.notes_slide.notes_text_frame.text = "Spoken."
    assert [text for _, text in shown(read_deck(deck))] == ["Title", "Shown."]


@pytest.mark.parametrize("kind", [XL_CHART_TYPE.COLUMN_CLUSTERED, XL_CHART_TYPE.PIE, XL_CHART_TYPE.LINE])
def test_a_chart_is_the_table_behind_it_with_figures_as_shown(kind: Any) -> None:
    deck = Presentation()
    slide = slide_of(deck, 5, "Regions")
    data = CategoryChartData(number_format="0%")
    data.categories = ["East", "West"]
    data.add_series("2021", (0.19, 0.34))
    chart = slide.shapes.add_chart(kind, Inches(1), Inches(2), Inches(4), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Share by region"
    document = read_deck(deck)
    assert [text for _, text in shown(document)] == ["Regions", "Share by region", " | 2021\nEast | 19%\nWest | 34%"]
    assert (document.blocks[2].caption, document.blocks[2].header_rows, document.blocks[2].page) == (
        "Share by region",
        1,
        1,
    )


def test_a_slides_table_repeats_merged_cells() -> None:
    deck = Presentation()
    slide = slide_of(deck, 5, "Table")
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(5), Inches(2)).table
    for row, cells in zip(table.rows, [["", "Share", ""], ["Team", "2024", "2025"], ["IT", "20%", "21%"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    document = read_deck(deck)
    assert shown(document)[1] == ("table", " | Share | Share\nTeam | 2024 | 2025\nIT | 20% | 21%")
