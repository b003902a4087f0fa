"""What was discarded, by its content: revisions that were to come, and revisions whose documents were to leave.

Every function that writes does so in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, false, insert, select, true

from knowledge.history import Discarded, StagedEdition
from knowledge.stores.schema import discarded, edition_revisions, revisions


def known(connection: Connection) -> Discarded:
    """All of it."""
    rows = connection.execute(select(discarded.c.revision_id, discarded.c.leaves)).all()
    return Discarded(
        frozenset(row.revision_id for row in rows if not row.leaves),
        frozenset(row.revision_id for row in rows if row.leaves),
    )


def remember(connection: Connection, opened: StagedEdition) -> None:
    """Keep how an open staged edition differs from what it was made against."""
    staged, against = _documents(connection, -opened.id), _documents(connection, opened.against or 0)
    coming = {each for each in staged if each not in against}
    leaving = {each for each, document in against.items() if document not in set(staged.values())}
    _write(connection, opened.id, coming, leaves=False)
    _write(connection, opened.id, leaving, leaves=True)


def forget(connection: Connection, edition_id: int) -> None:
    """What is published after all isn't discarded any more, nor is it if what was to leave has left."""
    there = select(edition_revisions.c.revision_id).where(edition_revisions.c.edition_id == edition_id)
    published = discarded.c.revision_id.in_(there)
    done = (published & (discarded.c.leaves == false())) | (~published & (discarded.c.leaves == true()))
    connection.execute(delete(discarded).where(done))


def _documents(connection: Connection, edition_id: int) -> dict[str, str]:
    """The documents of an edition, by revision."""
    query = (
        select(revisions.c.id, revisions.c.document_id)
        .join(edition_revisions, edition_revisions.c.revision_id == revisions.c.id)
        .where(edition_revisions.c.edition_id == edition_id)
    )
    return {row.id: row.document_id for row in connection.execute(query)}


def _write(connection: Connection, staged_id: int, ids: Iterable[str], *, leaves: bool) -> None:
    rows = [{"revision_id": each, "leaves": leaves, "staged_id": staged_id} for each in ids]
    for row in rows:
        again = (discarded.c.revision_id == row["revision_id"]) & (discarded.c.leaves == leaves)
        connection.execute(delete(discarded).where(again))
    if rows:
        connection.execute(insert(discarded), rows)
