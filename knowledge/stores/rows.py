"""Records to rows of the catalogue's tables and back. Nothing outside of this folder sees a row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Label, RowMapping, Select, Table, select

from knowledge.records import Document, Passage, Revision, Statistic
from knowledge.stores.schema import contents, documents, edition_revisions, passages, revisions, statistics


def every_revision() -> Select[Any]:
    """All revisions with their documents, for ``revision``."""
    columns = [column for column in revisions.c if column.name not in {"text", "document_id"}]
    document = [column.label(f"document_{column.name}") for column in documents.c]
    return select(*columns, *document).join(documents)


def revisions_of(edition_id: int) -> Select[Any]:
    """The revisions of an edition with their documents, for ``revision``."""
    return every_revision().join(edition_revisions).where(edition_revisions.c.edition_id == edition_id)


def passages_with(content_ids: Sequence[str], edition_id: int) -> Select[Any]:
    """Passages of any revision with their contents, for ``passage``; ``place`` is None outside of the edition."""
    columns = (contents.c.content_id, contents.c.context, contents.c.text, place_of(passages, edition_id))
    return select(passages, *columns).join(contents).where(contents.c.content_id.in_(content_ids))


def place_of(table: Table, edition_id: int) -> Label[Any]:
    """The column ``place``: where the row's revision stands in the edition, None if it doesn't.

    The edition is no join and no condition: SQLite would begin with it and walk through all that it has.
    """
    column = edition_revisions.c
    place = select(column.position).where(column.revision_id == table.c.revision_id, column.edition_id == edition_id)
    return place.scalar_subquery().label("place")


def statistics_of(edition_id: int) -> Select[Any]:
    """The statistics of an edition, for ``statistic``; in the edition's order."""
    return (
        select(statistics)
        .join(edition_revisions, edition_revisions.c.revision_id == statistics.c.revision_id)
        .where(edition_revisions.c.edition_id == edition_id)
        .order_by(edition_revisions.c.position, statistics.c.position)
    )


def revision(row: RowMapping) -> Revision:
    """A row of ``revisions_of``."""
    values = dict(row)
    document = Document(id=values.pop("document_id"), uri=values.pop("document_uri"), name=values.pop("document_name"))
    return Revision(document=document, **values)


def passage(row: RowMapping) -> Passage:
    """A row of ``passages_with``."""
    return Passage(**{name: row[name] for name in Passage.model_fields})


def statistic(row: RowMapping) -> Statistic:
    """A row of ``statistics_of``."""
    values = {name: row[name] for name in Statistic.model_fields}
    upper = values["upper"]
    return Statistic(**{**values, "value": Decimal(values["value"]), "upper": upper and Decimal(upper)})


def revision_row(record: Revision, text: str) -> dict[str, object]:
    """For the table of revisions."""
    values = record.model_dump(exclude={"document"})
    return {**values, "period": list(record.period), "document_id": record.document.id, "text": text}


def passage_row(record: Passage, position: int, content_number: int) -> dict[str, object]:
    """For the table of passages; what the passage says is in the table of contents."""
    values = record.model_dump(exclude={"content_id", "context", "text"})
    return {**values, "headings": list(record.headings), "position": position, "content_number": content_number}


def statistic_row(record: Statistic, position: int, number: int) -> dict[str, object]:
    """For the table of statistics."""
    values = record.model_dump()
    lists = {"aliases": list(record.aliases), "headings": list(record.headings)}
    upper = None if record.upper is None else str(record.upper)
    placed = {"position": position, "number": number}
    return {**values, **lists, "value": str(record.value), "upper": upper, **placed}
