"""Sources in, a published edition out. The only place of this package that changes the library."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from ingest.assisting import Assistant
from ingest.blocks import Metadata
from ingest.lock import Lock, sole_writer
from ingest.plan import Fingerprint, Plan, carried, gone, plan
from ingest.reading import Assist, fingerprint_of, read_whole
from ingest.report import Failure, IngestReport, Progress, Quiet
from ingest.review import Contents, GoldenReview, review_of
from ingest.settings import IngestSettings
from ingest.sources import Discovery, Found
from ingest.staging import Stage
from ingest.supply import Inputs, Supply
from knowledge.errors import EditionChanged, InvalidFindings, SourceRefused, SourceUnavailable, UnreadableSource
from knowledge.history import StagedEdition
from knowledge.ports import Catalogue, Embedder, PassageIndex
from knowledge.records import Edition, Revision, Statistic

_OF_ONE_SOURCE = (UnreadableSource, SourceUnavailable, SourceRefused, InvalidFindings)


class Pipeline:
    """Brings a library up to date with its sources: discover, read, split, stage, plan, publish, prune.

    Staging shows nothing to anyone, and publishing is one transaction: whatever ends an ingest early, the published
    edition stays as it was, and the next run goes on where this one ended.

    ``golden`` says what becomes of the golden questions in a staged edition; None where there are none. ``assistant``
    has a model help to label statistics; None: the rules alone.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        index: PassageIndex,
        embedder: Embedder,
        settings: IngestSettings,
        library: Path | Lock,
        golden: Callable[[Edition | None, Edition], GoldenReview | None] | None = None,
        assistant: Assistant | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        self._settings = settings
        self._library = library
        self._golden = golden
        self._assistant = assistant

    def ingest(
        self,
        inputs: Sequence[str] | Supply,
        given: Metadata | None = None,
        by: str = "footnote",
        progress: Progress | None = None,
        why: str = "",
    ) -> IngestReport:
        """Read what is new or changed among the inputs and publish it, if there is any, as a new edition.

        A source that cannot be read is reported and keeps what is published of it; the others go on.

        Args:
            inputs: files, folders, URLs and ``@lists``, as ``sources.discover`` takes them, or a supply of documents.
            given: what the person says of the sources; a title only of a single one.
            by: who publishes.
            progress: told how far it is.
            why: kept with the edition; else what changed.

        Raises LibraryBusy, LibraryError, ModelUnavailable, and InvalidSettings for a title given to several sources.
        """
        began = time.monotonic()
        progress = progress or Quiet()
        with sole_writer(self._library):
            read = self._read_in(self._supply(inputs, given), progress)
            changes, edition = self._publish(read, by, why)
            self._tidy(read.stage)
        report = _report(changes, read, began, edition=edition, published=changes.changes_anything)
        progress.finished(report)
        return report

    def stage(
        self,
        inputs: Sequence[str] | Supply,
        given: Metadata | None = None,
        by: str = "footnote",
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read what is new or changed among the inputs, and keep it for a review: the report's ``staged``.

        Takes and raises what ``ingest`` does. What another staged edition has that is still open goes into this one,
        which takes its place. Where nothing differs from what is published, nothing is staged.
        """
        began = time.monotonic()
        progress = progress or Quiet()
        with sole_writer(self._library):
            read = self._read_in(self._supply(inputs, given), progress)
            edition, before = self._catalogue.current(), self._catalogue.staged()
            changes = self._plan(read, self._with_staged(edition, before))
            staged = self._stage(changes.revision_ids, edition, before, by)
            self._tidy(read.stage)
            if staged and staged != before:
                staged = self._reviewed(staged)
        replaced = before is not None and staged != before
        report = _report(changes, read, began, edition=edition, staged=staged, replaced=replaced)
        progress.finished(report)
        return report

    def review(self, by: str = "footnote") -> StagedEdition | None:
        """The open staged edition with its review; None where there is none.

        One that was made against an edition which is no longer published is made again, against the one that is.
        """
        staged, edition = self._catalogue.staged(), self._catalogue.current()
        if staged is None or (staged.review and staged.against == (edition and edition.id)):
            return staged
        with sole_writer(self._library):
            staged, edition = self._catalogue.staged(), self._catalogue.current()
            if staged and staged.against != (edition and edition.id):
                ids = [revision.id for revision in self._with_staged(edition, staged)]
                staged = self._stage(ids, edition, staged, by)
            return staged and self._reviewed(staged)

    def tidy(self, progress: Progress | None = None) -> int:
        """Drop what nothing needs, and make vectors that are missing; says how many were made."""
        with sole_writer(self._library):
            stage = Stage(self._catalogue, self._index, self._embedder, progress or Quiet())
            self._tidy(stage, thoroughly=True)
        return stage.embedded

    # -- reading ---------------------------------------------------------------------------------------------------
    def _supply(self, inputs: Sequence[str] | Supply, given: Metadata | None) -> Supply:
        return Inputs(inputs, given or Metadata(), self._settings) if isinstance(inputs, Sequence) else inputs

    def _read_in(self, supply: Supply, progress: Progress) -> _Read:
        discovery = supply.discover()
        stage = Stage(self._catalogue, self._index, self._embedder, progress)
        fingerprints, failed = self._read_all(discovery, supply, stage, progress)
        return _Read(discovery, supply, fingerprints, failed, stage)

    def _read_all(
        self, discovery: Discovery, supply: Supply, stage: Stage, progress: Progress
    ) -> tuple[list[Fingerprint], list[Failure]]:
        read: list[Fingerprint] = []
        failed = [Failure(problem.shown, problem.sentence) for problem in discovery.problems]
        progress.started(len(discovery.found))
        assist = self._assistant.run() if self._assistant else None
        for number, found in enumerate(discovery.found, start=1):
            progress.source(found.shown, number)
            try:
                read.append(self._read(found, supply, stage, assist))
            except _OF_ONE_SOURCE as error:
                failed.append(Failure(found.shown, str(error)))
        stage.flush()
        self._index.settle()
        return read, failed

    def _read(self, found: Found, supply: Supply, stage: Stage, assist: Assist | None) -> Fingerprint:
        """Have a source staged, unless it has been; errors are those of a source."""
        given, loaded = supply.given(found), supply.load(found)
        fingerprint = fingerprint_of(found, loaded, given, self._settings)
        unwanted = fingerprint.revision_id in supply.discarded.revisions
        if not unwanted and not self._catalogue.stored(fingerprint.revision_id):
            stage.add(read_whole(found, loaded, given, fingerprint, self._settings, assist))
        return fingerprint

    # -- publishing ------------------------------------------------------------------------------------------------
    def _plan(self, read: _Read, stored: Sequence[Revision]) -> Plan:
        found = {each.uri for each in read.discovery.found}
        unseen = {problem.uri for problem in read.discovery.problems if problem.uri}
        missing = gone(stored, found, read.discovery.folders, unseen) | read.supply.dropped(stored)
        return plan(read.fingerprints, stored, missing, read.supply.discarded)

    def _publish(self, read: _Read, by: str, why: str) -> tuple[Plan, Edition | None]:
        """Publish what was read, on top of what is published by then: somebody may roll back meanwhile."""
        while True:
            edition = self._catalogue.current()
            changes = self._plan(read, self._revisions(edition))
            if not changes.changes_anything:
                return changes, edition
            try:
                against = edition.id if edition else 0
                return changes, self._catalogue.publish(changes.revision_ids, by, why or changes.sentence, against)
            except EditionChanged:
                continue

    def _stage(
        self, revision_ids: Sequence[str], edition: Edition | None, before: StagedEdition | None, by: str
    ) -> StagedEdition | None:
        """Stage these revisions, unless they are staged or published."""
        against = edition.id if edition else None
        if set(revision_ids) == set(edition.revision_ids if edition else ()):
            if before:
                reason = "What it would have changed is no longer so."
                self._catalogue.discard(before.id, by, reason, remembered=False)
            return None
        if before and before.against == against and set(before.revision_ids) == set(revision_ids):
            return before
        return self._catalogue.stage(revision_ids, by, against)

    def _with_staged(self, edition: Edition | None, staged: StagedEdition | None) -> list[Revision]:
        """What is published, with what is staged but not published yet."""
        published = self._revisions(edition)
        if staged is None:
            return published
        was = self._catalogue.revisions(staged.against) if staged.against else []
        return carried(was, self._catalogue.revisions(staged.edition.id), published)

    def _revisions(self, edition: Edition | None) -> list[Revision]:
        return self._catalogue.revisions(edition.id) if edition else []

    def _reviewed(self, staged: StagedEdition) -> StagedEdition:
        against = self._catalogue.edition(staged.against) if staged.against else None
        apart = set(staged.revision_ids) ^ set(against.revision_ids if against else ())
        review = review_of(self._contents(against, apart), self._contents(staged.edition, apart))
        if self._golden:
            review = review.model_copy(update={"golden": self._golden(against, staged.edition)})
        text = review.model_dump_json()
        self._catalogue.set_review(staged.id, text)
        return staged.model_copy(update={"review": text})

    def _contents(self, edition: Edition | None, apart: Collection[str]) -> Contents:
        """What a review looks at; ``apart`` are the revisions that are in one of two editions alone."""
        revisions = self._revisions(edition)
        if edition is None:
            return Contents((), {}, {}, {})
        changed = [each for each in revisions if each.id in apart]
        ids = [each.document.id for each in changed]
        statistics: dict[str, list[Statistic]] = defaultdict(list)
        for statistic in self._catalogue.statistics(edition.id, ids):
            statistics[statistic.revision_id].append(statistic)
        contents = {each: self._catalogue.contents(edition.id, [each]) for each in ids}
        return Contents(revisions, statistics, contents, {each.id: self._catalogue.text(each.id) for each in changed})

    def _tidy(self, stage: Stage, *, thoroughly: bool = False) -> None:
        """Drop what nothing needs, also what a run left behind that was ended early; make vectors that are missing.

        Vectors of editions are missing when the embedder is another one than before, or when their folder was lost.
        """
        days = self._settings.keep_days
        since = datetime.now(UTC) - timedelta(days=days) if days else None
        self._index.remove(self._catalogue.prune(self._settings.keep_editions, since))
        used = self._catalogue.content_ids()
        if self._index.count() == len(used) and not thoroughly:
            return
        self._index.remove(self._index.ids() - used)
        missing = self._index.missing(used)
        for edition_id in self._kept() if missing else ():
            passages = self._catalogue.passages(edition_id, missing)
            stage.embed(passages)
            self._index.settle()
            missing -= {passage.content_id for passage in passages}

    def _kept(self) -> list[int]:
        """Every edition that may be read, the published one first."""
        staged = self._catalogue.staged()
        kept = [each.id for each in self._catalogue.editions() if each.kept]
        return [*kept, staged.edition.id] if staged else kept


class _Read(NamedTuple):
    """What came of reading a supply."""

    discovery: Discovery
    supply: Supply
    fingerprints: Sequence[Fingerprint]
    failed: Sequence[Failure]
    stage: Stage


def _report(changes: Plan, read: _Read, began: float, **what: Any) -> IngestReport:
    return IngestReport(
        **changes.model_dump(exclude={"revision_ids"}),
        failed=tuple(read.failed),
        passages_embedded=read.stage.embedded,
        took_s=time.monotonic() - began,
        **what,
    )
