"""Sources in, a published edition out. The only place of this package that changes the library."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest import findings, readers, sources
from ingest.blocks import Metadata, ReadDocument
from ingest.card import with_card
from ingest.lock import sole_writer
from ingest.passages import SPLITTER_VERSION, split
from ingest.plan import Fingerprint, Plan, document_id, gone, plan, revision_id
from ingest.report import Failure, IngestReport, Progress, Quiet
from ingest.settings import IngestSettings
from ingest.sources import Discovery, Found, Loaded
from ingest.staging import Stage, Staged
from ingest.statistics import STATISTICS_VERSION, extract, overridden
from knowledge.errors import InvalidFindings, InvalidSettings, SourceRefused, SourceUnavailable, UnreadableSource
from knowledge.ports import Catalogue, Embedder, PassageIndex
from knowledge.records import Document, Edition, Revision, Statistic

VERSIONS = (readers.READER_VERSION, SPLITTER_VERSION, STATISTICS_VERSION)

_OF_ONE_SOURCE = (UnreadableSource, SourceUnavailable, SourceRefused, InvalidFindings)


class Pipeline:
    """Brings a library up to date with its sources: discover, read, split, stage, plan, publish, prune.

    Staging shows nothing to anyone, and publishing is one transaction: whatever ends an ingest early, the published
    edition stays as it was, and the next run goes on where this one ended.
    """

    def __init__(
        self, catalogue: Catalogue, index: PassageIndex, embedder: Embedder, settings: IngestSettings, library: Path
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._embedder = embedder
        self._settings = settings
        self._library = library

    def ingest(
        self,
        inputs: Sequence[str],
        given: Metadata | None = None,
        by: str = "footnote",
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read what is new or changed among the inputs and publish it, if there is any, as a new edition.

        A source that cannot be read is reported and keeps what is published of it; the others go on.

        Args:
            inputs: files, folders, URLs and ``@lists``, as ``sources.discover`` takes them.
            given: what the person says of the sources; a title only of a single one.
            by: who publishes.
            progress: told how far it is.

        Raises LibraryBusy, LibraryError, ModelUnavailable, and InvalidSettings for a title given to several sources.
        """
        began = time.monotonic()
        given, progress = given or Metadata(), progress or Quiet()
        with sole_writer(self._library):
            discovery = sources.discover(inputs, self._settings)
            if given.title and (count := len(discovery.found)) > 1:
                raise InvalidSettings(f"One title is given for {count} sources: ingest the one it belongs to alone.")
            edition = self._catalogue.current()
            stage = Stage(self._catalogue, self._index, self._embedder, progress)
            fingerprints, failed = self._read_all(discovery, given, stage, progress)
            changes = self._plan(discovery, fingerprints, edition)
            if changes.changes_anything:
                edition = self._catalogue.publish(changes.revision_ids, by)
            self._tidy(edition, stage)
        report = IngestReport(
            **changes.model_dump(exclude={"revision_ids"}),
            failed=tuple(failed),
            edition=edition,
            published=changes.changes_anything,
            passages_embedded=stage.embedded,
            took_s=time.monotonic() - began,
        )
        progress.finished(report)
        return report

    def _read_all(
        self, discovery: Discovery, given: Metadata, stage: Stage, progress: Progress
    ) -> tuple[list[Fingerprint], list[Failure]]:
        read: list[Fingerprint] = []
        failed = [Failure(problem.shown, problem.sentence) for problem in discovery.problems]
        progress.started(len(discovery.found))
        for number, found in enumerate(discovery.found, start=1):
            progress.source(found.shown, number)
            try:
                read.append(self._read(found, given, stage))
            except _OF_ONE_SOURCE as error:
                failed.append(Failure(found.shown, str(error)))
        stage.flush()
        return read, failed

    def _read(self, found: Found, given: Metadata, stage: Stage) -> Fingerprint:
        """Have a source staged, unless it has been; errors are those of a source."""
        loaded = sources.load(found, self._settings)
        fingerprint = fingerprint_of(found, loaded, given)
        if not self._catalogue.stored(fingerprint.revision_id):
            stage.add(self._staged(found, loaded, given, fingerprint))
        return fingerprint

    def _staged(self, found: Found, loaded: Loaded, given: Metadata, fingerprint: Fingerprint) -> Staged:
        document = readers.read(loaded.data, found.name, loaded.media_type, self._settings, loaded.url)
        revision = _revision(found, loaded, fingerprint, _over(given, document.metadata))
        document = with_card(document, revision)
        stated = _stated(found, loaded, document, revision)
        # Only what a person calls a figure joins the context of passages: retrieval does not hang on the rules.
        passages = split(document, revision, stated)
        if not passages:
            raise UnreadableSource(f"{found.name} has no text that can be read: give it some, or ingest another copy.")
        return Staged(revision, document.text, passages, overridden(extract(document, revision), stated))

    def _plan(self, discovery: Discovery, fingerprints: Sequence[Fingerprint], edition: Edition | None) -> Plan:
        stored = self._catalogue.revisions(edition.id) if edition else []
        found = {each.uri for each in discovery.found}
        unseen = {problem.uri for problem in discovery.problems if problem.uri}
        return plan(fingerprints, stored, gone(stored, found, discovery.folders, unseen))

    def _tidy(self, edition: Edition | None, stage: Stage) -> None:
        """Drop what no edition has, also what a run left behind that was ended early; make vectors that are missing.

        Vectors of the published edition are missing when the embedder is another one than before, or when their folder
        was lost.
        """
        self._index.remove(self._catalogue.prune())
        used = self._catalogue.content_ids()
        if self._index.count() == len(used):
            return
        self._index.remove(self._index.ids() - used)
        if edition and (missing := self._index.missing(used)):
            stage.embed(self._catalogue.passages(edition.id, missing))


def fingerprint_of(found: Found, loaded: Loaded, given: Metadata) -> Fingerprint:
    """Which revision of which document a source's content would make. Pure."""
    document = document_id(found.uri)
    revision = revision_id(document, loaded.sha256, given, loaded.findings or b"", VERSIONS)
    return Fingerprint(document, revision, found.shown)


def _revision(found: Found, loaded: Loaded, fingerprint: Fingerprint, metadata: Metadata) -> Revision:
    return Revision(
        id=fingerprint.revision_id,
        document=Document(id=fingerprint.document_id, uri=found.uri, name=found.name),
        sha256=loaded.sha256,
        title=metadata.title or found.name,
        publisher=metadata.publisher,
        published=metadata.published,
        period=metadata.period,
        media_type=loaded.media_type,
        read_at=datetime.now(UTC),
    )


def _over(given: Metadata, read: Metadata) -> Metadata:
    """What the person says of a document, and for the rest what it says itself."""
    return read.model_copy(update={key: value for key, value in given if value})


def _stated(found: Found, loaded: Loaded, document: ReadDocument, revision: Revision) -> Sequence[Statistic]:
    """What the findings file beside a document says, checked against it. Raises InvalidFindings."""
    if loaded.findings is None or found.path is None:
        return ()
    beside = sources.findings_beside(found.path)
    try:
        text = loaded.findings.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFindings(f"{beside.name} is not in UTF-8: save it again as UTF-8.") from error
    stated = findings.load(text, beside.name)
    if stated.document == found.name:
        return findings.check(stated, document.text, revision.id)
    if found.path.with_name(stated.document).is_file():
        return ()  # it is about a neighbour that shares the name up to its ending
    raise InvalidFindings(
        f"{beside.name} is about {stated.document!r}, which is not beside it: write {found.name!r} as its document."
    )
