"""Looking at registered sources again: as one run that others see, and that remembers how each source did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ingest.pipeline import Pipeline
from ingest.plan import Fingerprint, gone, plan
from ingest.reading import fingerprint_of
from ingest.registered import Registered
from ingest.registering import find, now
from ingest.report import IngestReport, Progress, Quiet
from ingest.settings import IngestSettings
from ingest.uploads import Uploads
from ingest.writing import Writers
from knowledge.errors import FootnoteError, UnknownSource
from knowledge.history import Discarded
from knowledge.ports import Catalogue
from knowledge.records import Record
from knowledge.runs import Run
from knowledge.sources import Source, SourceRegistry

NO_SOURCES = (
    "No sources are registered: add one with footnote sources add, or read something once with footnote ingest."
)
FEW = 8  # sources that are named in a line


class RunReport(Record):
    """What a run did, and how its sources are now."""

    run: Run
    report: IngestReport
    sources: tuple[Source, ...]  # that were looked at
    parked: tuple[Source, ...] = ()  # that were left out
    not_modified: int = 0  # pages that were not fetched, since their servers said that they are as they were


class Check(Record):
    """What a source holds now against what is published of it."""

    source: Source
    problem: str | None = None  # why it cannot be read; None: it can
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[str, ...] = ()  # sentences about documents of it that cannot be read


class Order(NamedTuple):
    """What is to be read, for whom, and what then."""

    by: str
    publish: bool  # else what was read waits for a review
    names: Sequence[str] = ()  # of sources; none: all that are not parked
    source_ids: Sequence[int] | None = None  # instead of names; those that are gone are left out
    continues: Run | None = None  # the run of which this is the rest
    by_itself: bool = False  # nobody asked for it: what was discarded is left
    act: bool = True  # somebody asks for it now, which is written down


class Reingest:
    """Runs and checks over registered sources.

    Args:
        pipeline: reads and publishes.
        registry: the sources.
        catalogue: what is published.
        writers: sees to it that one writes at a time.
        settings: the limits.
        clock: says what time it is.
        uploads: where uploaded files are kept.
    """

    def __init__(
        self,
        pipeline: Callable[[], Pipeline],
        registry: SourceRegistry,
        catalogue: Catalogue,
        writers: Writers,
        settings: IngestSettings,
        clock: Callable[[], datetime] = now,
        uploads: Uploads | None = None,
    ) -> None:
        self._uploads = uploads
        self._pipeline = pipeline
        self._registry = registry
        self._catalogue = catalogue
        self._writers = writers
        self._settings = settings
        self._clock = clock

    def run(self, order: Order, watch: Progress | None = None) -> RunReport:
        """Read what has changed in the sources, and publish it or have it wait for a review.

        A source that fails is remembered with the reason and tried again later; the others go on. Raises
        UnknownSource, LibraryBusy, RunCancelled, LibraryError and ModelUnavailable.
        """
        chosen, parked = self._chosen(order)
        what = [source.place for source in chosen]
        entered = self._writers.at_work(
            "reingest",
            order.by,
            watch or Quiet(),
            what,
            [source.id for source in chosen],
            publish=order.publish,
            continues=order.continues.id if order.continues else None,
        )
        with entered as reporter:
            if order.act and not order.by_itself:
                self._catalogue.note(order.by, "reingest", None, names_of(chosen))
            supply = self._supply(chosen, self._catalogue.discarded() if order.by_itself else Discarded())
            pipeline = self._pipeline()
            read = pipeline.ingest if order.publish else pipeline.stage
            report = read(supply, by=order.by, progress=reporter)
            self._remember(supply, report)
        ids = {source.id for source in chosen}
        return RunReport(
            run=reporter.run,
            report=report,
            sources=tuple(source for source in self._registry.sources() if source.id in ids),
            parked=tuple(parked),
            not_modified=supply.not_modified,
        )

    def check(self, source: Source) -> Check:
        """Look at a source without reading it into the library: whether it can be had, and what would change."""
        supply = self._supply([source], Discarded())
        discovery = supply.discover()
        read: list[Fingerprint] = []
        failed = [problem.sentence for problem in discovery.problems]
        for found in discovery.found:
            try:
                read.append(fingerprint_of(found, supply.load(found), supply.given(found), self._settings))
            except FootnoteError as error:
                failed.append(str(error))
        if failed and not read:
            return Check(source=source, problem=failed[0])
        edition = self._catalogue.current()
        stored = self._catalogue.revisions(edition.id) if edition else []
        unseen = {problem.uri for problem in discovery.problems if problem.uri}
        changes = plan(read, stored, gone(stored, {each.uri for each in discovery.found}, discovery.folders, unseen))
        return Check(
            source=source,
            added=changes.added,
            changed=changes.changed,
            removed=changes.removed,
            unchanged=len(changes.unchanged),
            unread=tuple(failed),
        )

    def _supply(self, chosen: Sequence[Source], discarded: Discarded) -> Registered:
        return Registered(chosen, self._registry, self._catalogue, self._settings, self._uploads, discarded)

    def _chosen(self, order: Order) -> tuple[list[Source], list[Source]]:
        known = self._registry.sources()
        if order.source_ids is not None:
            by_id = {source.id: source for source in known}
            return [by_id[each] for each in order.source_ids if each in by_id], []
        if order.names:
            named = {source.id: source for source in (find(known, name) for name in order.names)}
            return list(named.values()), []
        if not known and not self._registry.leaving():
            raise UnknownSource(NO_SOURCES)
        parked = [source for source in known if source.state == "parked"]
        return [source for source in known if source.state != "parked"], parked

    def _remember(self, supply: Registered, report: IngestReport) -> None:
        for source_id, look in supply.looks(report.failed, self._clock()).items():
            self._registry.looked(source_id, look)
        edition, staged = self._catalogue.current(), self._catalogue.staged()
        ids = [each.id for each in (edition, staged and staged.edition) if each]
        there = [revision for edition_id in ids for revision in self._catalogue.revisions(edition_id)]
        self._forget(supply.finished_leaving(there))

    def _forget(self, source_ids: Sequence[int]) -> None:
        """Forget sources of which nothing is left, with the files of those that were uploaded."""
        gone = [source for source in self._registry.leaving() if source.id in source_ids and source.kind == "upload"]
        self._registry.forget(source_ids)
        there = {source.uri for source in (*self._registry.sources(), *self._registry.leaving())}
        for source in gone:
            if self._uploads and source.uri not in there:
                self._uploads.remove(source)


def names_of(sources: Sequence[Source]) -> str:
    """How sources are called in a line: the ends of their places, of very many only the first ones."""
    names = [source.place if source.kind == "url" else Path(source.place).name for source in sources]
    more = [f"and {len(names) - FEW:,} more"] if len(names) > FEW else []
    return ", ".join((*names[:FEW], *more))
