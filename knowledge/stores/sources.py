"""The registry of sources in the catalogue's database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from knowledge.sources import Details, Kind, Look, Page, Readers, Source, Trouble
from knowledge.stores.catalogue import FILE
from knowledge.stores.engine import Database, open_database
from knowledge.stores.schema import sources


def open_sources(place: Path | str) -> SqlSources:
    """The registry in a library's folder, which is made if it isn't there, or on a server. Raises LibraryError."""
    return SqlSources(open_database(place, FILE))


class SqlSources:
    """Every method raises LibraryError when the database cannot be used.

    Args:
        database: the catalogue's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def add(self, kind: Kind, place: str, uri: str, details: Details, by: str, at: datetime) -> Source:
        """Register a source, or give one of that uri these details and a new beginning."""
        with self._database.writing() as connection:
            known = connection.execute(select(sources.c.id).where(sources.c.uri == uri)).scalar()
            values = {"kind": kind, "place": place, **_details_row(details), "removed_at": None, "forgotten_at": None}
            values.update(_trouble_row(None))
            if known is None:
                counts = {"documents": 0, "unread": 0}
                new = {**values, **counts, "uri": uri, "added_at": at, "added_by": by}
                known = connection.execute(insert(sources).values(new).returning(sources.c.id)).scalar_one()
            else:
                connection.execute(update(sources).where(sources.c.id == known).values(values))
            return _find(connection, known)

    def sources(self) -> list[Source]:
        """Those that are looked at, in the order in which they were added."""
        return self._all(leaving=False)

    def leaving(self) -> list[Source]:
        """Those that were removed, and whose documents may still be published."""
        return self._all(leaving=True)

    def limiting(self) -> list[Source]:
        """All of them if any limits who may read it, the removed and forgotten ones too; else none."""
        with self._database.reading() as connection:
            said = connection.execute(select(sources.c.channels, sources.c.groups))
            if not any(channels or groups for channels, groups in said):
                return []
            return [_source(row) for row in connection.execute(select(sources).order_by(sources.c.id)).mappings()]

    def remove(self, source_id: int, at: datetime) -> None:
        """Look at it no more. An unknown id is no error."""
        with self._database.writing() as connection:
            there = (sources.c.id == source_id) & sources.c.removed_at.is_(None)
            connection.execute(update(sources).where(there).values(removed_at=at))

    def forget(self, source_ids: Sequence[int]) -> None:
        """Forget sources that were removed, but not what they limit; unknown ids are no error."""
        removed = sources.c.removed_at.is_not(None)
        with self._database.writing() as connection:
            query = select(sources).where(removed, sources.c.id.in_(list(source_ids)))
            for row in connection.execute(query).mappings().all():
                this = sources.c.id == row["id"]
                if _details(row).readers.everyone:
                    connection.execute(delete(sources).where(this))
                else:
                    connection.execute(update(sources).where(this).values(forgotten_at=row["removed_at"]))

    def looked(self, source_id: int, look: Look) -> None:
        """Remember how it went. An unknown id is no error."""
        with self._database.writing() as connection:
            row = connection.execute(select(sources).where(sources.c.id == source_id)).mappings().first()
            if row is not None:
                values = _look_row(_source(row).after(look))
                connection.execute(update(sources).where(sources.c.id == source_id).values(values))

    def _all(self, *, leaving: bool) -> list[Source]:
        removed = sources.c.removed_at
        there = removed.is_not(None) & sources.c.forgotten_at.is_(None) if leaving else removed.is_(None)
        query = select(sources).where(there).order_by(sources.c.id)
        with self._database.reading() as connection:
            return [_source(row) for row in connection.execute(query).mappings()]


def _find(connection: Connection, source_id: int) -> Source:
    return _source(connection.execute(select(sources).where(sources.c.id == source_id)).mappings().one())


def _source(row: RowMapping) -> Source:
    plain = {name: row[name] for name in ("id", "kind", "place", "uri", "added_at", "added_by", "removed_at")}
    return Source(**plain, details=_details(row), last=_look(row), changed_at=row["changed_at"])


def _details(row: RowMapping) -> Details:
    readers = Readers(channels=row["channels"], groups=row["groups"])
    said = {name: row[name] for name in ("title", "publisher", "period", "schedule")}
    return Details(**said, readers=readers)


def _look(row: RowMapping) -> Look | None:
    if row["looked_at"] is None:
        return None
    counted = {name: row[name] for name in ("digest", "documents", "unread")}
    return Look(at=row["looked_at"], trouble=_trouble(row), page=_page(row), **counted)


def _trouble(row: RowMapping) -> Trouble | None:
    if row["failing_since"] is None:
        return None
    return Trouble(since=row["failing_since"], reason=row["reason"], tries=row["tries"], next_try=row["next_try"])


def _page(row: RowMapping) -> Page | None:
    if row["page_url"] is None:
        return None
    return Page(**{name: row[f"page_{name}"] for name in Page.model_fields})


def _details_row(details: Details) -> dict[str, object]:
    said = details.model_dump(mode="json", exclude={"readers"})
    return {**said, "channels": list(details.readers.channels), "groups": list(details.readers.groups)}


def _look_row(source: Source) -> dict[str, object]:
    look = source.last
    if look is None:
        return {}
    page = look.page and {f"page_{name}": value for name, value in look.page}
    counted = look.model_dump(include={"digest", "documents", "unread"})
    state = {"looked_at": look.at, "changed_at": source.changed_at}
    return {**state, **counted, **_trouble_row(look.trouble), **(page or {})}


def _trouble_row(trouble: Trouble | None) -> dict[str, object]:
    return {
        "failing_since": trouble and trouble.since,
        "reason": trouble and trouble.reason,
        "tries": trouble.tries if trouble else 0,
        "next_try": trouble and trouble.next_try,
    }
