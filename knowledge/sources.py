"""Where content comes from, as it was registered: what is looked at again, how often, and how that went.

The registry is a port: a shipped fake and a database pass one contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator

from knowledge.records import NonEmpty, Record

Kind = Literal["folder", "file", "url", "upload"]


class Readers(Record):
    """Who may read what comes from a source: everyone, or members of the named channels and groups."""

    channels: tuple[NonEmpty, ...] = ()  # a surface's ids (Slack: C0123ABCD)
    groups: tuple[NonEmpty, ...] = ()  # likewise (Slack: S0123ABCD)

    @property
    def everyone(self) -> bool:
        """Whether it is limited to nobody."""
        return not (self.channels or self.groups)


EVERYONE = Readers()


class Details(Record):
    """What a person says of a source: it is remembered, and used whenever the source is read."""

    title: str | None = None  # of a single document; never of a folder
    publisher: str | None = None
    period: tuple[int, ...] = ()  # years, ascending
    schedule: str | None = None  # "every 6h", or five fields of cron; None: looked at when somebody asks for it
    readers: Readers = EVERYONE


class Said(Record):
    """What is said of a source this time. None leaves what was said before; an empty text takes it back."""

    title: str | None = None
    publisher: str | None = None
    period: tuple[int, ...] | None = None
    schedule: str | None = None  # "never": no schedule any more
    readers: str | None = None  # "everyone", or "#channel, @group"


class Trouble(Record):
    """Why a source could not be read, and when it is tried again."""

    since: datetime  # of the first failure in a row
    reason: NonEmpty  # one sentence
    tries: Annotated[int, Field(ge=1)]  # that failed in a row
    next_try: datetime | None  # None: it is parked, until somebody asks for it


class Page(Record):
    """What a URL led to when it was fetched last: for asking whether it has changed since."""

    url: NonEmpty  # where it ended, after redirects
    etag: str | None = None
    last_modified: str | None = None
    sha256: NonEmpty  # of what arrived
    media_type: NonEmpty


class Look(Record):
    """How it went when a source was looked at."""

    at: datetime
    trouble: Trouble | None = None
    digest: str | None = None  # of all that it held; None where it could not be seen
    documents: int = 0  # that were found in it
    unread: int = 0  # of them, what could not be read
    page: Page | None = None  # of a URL


class Source(Record):
    """A folder, a file, a URL or an upload that is looked at again and again."""

    id: Annotated[int, Field(ge=1)]
    kind: Kind
    place: NonEmpty  # the whole path, or the URL: what to give to an ingest; of an upload its name
    uri: NonEmpty  # file:///… with every link followed, the URL, or upload:NAME: what its documents' uris begin with
    details: Details = Details()
    added_at: datetime
    added_by: NonEmpty
    removed_at: datetime | None = None  # its documents leave the library with the next re-ingest
    last: Look | None = None  # the last time that it was looked at; None: never
    changed_at: datetime | None = None  # when its content was first seen as it is now

    @model_validator(mode="after")
    def _a_title_belongs_to_one_document(self) -> Self:
        if self.kind == "folder" and self.details.title:
            raise ValueError("a title belongs to one document, and not to a folder")
        return self

    @property
    def state(self) -> Literal["new", "ok", "failing", "parked", "leaving"]:
        """In one word."""
        if self.removed_at:
            return "leaving"
        if self.last is None:
            return "new"
        if self.trouble is None:
            return "ok"
        return "failing" if self.trouble.next_try else "parked"

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with it, if anything."""
        return self.last.trouble if self.last else None

    def after(self, look: Look) -> Self:
        """The source as it is once a look at it is remembered: what the look did not see stays known."""
        before = self.last
        seen = {
            "digest": look.digest or (before and before.digest),
            "page": look.page or (before and before.page),
            "documents": look.documents if look.digest else (before.documents if before else 0),
            "unread": look.unread if look.digest else (before.unread if before else 0),
        }
        changed = look.digest is not None and look.digest != (before and before.digest)
        return self.model_copy(
            update={"last": look.model_copy(update=seen), "changed_at": look.at if changed else self.changed_at}
        )

    def covers(self, uri: str) -> bool:
        """Whether a document of that uri comes from it. What is hidden in a folder doesn't."""
        if uri == self.uri:
            return True
        prefix = self.uri.rstrip("/") + "/"
        inside = uri.removeprefix(prefix) if self.kind == "folder" and uri.startswith(prefix) else ""
        return bool(inside) and not any(part.startswith(".") for part in inside.split("/"))


def origin(sources: Iterable[Source], uri: str) -> Source | None:
    """The source that a document is from: of several the closest one, a file before the folder that it lies in."""
    covering = [source for source in sources if source.covers(uri)]
    return max(covering, key=lambda source: len(source.uri), default=None)


class SourceRegistry(Protocol):
    """The sources of a library. Safe to share between threads and processes."""

    def add(self, kind: Kind, place: str, uri: str, details: Details, by: str, at: datetime) -> Source:
        """Register a source. One of that uri that is there gets these details, is not leaving and not in trouble."""
        ...

    def sources(self) -> list[Source]:
        """Those that are looked at, in the order in which they were added."""
        ...

    def leaving(self) -> list[Source]:
        """Those that were removed, and whose documents may still be published."""
        ...

    def limiting(self) -> list[Source]:
        """All of them if any limits who may read it, the removed and forgotten ones too; else none.

        It is asked with every question, and is quick where nothing is limited.
        """
        ...

    def remove(self, source_id: int, at: datetime) -> None:
        """Look at it no more; its documents leave with the next re-ingest. An unknown id is no error."""
        ...

    def forget(self, source_ids: Sequence[int]) -> None:
        """Forget sources that were removed, unless they have been added again; unknown ids are no error.

        What a forgotten one limited stays limited (``limiting``), until a source of its uri is added again.
        """
        ...

    def looked(self, source_id: int, look: Look) -> None:
        """Remember how it went; what a look has no digest or page of stays as it was. An unknown id is no error."""
        ...
