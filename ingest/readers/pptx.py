"""Presentations: slide by slide, what is shown in the order of reading; speakers' notes are not shown and left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ingest.blocks import ReadDocument, TextBuilder, clean
from ingest.metadata import described
from ingest.readers.archive import author, broken, checked_archive, company, created
from ingest.readers.formats import displayed
from ingest.readers.tables import add_table
from ingest.settings import IngestSettings
from knowledge.errors import UnreadableSource

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LINE = 300_000  # EMU, a third of an inch: shapes whose tops differ by less stand side by side
_DEEPEST = 20  # groups in groups


def read_pptx(data: bytes, name: str, settings: IngestSettings) -> ReadDocument:
    """A presentation to blocks; a block's page is its slide's number. Raises UnreadableSource when it is damaged."""
    from pptx import Presentation

    archive = checked_archive(data, name, "PowerPoint presentation", settings)
    builder = TextBuilder()
    # python-pptx raises whatever it stumbles over in a damaged package: KeyError, ValueError, XML errors …
    try:
        presentation = Presentation(archive)
        titles = [
            _add_slide(builder, slide, number)
            for number, slide in enumerate(presentation.slides, start=1)
            if slide.element.get("show") != "0"
        ]
        properties = presentation.core_properties
        stated = (properties.title, author(properties), created(properties))
    except UnreadableSource:
        raise
    except Exception as error:
        raise UnreadableSource(broken(name, "PowerPoint presentation")) from error
    title, made_by, made_at = stated
    return described(
        builder.build(_PPTX),
        name,
        titles=[titles[0] if titles else None, title],
        weak_dates=[made_at],
        weak_publishers=[company(data), made_by],
    )


def _add_slide(builder: TextBuilder, slide: Any, number: int) -> str | None:
    title = slide.shapes.title
    text = clean(title.text_frame.text) if title is not None else ""
    builder.heading(text, 1 if number == 1 else 2, page=number)
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in _in_order(others):
        _add_shape(builder, shape, number)
    return text or None


def _in_order(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """From the top, and from the left among those that stand side by side; a group is read as one."""
    if depth > _DEEPEST:
        raise UnreadableSource(f"A slide nests groups more than {_DEEPEST} deep: ungroup them and ingest it again.")
    rows: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if rows and (shape.top or 0) - (rows[-1][0].top or 0) < _LINE:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    for row in rows:
        for shape in sorted(row, key=lambda shape: shape.left or 0):
            if hasattr(shape, "shapes"):
                yield from _in_order(shape.shapes, depth + 1)
            else:
                yield shape


def _add_shape(builder: TextBuilder, shape: Any, page: int) -> None:
    if _is_furniture(shape):
        return
    if getattr(shape, "has_chart", False) and shape.has_chart:
        _add_chart(builder, shape.chart, page)
    elif getattr(shape, "has_table", False) and shape.has_table:
        add_table(builder, _table(shape.table), page=page)
    elif shape.has_text_frame:
        _add_text(builder, shape, page)


def _is_furniture(shape: Any) -> bool:
    """Date, footer and slide number, which stand on every slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    furniture = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
    return bool(shape.is_placeholder) and shape.placeholder_format.type in furniture


def _add_text(builder: TextBuilder, shape: Any, page: int) -> None:
    paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if clean(paragraph.text)]
    body = bool(shape.is_placeholder) and len(paragraphs) > 1  # such a placeholder's paragraphs have bullets
    for paragraph in paragraphs:
        own = paragraph._p.xpath(".//a:buChar|.//a:buAutoNum")  # noqa: SLF001 - python-pptx knows no bullets
        bullet = body or paragraph.level > 0 or bool(own)
        (builder.item if bullet else builder.paragraph)(paragraph.text.replace("\v", " "), page=page)


def _table(table: Any) -> list[list[str]]:
    """A merged cell is said in each column and row that it covers."""
    rows = [[clean(cell.text) for cell in row.cells] for row in table.rows]
    for top, row in enumerate(table.rows):
        for left, cell in enumerate(row.cells):
            if cell.is_merge_origin and cell.span_width < len(rows[top]):
                for filled in rows[top : top + cell.span_height]:
                    filled[left : left + cell.span_width] = [clean(cell.text)] * cell.span_width
    return rows


def _add_chart(builder: TextBuilder, chart: Any, page: int) -> None:
    """A chart as the table behind it: a row for each category, a column for each series.

    The XML is read itself: python-pptx knows no three-dimensional charts.
    """
    title = clean(chart.chart_title.text_frame.text) if chart.has_title and chart.chart_title.has_text_frame else ""
    builder.heading(title, 3, page=page)
    series = list(chart.element.iter("{*}ser"))
    names = [clean(" ".join(one.xpath("./*[local-name()='tx']//*[local-name()='v']/text()"))) for one in series]
    categories = _points(series[0], "cat") if series else {}
    shown = [_figures(one) for one in series]
    rows = [[categories[index], *(values.get(index, "") for values in shown)] for index in sorted(categories)]
    head = [["", *names]] if any(names) else []
    add_table(builder, head + rows, header_rows=len(head), page=page, caption=title or None)


def _points(series: Any, name: str) -> dict[int, str]:
    """The cached points of a series' categories or values; of categories in levels, the innermost."""
    levels = series.xpath(f"./*[local-name()='{name}']//*[local-name()='lvl']")
    points = levels[0].iter("{*}pt") if levels else series.xpath(f"./*[local-name()='{name}']//*[local-name()='pt']")
    return {int(point.get("idx")): clean(point.findtext("{*}v") or "") for point in points}


def _figures(series: Any) -> dict[int, str]:
    """The figures of a series as its labels, or else its cells, show them."""
    label = series.find("./{*}dLbls/{*}numFmt")
    cells = series.xpath("./*[local-name()='val']//*[local-name()='formatCode']/text()")
    of_cells = cells[0] if cells else None
    of_labels = label.get("formatCode") if label is not None and label.get("sourceLinked") != "1" else None
    points = _points(series, "val").items()
    return {index: displayed(Decimal(value), of_labels or of_cells) for index, value in points if value}
