"""Who sees a reply, and which documents are open to them: what every command answers from and shows.

What may be read is decided in ``knowledge.readers``, where the rules and their reasons stand; here it is found out who
and where somebody is. It is looked up with every request, so that a change counts at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import BaseModel

from bot.access import GROUP
from bot.directory import NobodyKnows
from bot.facts import edition_of
from bot.naming import find
from bot.requests import Place, Request, Surface
from knowledge.readers import closed, limited, may_read
from knowledge.records import Edition, Revision
from knowledge.sources import Readers, Source

if TYPE_CHECKING:
    from bot.replies import Reply
    from bot.wiring import Services

log = structlog.get_logger(__name__)

CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,}|.*[:@].*")  # an id, and no name: Slack's, Teams'
DIRECT = re.compile(r"D[A-Z0-9]{2,}")  # how Slack calls the direct message with one person
CHANNELS_OF: frozenset[Surface] = frozenset({"slack", "teams"})  # surfaces that have channels, and know their people
KEPT = 8  # editions, and sets of readers, whose documents are kept

Rights = Mapping[str, Readers]  # of the documents that not everyone may read, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who will see a reply."""

    surface: Surface
    user: str = ""
    workspace: str = ""
    channel: str = ""  # in which it is shown; empty: in none
    private: bool = False  # the user is the only one who sees it

    @classmethod
    def of(cls, request: Request) -> Audience:
        """Those who see the reply to a request."""
        return cls.at(request.surface, request.place, request.user, private=request.private)

    @classmethod
    def at(cls, surface: Surface, place: Place | None, user: str = "", *, private: bool = False) -> Audience:
        """Those who see what is said at a place; a direct message is for the one person who is in it."""
        if surface not in CHANNELS_OF or place is None:
            return cls(surface=surface, user=user)
        alone = private or (surface == "slack" and bool(DIRECT.fullmatch(place.channel)))
        return cls(
            surface=surface, user=user, workspace=place.workspace, channel=place.channel, private=alone and bool(user)
        )

    @property
    def owns_the_library(self) -> bool:
        """Whether it is at the terminal: whoever sits there can read the library's files anyway."""
        return self.surface == "terminal"


class Readership:
    """Which documents are open to whom. Safe to share between threads; what is kept goes with what it was made from."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._rights: dict[tuple[object, ...], Rights] = {}
        self._permitted: dict[tuple[int, frozenset[str]], frozenset[str]] = {}

    # -- which documents -----------------------------------------------------------------------------------------------
    def permitted(self, asked: Request | Audience, edition: int | None = None) -> frozenset[str] | None:
        """The ids of an edition's documents that are open, of the published one's unless another is named.

        None where nothing is limited for anybody, so that nothing has to be filtered. Raises EmptyLibrary.
        """
        edition = self._services.edition().id if edition is None else edition
        rights = self._rights_in(edition, asked)
        return self._open(edition, closed(rights, partial(self._is_open, _audience(asked)))) if rights else None

    def published(self, asked: Request | Audience) -> tuple[Edition, list[Revision]]:
        """The published edition as far as it is open, and its revisions in order of title. Raises EmptyLibrary."""
        edition = self._services.edition()
        revisions = self._services.revisions(edition.id)
        there = self.among(asked, revisions, edition.id)
        if len(there) == len(revisions):
            return edition, revisions
        return edition.model_copy(update={"revision_ids": tuple(each.id for each in there)}), there

    def among(self, asked: Request | Audience, revisions: Iterable[Revision], edition: int) -> list[Revision]:
        """Those of an edition's revisions that are open."""
        permitted = self.permitted(asked, edition)
        return [each for each in revisions if permitted is None or each.document.id in permitted]

    def asked_of(self, request: Request) -> frozenset[str] | None:
        """The ids of the documents to answer from: those that the request names, else all that are open; None: all.

        What isn't open goes by no name. Raises UnknownDocument and EmptyLibrary.
        """
        edition = self._services.edition().id
        if not request.documents:
            return self.permitted(request, edition)
        there = self.among(request, self._services.revisions(edition), edition)
        return frozenset(find(there, name).document.id for name in request.documents)

    def may_read(self, asked: Request | Audience, document_id: str) -> bool:
        """Whether one document is open; one that is in none of the last editions is not, where anything is limited."""
        if not self._limiting(asked):
            return True
        for summary in self._services.catalogue.editions(KEPT):
            if any(each.document.id == document_id for each in self._services.revisions(summary.id)):
                readers = self._rights_in(summary.id, asked).get(document_id)
                return readers is None or self._is_open(_audience(asked), readers)
        return False

    # -- what was replied ----------------------------------------------------------------------------------------------
    def opens(self, asked: Request | Audience, reply: Reply) -> bool:
        """Whether all that a reply rests on is open; where that can't be told any more, it isn't."""
        ids = set(revisions_in(reply)) if self._limiting(asked) else set()
        if not ids:
            return True
        edition = edition_of(reply) or self._services.edition().id
        permitted = self.permitted(asked, edition)
        of = {each.id: each.document.id for each in self._services.revisions(edition)}
        documents = [of.get(each) for each in ids]
        return all(each is not None and (permitted is None or each in permitted) for each in documents)

    def opens_all(self, asked: Request | Audience, edition: int) -> bool:
        """Whether every document of an edition is open."""
        rights = self._rights_in(edition, asked)
        return not closed(rights, partial(self._is_open, _audience(asked)))

    # -- rights --------------------------------------------------------------------------------------------------------
    def _limiting(self, asked: Request | Audience) -> list[Source]:
        return [] if _audience(asked).owns_the_library else self._services.sources.limiting()

    def _rights_in(self, edition: int, asked: Request | Audience) -> Rights:
        sources = self._limiting(asked)
        if not sources:
            return {}
        key = (edition, *((each.uri, each.kind, each.details.readers) for each in sources))
        rights = self._rights.get(key)
        if rights is None:
            rights = limited(sources, (each.document for each in self._services.revisions(edition)))
            self._rights = dict([*self._rights.items(), (key, rights)][-KEPT:])
        return rights

    def _open(self, edition: int, shut: set[str]) -> frozenset[str]:
        key = edition, frozenset(shut)
        known = self._permitted.get(key)
        if known is None:
            documents = (each.document.id for each in self._services.revisions(edition))
            known = frozenset(each for each in documents if each not in shut)
            self._permitted = dict([*self._permitted.items(), (key, known)][-KEPT:])
        return known

    # -- who and where -------------------------------------------------------------------------------------------------
    def _is_open(self, audience: Audience, readers: Readers) -> bool:
        try:
            return may_read(
                readers,
                in_channel=partial(self._in_channel, audience),
                in_group=partial(self._in_group, audience),
            )
        except NobodyKnows as error:  # the chat can't be asked: better too little than too much
            log.warning("limited documents stay shut", because=str(error))
            return False

    def _in_channel(self, audience: Audience, named: str) -> bool:
        if not audience.channel or named == audience.channel:
            return bool(audience.channel)
        directory = self._services.access.directory(audience.surface)
        if directory is None or CHANNEL.fullmatch(named):
            return False
        return directory.channel_name(audience.channel, audience.workspace) == named.casefold()

    def _in_group(self, audience: Audience, named: str) -> bool:
        directory = self._services.access.directory(audience.surface)
        if directory is None or not audience.private or not audience.workspace:
            return False
        group = named if GROUP.fullmatch(named) else directory.group_named(named.casefold(), audience.workspace)
        return bool(group) and audience.user in directory.members(group or "", audience.workspace)


def elsewhere(request: Request, channel: str, *, private: bool) -> Request:
    """The same, where its reply is shown in another channel of the workspace, or, without one, to the person alone."""
    place = replace(request.place, channel=channel) if request.place else None
    return replace(request, place=place, private=private)


def revisions_in(value: Any) -> Iterator[str]:
    """The ids of all revisions that something is made of, however deep they stand in it."""
    if isinstance(value, str | bytes):
        return
    if isinstance(value, Revision):
        yield value.id
    elif isinstance(revision_id := getattr(value, "revision_id", None), str):
        yield revision_id
    for each in _parts(value):
        yield from revisions_in(each)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, BaseModel):
        return (getattr(value, name) for name in type(value).model_fields)
    if is_dataclass(value):
        return (getattr(value, field.name) for field in fields(value))
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple | list | set | frozenset) else ()


def _audience(asked: Request | Audience) -> Audience:
    return asked if isinstance(asked, Audience) else Audience.of(asked)
