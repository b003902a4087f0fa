"""Editions in memory, old, new and staged: the fake of ``knowledge.stores.history``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import RLock

from knowledge.errors import LibraryError, UnknownEdition
from knowledge.history import Act, Discarded, EditionSummary, StagedEdition
from knowledge.records import Edition
from knowledge.saying import changed_meanwhile, not_kept, nothing_open

Counts = Mapping[str, int]  # passages and statistics


class MemoryHistory:
    """The part of a catalogue in memory that knows of editions and acts.

    Args:
        counted: how many passages and statistics a stored revision has; None: it isn't stored.
        document_of: the id of the document that a revision is of.
    """

    def __init__(self, counted: Callable[[str], Counts | None], document_of: Callable[[str], str]) -> None:
        self._counted = counted
        self._document_of = document_of
        self._discarded = Discarded()
        self._editions: tuple[Edition, ...] = ()  # those that are kept, and the open staged one
        self._summaries: tuple[EditionSummary, ...] = ()
        self._staged: tuple[StagedEdition, ...] = ()
        self._acts: tuple[Act, ...] = ()
        self._writing = RLock()

    # -- reading ---------------------------------------------------------------------------------------------------
    def current(self) -> Edition | None:
        """The published edition, or None while there is none."""
        return next((each for each in reversed(self._editions) if each.id > 0), None)

    def edition(self, edition_id: int) -> Edition:
        """An edition that is kept, or the staged one. Raises UnknownEdition."""
        editions = self._editions
        found = next((each for each in editions if each.id == edition_id), None)
        if found is None:
            raise UnknownEdition(not_kept(edition_id, [each.id for each in editions if each.id > 0]))
        return found

    def editions(self, limit: int | None = None) -> list[EditionSummary]:
        """The editions that were ever published, newest first."""
        return list(self._summaries[::-1])[:limit]

    def staged(self) -> StagedEdition | None:
        """The edition that waits to be published; there is one at most."""
        return next((each for each in self._staged if each.state == "open"), None)

    def discarded(self) -> Discarded:
        """What was discarded and not published since: it isn't staged again unless somebody asks for it."""
        return self._discarded

    def acts(self, limit: int | None = None) -> list[Act]:
        """What was done, newest first."""
        return list(self._acts[::-1])[:limit]

    # -- writing ---------------------------------------------------------------------------------------------------
    def publish(self, revision_ids: Sequence[str], by: str, why: str = "", against: int | None = None) -> Edition:
        """Make a new edition of these revisions the published one. Raises EditionChanged and LibraryError."""
        with self._writing:
            if against is not None:
                self._check_unchanged(against)
            return self._publish(revision_ids, by, why, "publish")

    def roll_back(self, edition_id: int, by: str, why: str = "") -> Edition:
        """Publish what an earlier edition is made of again, as a new one. Raises UnknownEdition if it isn't kept."""
        with self._writing:
            return self._publish(self.edition(edition_id).revision_ids, by, why, "roll back")

    def stage(self, revision_ids: Sequence[str], by: str, against: int | None) -> StagedEdition:
        """Keep an edition until somebody publishes or discards it; it replaces the one that is open."""
        with self._writing:
            made = self._edition(-len(self._staged) - 1, revision_ids, by)
            before = self.staged()
            if before:
                self._close(before, "replaced")
            self._editions = (made, *self._editions)
            opened = StagedEdition(
                id=-made.id, revision_ids=made.revision_ids, against=against, by=by, at=made.published_at
            )
            self._staged = (*self._staged, opened)
            self.note(by, "stage", made.id, f"in place of {-before.id}" if before else "")
        return opened

    def set_review(self, staged_id: int, review: str) -> None:
        """Keep what was found about a staged edition. Raises NothingStaged if it isn't open."""
        with self._writing:
            self._replace(self._opened(staged_id).model_copy(update={"review": review}))

    def publish_staged(self, staged_id: int, by: str, why: str = "") -> Edition:
        """Publish a staged edition. Raises NothingStaged, and EditionChanged if another was published meanwhile."""
        with self._writing:
            opened = self._opened(staged_id)
            self._check_unchanged(opened.against or 0)
            self._close(opened, "published")
            return self._publish(opened.revision_ids, by, why, "approve")

    def discard(self, staged_id: int, by: str, reason: str, *, remembered: bool = True) -> None:
        """Close a staged edition without publishing it. Raises NothingStaged."""
        with self._writing:
            opened = self._opened(staged_id)
            if remembered:
                self._remember(opened)
            self._close(opened, "discarded", reason)
            self.note(by, "discard", -staged_id, reason)

    def note(self, who: str, what: str, edition: int | None = None, detail: str = "") -> None:
        """Write down an act that the catalogue doesn't know of by itself."""
        act = Act(at=datetime.now(UTC), who=who, what=what, edition=edition, detail=detail)
        with self._writing:
            self._acts = (*self._acts, act)

    # -- within a writing method -----------------------------------------------------------------------------------
    def _publish(self, revision_ids: Sequence[str], by: str, why: str, act: str) -> Edition:
        made = self._edition(len(self._summaries) + 1, revision_ids, by)
        known = [self._counted(each) or {} for each in made.revision_ids]
        summary = EditionSummary(
            **made.model_dump(exclude={"revision_ids"}),
            why=why,
            documents=len(known),
            passages=sum(each.get("passages", 0) for each in known),
            statistics=sum(each.get("statistics", 0) for each in known),
        )
        self._summaries = (*self._summaries, summary)
        self._editions = (*self._editions, made)
        there = frozenset(made.revision_ids)
        self._discarded = Discarded(self._discarded.revisions - there, self._discarded.leaving & there)
        self.note(by, act, made.id, why)
        return made

    def _remember(self, opened: StagedEdition) -> None:
        """Keep how it differs from what it was made against."""
        against = next((each.revision_ids for each in self._editions if each.id == opened.against), ())
        documents = {self._document_of(each) for each in opened.revision_ids}
        leaving = {each for each in against if self._document_of(each) not in documents}
        before = self._discarded
        self._discarded = Discarded(
            before.revisions | (set(opened.revision_ids) - set(against)), before.leaving | leaving
        )  # fmt: skip

    def _edition(self, number: int, revision_ids: Sequence[str], by: str) -> Edition:
        for revision_id in revision_ids:
            if self._counted(revision_id) is None:
                raise LibraryError(f"Revision {revision_id!r} is not in the library: run footnote ingest again.")
        ids = tuple(dict.fromkeys(revision_ids))
        return Edition(id=number, revision_ids=ids, published_at=datetime.now(UTC), published_by=by)

    def _check_unchanged(self, against: int) -> None:
        published = self.current()
        if (published.id if published else 0) != against:
            raise changed_meanwhile(published.id if published else 0)

    def _opened(self, staged_id: int) -> StagedEdition:
        found = self.staged()
        if found is None or found.id != staged_id:
            raise nothing_open(found is not None)
        return found

    def _close(self, opened: StagedEdition, state: str, reason: str = "") -> None:
        self._editions = tuple(each for each in self._editions if each.id != -opened.id)
        self._replace(opened.model_copy(update={"state": state, "reason": reason, "revision_ids": ()}))

    def _replace(self, staged: StagedEdition) -> None:
        self._staged = tuple(staged if each.id == staged.id else each for each in self._staged)

    def _drop_old(self, most: int, since: datetime | None) -> None:
        ends = [each.published_at for each in self._summaries[1:]]  # an edition was published until the next one was
        old = zip(self._summaries[: max(0, len(self._summaries) - most)], ends, strict=False)
        gone = {each.id for each, end in old if since is None or end < since}
        self._editions = tuple(each for each in self._editions if each.id not in gone)
        self._summaries = tuple(
            each.model_copy(update={"kept": each.kept and each.id not in gone}) for each in self._summaries
        )
