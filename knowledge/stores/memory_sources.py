"""The registry of sources and the book of runs in memory: real implementations of their ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from knowledge.errors import LibraryBusy
from knowledge.readers import limits_anything
from knowledge.runs import KEPT, Ending, HowFar, Run, Start, busy, is_dead
from knowledge.sources import Details, Kind, Look, Source


class MemorySources:
    """Sources in a dictionary by id."""

    def __init__(self) -> None:
        self._sources: dict[int, Source] = {}
        self._forgotten: dict[int, Source] = {}  # which limit who may read what is kept of them
        self._writing = Lock()
        self._ids = 0

    def add(self, kind: Kind, place: str, uri: str, details: Details, by: str, at: datetime) -> Source:
        """Register a source, or give one of that uri these details and a new beginning."""
        with self._writing:
            every = (*self._sources.values(), *self._forgotten.values())
            known = next((source for source in every if source.uri == uri), None)
            if known is None:
                self._ids += 1
                values = {"id": self._ids, "uri": uri, "added_at": at, "added_by": by}
            else:
                last = known.last and known.last.model_copy(update={"trouble": None})
                values = {**dict(known), "last": last, "removed_at": None}
            source = Source(**{**values, "kind": kind, "place": place, "details": details})
            self._sources = dict(sorted({**self._sources, source.id: source}.items()))
            self._forgotten = {key: each for key, each in self._forgotten.items() if key != source.id}
        return source

    def sources(self) -> list[Source]:
        """Those that are looked at, in the order in which they were added."""
        return [source for source in self._sources.values() if not source.removed_at]

    def leaving(self) -> list[Source]:
        """Those that were removed, and whose documents may still be published."""
        return [source for source in self._sources.values() if source.removed_at]

    def limiting(self) -> list[Source]:
        """All of them if any limits who may read it, the removed and forgotten ones too; else none."""
        with self._writing:
            every = [*self._sources.values(), *self._forgotten.values()]
        return sorted(every, key=lambda source: source.id) if limits_anything(every) else []

    def remove(self, source_id: int, at: datetime) -> None:
        """Look at it no more. An unknown id is no error."""
        with self._writing:
            source = self._sources.get(source_id)
            if source and not source.removed_at:
                self._sources = {**self._sources, source_id: source.model_copy(update={"removed_at": at})}

    def forget(self, source_ids: Sequence[int]) -> None:
        """Forget sources that were removed, but not what they limit; unknown ids are no error."""
        with self._writing:
            gone = {key: each for key, each in self._sources.items() if key in source_ids and each.removed_at}
            self._sources = {key: each for key, each in self._sources.items() if key not in gone}
            limiting = {key: each for key, each in gone.items() if not each.details.readers.everyone}
            self._forgotten = {**self._forgotten, **limiting}

    def looked(self, source_id: int, look: Look) -> None:
        """Remember how it went. An unknown id is no error."""
        with self._writing:
            if source := self._sources.get(source_id):
                self._sources = {**self._sources, source_id: source.after(look)}


class MemoryRuns:
    """Runs in a list, oldest first."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._writing = Lock()
        self._ids = 0

    def begin(self, start: Start, silent_since: datetime) -> Run:
        """Enter a run. Raises LibraryBusy where another one is alive."""
        with self._writing:
            if other := self._open():
                if not is_dead(other, start.host, silent_since):
                    raise LibraryBusy(busy(other))
                self._close(other, "interrupted", "Its process died.", other.seen_at)
            self._ids += 1
            run = Run(id=self._ids, start=start, seen_at=start.at)
            self._runs = [*self._runs, run][-KEPT:]
        return run

    def tell(self, run_id: int, how_far: HowFar | None, at: datetime) -> Run:
        """Give a sign of life and say how far it is."""
        with self._writing:
            run = self._find(run_id)
            if run.ended:
                return run
            return self._put(run.model_copy(update={"seen_at": at, "how_far": how_far or run.how_far}))

    def cancel(self, by: str) -> Run | None:
        """Ask the run that is at work to stop."""
        with self._writing:
            run = self._open()
            return run and self._put(run.model_copy(update={"cancelled_by": by}))

    def end(self, run_id: int, ended: Ending, outcome: str, at: datetime) -> Run:
        """Close a run; one that is closed already is left as it is."""
        with self._writing:
            run = self._find(run_id)
            return run if run.ended else self._close(run, ended, outcome, at)

    def open(self) -> Run | None:
        """The run that has not been closed."""
        return self._open()

    def runs(self, limit: int) -> list[Run]:
        """The last runs, newest first."""
        return self._runs[::-1][:limit]

    def _open(self) -> Run | None:
        return next((run for run in self._runs if not run.ended), None)

    def _find(self, run_id: int) -> Run:
        return next(run for run in self._runs if run.id == run_id)

    def _put(self, run: Run) -> Run:
        self._runs = [run if each.id == run.id else each for each in self._runs]
        return run

    def _close(self, run: Run, ended: Ending, outcome: str, at: datetime) -> Run:
        far = run.how_far.model_copy(update={"current": None})
        closing = {"ended": ended, "ended_at": at, "outcome": outcome, "how_far": far}
        return self._put(run.model_copy(update=closing))
