"""What an ingest is fed from: which documents there are, what was said of them, and their content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ingest import sources
from ingest.blocks import Metadata
from ingest.settings import IngestSettings
from ingest.sources import Discovery, Found, Loaded
from knowledge.errors import InvalidSettings
from knowledge.history import Discarded
from knowledge.records import Revision


class Supply(Protocol):
    """The pipeline asks it once what there is, and then for one document after the other."""

    def discover(self) -> Discovery:
        """What is there, without reading any content."""
        ...

    def given(self, found: Found) -> Metadata:
        """What a person said of a document."""
        ...

    def load(self, found: Found) -> Loaded:
        """A document's content. Raises UnreadableSource, SourceUnavailable or SourceRefused."""
        ...

    def dropped(self, stored: Sequence[Revision]) -> set[str]:
        """Ids of those of the published documents that are not wanted any more, wherever they are."""
        ...

    @property
    def discarded(self) -> Discarded:
        """What is left as it is published, since somebody looked at it and discarded it."""
        ...


class Inputs:
    """Files, folders, URLs and ``@lists`` that a person names, with what is said of all of them.

    Args:
        inputs: as ``sources.discover`` takes them.
        given: a title only of a single document.
        settings: the limits.
    """

    def __init__(self, inputs: Sequence[str], given: Metadata, settings: IngestSettings) -> None:
        self._inputs = inputs
        self._given = given
        self._settings = settings

    def discover(self) -> Discovery:
        """What the inputs lead to. Raises InvalidSettings for a title given to several documents."""
        discovery = sources.discover(self._inputs, self._settings)
        if self._given.title and (count := len(discovery.found)) > 1:
            raise InvalidSettings(f"One title is given for {count} sources: ingest the one it belongs to alone.")
        return discovery

    def given(self, found: Found) -> Metadata:  # noqa: ARG002  (it goes for all of them)
        """What was given."""
        return self._given

    def load(self, found: Found) -> Loaded:
        """The content, read or fetched now."""
        return sources.load(found, self._settings)

    def dropped(self, stored: Sequence[Revision]) -> set[str]:  # noqa: ARG002  (nobody said so)
        """None."""
        return set()

    @property
    def discarded(self) -> Discarded:
        """Nothing: whoever names something wants it."""
        return Discarded()
