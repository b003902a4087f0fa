"""The catalogue's editions, old, new and staged, each change of them one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update

from knowledge.history import Act, Discarded, EditionSummary, StagedEdition
from knowledge.records import Edition
from knowledge.stores import archive, discards, figures, lexical
from knowledge.stores.engine import Database
from knowledge.stores.schema import contents, documents, edition_revisions, editions, passages, revisions, staged

_OF_NO_EDITION = ~exists().where(edition_revisions.c.revision_id == revisions.c.id)

_LEXICONS = {"passages": lexical.CONTENTS, "statistics": lexical.STATISTICS}


class SqlHistory:
    """The part of a catalogue in a database that knows of editions and acts."""

    _database: Database

    def edition(self, edition_id: int) -> Edition:
        """An edition that is kept, or the staged one. Raises UnknownEdition."""
        with self._database.reading() as connection:
            return archive.edition(connection, edition_id)

    def editions(self, limit: int | None = None) -> list[EditionSummary]:
        """The editions that were ever published, newest first."""
        with self._database.reading() as connection:
            return archive.summaries(connection, limit)

    def staged(self) -> StagedEdition | None:
        """The edition that waits to be published; there is one at most."""
        with self._database.reading() as connection:
            return archive.open_one(connection)

    def discarded(self) -> Discarded:
        """What was discarded and not published since: it isn't staged again unless somebody asks for it."""
        with self._database.reading() as connection:
            return discards.known(connection)

    def acts(self, limit: int | None = None) -> list[Act]:
        """What was done, newest first."""
        with self._database.reading() as connection:
            return archive.last_acts(connection, limit)

    def publish(self, revision_ids: Sequence[str], by: str, why: str = "", against: int | None = None) -> Edition:
        """Make a new edition of these revisions the published one. Raises EditionChanged and LibraryError."""
        with self._database.writing() as connection:
            if against is not None:
                archive.check_unchanged(connection, against)
            return archive.publish(connection, revision_ids, by, why)

    def roll_back(self, edition_id: int, by: str, why: str = "") -> Edition:
        """Publish what an earlier edition is made of again, as a new one. Raises UnknownEdition if it isn't kept."""
        with self._database.writing() as connection:
            earlier = archive.edition(connection, edition_id)
            return archive.publish(connection, earlier.revision_ids, by, why, "roll back")

    def stage(self, revision_ids: Sequence[str], by: str, against: int | None) -> StagedEdition:
        """Keep an edition until somebody publishes or discards it; it replaces the one that is open."""
        with self._database.writing() as connection:
            return archive.stage(connection, revision_ids, by, against)

    def set_review(self, staged_id: int, review: str) -> None:
        """Keep what was found about a staged edition. Raises NothingStaged if it isn't open."""
        with self._database.writing() as connection:
            archive.opened(connection, staged_id)
            connection.execute(update(staged).where(staged.c.id == staged_id).values(review=review))

    def publish_staged(self, staged_id: int, by: str, why: str = "") -> Edition:
        """Publish a staged edition. Raises NothingStaged, and EditionChanged if another was published meanwhile."""
        with self._database.writing() as connection:
            opened = archive.opened(connection, staged_id)
            archive.check_unchanged(connection, opened.against or 0)
            archive.close(connection, staged_id, "published")
            return archive.publish(connection, opened.revision_ids, by, why, "approve")

    def discard(self, staged_id: int, by: str, reason: str, *, remembered: bool = True) -> None:
        """Close a staged edition without publishing it. Raises NothingStaged."""
        with self._database.writing() as connection:
            opened = archive.opened(connection, staged_id)
            if remembered:
                discards.remember(connection, opened)
            archive.close(connection, staged_id, "discarded", reason)
            archive.note(connection, by, "discard", -staged_id, reason)

    def note(self, who: str, what: str, edition: int | None = None, detail: str = "") -> None:
        """Write down an act that the catalogue doesn't know of by itself."""
        with self._database.writing() as connection:
            archive.note(connection, who, what, edition, detail)

    def prune(self, newest: int | None = None, since: datetime | None = None) -> set[str]:
        """Drop old editions, and revisions that belong to none; returns content ids that no passage uses any more."""
        unused = ~exists().where(passages.c.content_number == contents.c.number)
        with self._database.writing() as connection:
            if newest is not None:
                archive.drop_old(connection, max(newest, 1), since)
            figures.forget(connection, select(revisions.c.id).where(_OF_NO_EDITION))
            connection.execute(delete(revisions).where(_OF_NO_EDITION))
            connection.execute(delete(documents).where(~exists().where(revisions.c.document_id == documents.c.id)))
            gone = [dict(row) for row in connection.execute(select(contents).where(unused)).mappings()]
            lexical.drop(connection, gone)
            connection.execute(delete(contents).where(unused))
        return {str(row["content_id"]) for row in gone}

    # -- being well ------------------------------------------------------------------------------------------------
    def problems(self) -> list[str]:
        """What is wrong inside of the catalogue, each in a sentence; this reads all of it."""
        with self._database.writing() as connection:
            wrong = [f"The counts of edition {each} are wrong." for each in archive.miscounted(connection)]
            for name, lexicon in _LEXICONS.items():
                if not lexical.is_whole(connection, lexicon):
                    wrong.append(f"The index of words of {name} is not what the catalogue has.")
            return [*self._database.problems(connection), *wrong]

    def leftovers(self) -> int:
        """How many revisions belong to no edition: what a run left behind that was ended early."""
        query = select(func.count()).select_from(revisions).where(_OF_NO_EDITION)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def mend(self) -> None:
        """Put right what can be: counts, and the lexical indexes."""
        with self._database.writing() as connection:
            for edition_id, right in archive.miscounted(connection).items():
                connection.execute(update(editions).where(editions.c.id == edition_id).values(right))
            if not lexical.is_whole(connection):
                lexical.rebuild(connection)
            if not lexical.is_whole(connection, lexical.STATISTICS):
                figures.reindex(connection)
