"""Registered sources as what an ingest is fed from, and what it has seen of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ingest import sources as places
from ingest import timing
from ingest.blocks import Metadata
from ingest.reading import fingerprint_of
from ingest.registering import gone_with
from ingest.report import Failure
from ingest.settings import IngestSettings
from ingest.sources import Discovery, Found, Loaded, Problem
from ingest.uploads import Uploads
from ingest.web import Validators
from knowledge.history import Discarded
from knowledge.ports import Catalogue
from knowledge.records import Revision
from knowledge.sources import Look, Page, Source, SourceRegistry, origin


class _Seen(NamedTuple):
    """What a source led to."""

    found: list[Found]
    problems: list[Problem]


class Registered:
    """A supply of the documents of chosen sources.

    What was said of a source goes for its documents; of two sources that have a document the closer one counts. A URL
    is fetched only if it has changed, as long as what was made of it then is still in the catalogue, or was discarded.

    Args:
        chosen: those that are to be looked at.
        registry: all of them.
        catalogue: what is stored.
        settings: the limits.
        uploads: where uploaded files are kept.
        discarded: what isn't wanted; nothing where somebody asked for these sources.
    """

    def __init__(
        self,
        chosen: Sequence[Source],
        registry: SourceRegistry,
        catalogue: Catalogue,
        settings: IngestSettings,
        uploads: Uploads | None = None,
        discarded: Discarded = Discarded(),  # noqa: B008  (it is frozen)
    ) -> None:
        self.discarded = discarded
        self._uploads = uploads
        self._chosen = chosen
        self._registered = registry.sources()
        self._leaving = registry.leaving()
        self._catalogue = catalogue
        self._settings = settings
        self._seen: dict[int, _Seen] = {}
        self._owners: dict[str, Source] = {}
        self._loaded: dict[str, Loaded] = {}
        self.not_modified = 0  # pages whose server said that they are as they were

    # -- what the pipeline asks for --------------------------------------------------------------------------------
    def discover(self) -> Discovery:
        """What the chosen sources hold, each document once."""
        merged = Discovery()
        for source in self._chosen:
            there = self._there(source)
            self._seen[source.id] = _Seen(there.found, there.problems)
            merged.found += [found for found in there.found if found.uri not in self._owners]
            merged.problems += there.problems
            merged.folders += there.folders
            for found in there.found:
                self._owners.setdefault(found.uri, source)
        return merged

    def _there(self, source: Source) -> Discovery:
        if source.kind != "upload":
            return places.discover([source.place], self._settings)
        if self._uploads is None:
            return Discovery(problems=[Problem(source.place, f"{source.place} was uploaded to another library.")])
        return self._uploads.discover(source)

    def given(self, found: Found) -> Metadata:
        """What was said of the source that the document is from."""
        source = origin(self._registered, found.uri) or self._owners[found.uri]
        return Metadata(**source.details.model_dump(include={"title", "publisher", "period"}))

    def load(self, found: Found) -> Loaded:
        """The content; of a page that is as it was and whose revision is kept, all but the content."""
        loaded = self._as_it_was(found) or places.load(found, self._settings)
        self._loaded[found.uri] = loaded
        return loaded

    def dropped(self, stored: Sequence[Revision]) -> set[str]:
        """Documents of sources that were removed."""
        return {revision.document.id for revision in gone_with(self._leaving, self._registered, stored)}

    def _as_it_was(self, found: Found) -> Loaded | None:
        last = self._owners[found.uri].last
        page = last.page if last and not found.path else None
        if page is None or not (page.etag or page.last_modified):
            return None
        validators = Validators(page.url, page.etag, page.last_modified)
        known = Loaded(b"", page.media_type, page.sha256, page.url, validators=validators)
        revision_id = fingerprint_of(found, known, self.given(found), self._settings).revision_id
        if revision_id not in self.discarded.revisions and not self._catalogue.stored(revision_id):
            return None
        changed = places.load_if_changed(found, self._settings, validators)
        self.not_modified += changed is None
        return known if changed is None else changed

    # -- what came of it -------------------------------------------------------------------------------------------
    def looks(self, failed: Sequence[Failure], now: datetime) -> dict[int, Look]:
        """How it went with each source, by its id, once the pipeline has read what it wanted."""
        sentences = {failure.name: failure.sentence for failure in failed}
        return {source.id: self._look(source, sentences, now) for source in self._chosen if source.id in self._seen}

    def finished_leaving(self, there: Sequence[Revision]) -> list[int]:
        """Ids of the removed sources of which nothing is there any more, published or waiting to be."""
        left = [source for source in self._leaving if not gone_with([source], self._registered, there)]
        return [source.id for source in left]

    def _look(self, source: Source, failed: Mapping[str, str], now: datetime) -> Look:
        found, problems = self._seen[source.id]
        bad = [failed[each.shown] for each in found if each.shown in failed]
        bad += [problem.sentence for problem in problems]
        good = [each for each in found if each.shown not in failed and each.uri in self._loaded]
        if bad and not good:
            return Look(at=now, trouble=timing.trouble(source.trouble, bad[0], now, self._settings))
        return Look(
            at=now,
            digest=_digest({each.uri: self._loaded[each.uri] for each in good}),
            documents=len(found),
            unread=len(bad),
            page=_page(self._loaded[good[0].uri]) if source.kind == "url" and good else None,
        )


def _digest(loaded: Mapping[str, Loaded]) -> str:
    digest = hashlib.sha256()
    for uri, each in sorted(loaded.items()):
        beside = hashlib.sha256(each.findings or b"").hexdigest()
        digest.update(f"{uri} {each.sha256} {beside}\n".encode())
    return digest.hexdigest()


def _page(loaded: Loaded) -> Page | None:
    if loaded.validators is None:
        return None
    url, etag, last_modified = loaded.validators
    return Page(
        url=url, etag=etag, last_modified=last_modified, sha256=loaded.sha256, media_type=loaded.media_type
    )  # fmt: skip
