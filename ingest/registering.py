"""Registering sources: what a person names → what is looked at again, and what leaves with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ingest import sources as places
from ingest import timing, web
from ingest.settings import IngestSettings
from ingest.uploads import SCHEME
from knowledge.errors import InvalidSettings, SourceUnavailable, UnknownSource, UnreadableSource
from knowledge.ports import Catalogue
from knowledge.records import Revision
from knowledge.sources import Details, Kind, Readers, Said, Source, SourceRegistry, origin

NEVER = "never"  # instead of a schedule: none any more
EVERYONE = "everyone"

_NAME = re.compile(r"[\w.\-:@]+")  # of a channel or a group (Teams: 19:…@thread.tacv2)


def now() -> datetime:
    """This moment, with its time zone."""
    return datetime.now(UTC)


def details(said: Said, before: Details, moment: datetime) -> Details:
    """What is said this time, over what was said before. Raises InvalidSettings for what doesn't hold."""
    schedule = before.schedule
    if said.schedule is not None:
        off = said.schedule.strip().lower() in {"", NEVER}
        schedule = None if off else timing.check(said.schedule, moment).written
    return Details(
        title=before.title if said.title is None else said.title.strip() or None,
        publisher=before.publisher if said.publisher is None else said.publisher.strip() or None,
        period=before.period if said.period is None else said.period,
        schedule=schedule,
        readers=before.readers if said.readers is None else readers_in(said.readers),
    )


class Place(NamedTuple):
    """Where something is that a person named."""

    kind: Kind
    place: str
    uri: str


class Removal(NamedTuple):
    """A source that was removed, and the published documents that go with the next re-ingest."""

    source: Source
    documents: tuple[Revision, ...]


class Registrar:
    """Adds, finds and removes sources.

    Args:
        registry: where they are kept.
        catalogue: what is published.
        settings: the limits, for looking whether something can be a source.
        clock: says what time it is.
    """

    def __init__(
        self,
        registry: SourceRegistry,
        catalogue: Catalogue,
        settings: IngestSettings,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._registry = registry
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock

    def add(self, what: str, said: Said, by: str) -> Source:
        """Register a file, folder or URL; one that is registered has its details changed.

        Raises InvalidSettings for what doesn't hold, and UnreadableSource, SourceUnavailable or SourceRefused for
        what can't be a source.
        """
        place = place_of(what, self._settings)
        known = next((source for source in self._registry.sources() if source.uri == place.uri), None)
        known_details = known.details if known else Details(readers=self._readers_before(place.uri))
        said_of_it = details(said, known_details, self._clock())
        if said_of_it.title and place.kind == "folder":
            raise InvalidSettings(f"A title belongs to one document, and {what} is a folder: leave the title out.")
        return self._registry.add(*place, said_of_it, by, self._clock())

    def uploaded(self, name: str, by: str) -> tuple[Source, bool]:
        """Register an upload of that name, and whether it was known; what was said of one that is known stays."""
        uri = SCHEME + name
        known = next((source for source in self._registry.sources() if source.uri == uri), None)
        details_of_it = known.details if known else Details(readers=self._readers_before(uri))
        return self._registry.add("upload", name, uri, details_of_it, by, self._clock()), known is not None

    def find(self, names: Sequence[str]) -> list[Source]:
        """The sources of those names, each once; without names all. Raises UnknownSource."""
        known = self._registry.sources()
        found = [find(known, name) for name in names] if names else known
        return list({source.id: source for source in found}.values())

    def remove(self, name: str) -> Removal:
        """Look at a source no more, and say what goes with it. Raises UnknownSource."""
        source = find(self._registry.sources(), name)
        self._registry.remove(source.id, self._clock())
        return Removal(source, tuple(gone_with([source], self._registry.sources(), self._published())))

    def _readers_before(self, uri: str) -> Readers:
        """Who might read a source of that uri that was removed: adding it again opens nothing by itself."""
        before = (source for source in self._registry.limiting() if source.uri == uri)
        return next((source.details.readers for source in before), Readers())

    def _published(self) -> list[Revision]:
        edition = self._catalogue.current()
        return self._catalogue.revisions(edition.id) if edition else []


def place_of(what: str, settings: IngestSettings) -> Place:
    """What kind of source something is and where. Raises errors of a source for what can't be one."""
    if web.looks_like_url(what):
        url = web.normalise(what)
        return Place("url", url, url)
    path = Path(what).expanduser().absolute()
    discovery = places.discover([str(path)], settings)
    if path.is_dir():
        return Place("folder", str(path), path.resolve().as_uri())  # it may still be empty
    for problem in discovery.problems:
        raise UnreadableSource(problem.sentence) if path.exists() else SourceUnavailable(problem.sentence)
    return Place("file", str(path), path.resolve().as_uri())


def find(known: Sequence[Source], name: str) -> Source:
    """The source of that number, place, title or end of its path. Raises UnknownSource."""
    found = [source for source in known if _exactly(source, name)]
    found = found or [source for source in known if _at_the_end(source, name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownSource(f"There is no source {name!r}: footnote sources list shows those that there are.")
    which = ", ".join(str(source.id) for source in found)
    raise UnknownSource(f"{name!r} is the name of several sources: give the number of the one ({which}).")


def _exactly(source: Source, name: str) -> bool:
    if name.removeprefix("#").isdecimal():
        return source.id == int(name.removeprefix("#"))
    try:
        here = web.normalise(name) if web.looks_like_url(name) else str(Path(name).expanduser().absolute())
    except UnreadableSource:
        here = name
    return source.place in {here, name} or name == source.details.title


def _at_the_end(source: Source, name: str) -> bool:
    return bool(name.strip("/")) and source.place.rstrip("/").endswith("/" + name.strip("/"))


def gone_with(removed: Iterable[Source], staying: Sequence[Source], published: Sequence[Revision]) -> list[Revision]:
    """The documents that come from removed sources and from none that stays. Pure."""
    left = list(removed)
    uris = ((revision, revision.document.uri) for revision in published)
    return [revision for revision, uri in uris if origin(left, uri) and not origin(staying, uri)]


def readers_in(text: str) -> Readers:
    """Who may read, from "everyone" or "#sales, C0123ABCD, @board". Raises InvalidSettings.

    Without a sign, what begins with C or G is a channel's id, and what begins with S a group's. Ids are surer: what is
    named by a name is open where somebody bears that name.
    """
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names or names == [EVERYONE]:
        return Readers()
    channels = [name.removeprefix("#") for name in names if name.startswith(("#", "C", "G"))]
    groups = [name.removeprefix("@") for name in names if name.startswith(("@", "S"))]
    if len(channels) + len(groups) < len(names) or not all(map(_NAME.fullmatch, (*channels, *groups))):
        raise InvalidSettings(f"{text!r} names no readers: write everyone, or channels and groups as #sales, @board.")
    return Readers(channels=tuple(dict.fromkeys(channels)), groups=tuple(dict.fromkeys(groups)))
