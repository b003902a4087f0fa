"""Editions in the database: published, published again, staged, dropped; each with its line among the acts.

Every function that writes does so in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from knowledge.errors import LibraryError, UnknownEdition
from knowledge.history import Act, EditionSummary, StagedEdition
from knowledge.records import Edition
from knowledge.saying import changed_meanwhile, not_kept, nothing_open
from knowledge.stores import discards
from knowledge.stores.schema import acts, edition_revisions, editions, passages, revisions, staged, statistics

IS_PUBLISHED = editions.c.id > 0


def newest(connection: Connection) -> int:
    """The number of the published edition; 0 while there is none."""
    found: int | None = connection.execute(select(func.max(editions.c.id)).where(IS_PUBLISHED)).scalar()
    return found or 0


def edition(connection: Connection, edition_id: int) -> Edition:
    """One that is kept, or the staged one. Raises UnknownEdition."""
    row = connection.execute(select(editions).where(editions.c.id == edition_id, editions.c.kept)).first()
    if row is None:
        kept = connection.execute(select(editions.c.id).where(IS_PUBLISHED, editions.c.kept).order_by(editions.c.id))
        raise UnknownEdition(not_kept(edition_id, list(kept.scalars())))
    return Edition(
        id=row.id,
        revision_ids=_revision_ids(connection, edition_id),
        published_at=row.published_at,
        published_by=row.published_by,
    )


def summaries(connection: Connection, limit: int | None) -> list[EditionSummary]:
    """The editions that were ever published, newest first."""
    query = select(editions).where(IS_PUBLISHED).order_by(editions.c.id.desc()).limit(limit)
    return [EditionSummary(**row) for row in connection.execute(query).mappings()]


def open_one(connection: Connection) -> StagedEdition | None:
    """The staged edition that is open."""
    row = connection.execute(select(staged).where(staged.c.state == "open")).mappings().first()
    if row is None:
        return None
    return StagedEdition(**row, revision_ids=_revision_ids(connection, -row["id"]))


def last_acts(connection: Connection, limit: int | None) -> list[Act]:
    """What was done, newest first."""
    columns = [column for column in acts.c if column.name != "number"]
    query = select(*columns).order_by(acts.c.number.desc()).limit(limit)
    return [Act(**row) for row in connection.execute(query).mappings()]


# -- publishing ------------------------------------------------------------------------------------------------------


def publish(connection: Connection, revision_ids: Sequence[str], by: str, why: str, act: str = "publish") -> Edition:
    """Make a new edition of these revisions the published one. Raises LibraryError if one isn't stored."""
    made = _write(connection, newest(connection) + 1, revision_ids, by, why)
    discards.forget(connection, made.id)
    note(connection, by, act, made.id, why)
    return made


def check_unchanged(connection: Connection, against: int) -> None:
    """Raises EditionChanged unless this edition (0: none) is the published one."""
    if (published := newest(connection)) != against:
        raise changed_meanwhile(published)


def stage(connection: Connection, revision_ids: Sequence[str], by: str, against: int | None) -> StagedEdition:
    """Keep an edition that isn't published, in the place of the open one. Raises LibraryError as ``publish`` does."""
    if before := open_one(connection):
        close(connection, before.id, "replaced")
    number = (connection.execute(select(func.max(staged.c.id))).scalar() or 0) + 1
    made = _write(connection, -number, revision_ids, by, "")
    opened = StagedEdition(id=number, revision_ids=made.revision_ids, against=against, by=by, at=made.published_at)
    connection.execute(insert(staged), opened.model_dump(exclude={"revision_ids"}))
    note(connection, by, "stage", -number, f"in place of {-before.id}" if before else "")
    return opened


def opened(connection: Connection, staged_id: int) -> StagedEdition:
    """The staged edition of this number. Raises NothingStaged unless it is open."""
    found = open_one(connection)
    if found is None or found.id != staged_id:
        raise nothing_open(found is not None)
    return found


def close(connection: Connection, staged_id: int, state: str, reason: str = "") -> None:
    """Take a staged edition away; its row stays, and its revisions stay until they are pruned."""
    connection.execute(delete(edition_revisions).where(edition_revisions.c.edition_id == -staged_id))
    connection.execute(delete(editions).where(editions.c.id == -staged_id))
    connection.execute(update(staged).where(staged.c.id == staged_id).values(state=state, reason=reason))


def note(connection: Connection, who: str, what: str, edition_id: int | None, detail: str) -> None:
    """Write an act down."""
    act = Act(at=datetime.now(UTC), who=who, what=what, edition=edition_id, detail=detail)
    connection.execute(insert(acts), act.model_dump())


# -- dropping --------------------------------------------------------------------------------------------------------


def drop_old(connection: Connection, most: int, since: datetime | None) -> None:
    """Drop what editions are made of that are neither among the newest nor were still published at ``since``."""
    known = connection.execute(
        select(editions.c.id, editions.c.published_at, editions.c.kept).where(IS_PUBLISHED).order_by(editions.c.id)
    ).all()
    ends = [row.published_at for row in known[1:]]  # an edition was published until the next one was
    for row, end in zip(known[: max(0, len(known) - most)], ends, strict=False):
        if row.kept and (since is None or end < since):
            connection.execute(delete(edition_revisions).where(edition_revisions.c.edition_id == row.id))
            connection.execute(update(editions).where(editions.c.id == row.id).values(kept=False))


def miscounted(connection: Connection) -> dict[int, dict[str, int]]:
    """The kept editions whose counts are wrong, with the right ones."""
    wrong = {}
    for row in connection.execute(select(editions).where(editions.c.kept)).mappings().all():
        right = counts(connection, row["id"])
        if any(row[name] != count for name, count in right.items()):
            wrong[row["id"]] = right
    return wrong


def counts(connection: Connection, edition_id: int) -> dict[str, int]:
    """How many documents, passages and statistics an edition has."""
    documents = select(func.count()).where(edition_revisions.c.edition_id == edition_id)
    return {
        "documents": connection.execute(documents).scalar_one(),
        "passages": _count(connection, passages, edition_id),
        "statistics": _count(connection, statistics, edition_id),
    }


def _count(connection: Connection, table: Table, edition_id: int) -> int:
    query = (
        select(func.count())
        .select_from(table)
        .join(edition_revisions, edition_revisions.c.revision_id == table.c.revision_id)
        .where(edition_revisions.c.edition_id == edition_id)
    )
    return connection.execute(query).scalar_one()


def _write(connection: Connection, number: int, revision_ids: Sequence[str], by: str, why: str) -> Edition:
    made = Edition(
        id=number,
        revision_ids=tuple(dict.fromkeys(revision_ids)),
        published_at=datetime.now(UTC),
        published_by=by,
    )
    stored = set(connection.execute(select(revisions.c.id)).scalars())
    for revision_id in made.revision_ids:
        if revision_id not in stored:
            raise LibraryError(f"Revision {revision_id!r} is not in the library: run footnote ingest again.")
    row = {**made.model_dump(exclude={"revision_ids"}), "why": why}
    connection.execute(insert(editions), row)
    placed = [{"edition_id": number, "position": at, "revision_id": each} for at, each in enumerate(made.revision_ids)]
    if placed:
        connection.execute(insert(edition_revisions), placed)
    connection.execute(update(editions).where(editions.c.id == number).values(counts(connection, number)))
    return made


def _revision_ids(connection: Connection, edition_id: int) -> tuple[str, ...]:
    query = (
        select(edition_revisions.c.revision_id)
        .where(edition_revisions.c.edition_id == edition_id)
        .order_by(edition_revisions.c.position)
    )
    return tuple(connection.execute(query).scalars())
