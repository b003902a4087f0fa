"""What has become of a fact in the published edition: it says the same, something else, or nothing any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Literal, NamedTuple

from bot.facts import Fact
from ingest.pairing import Pair, pair
from ingest.quoting import Quotes, Stretch
from ingest.sameness import own_sentence, words_in
from knowledge.distributions import citation_of
from knowledge.errors import UnknownDocument, UnknownEdition
from knowledge.links import link_to
from knowledge.ports import Catalogue
from knowledge.records import Citation, Edition, Passage, Revision, Statistic
from knowledge.words import content_words

ELSEWHERE = 6  # words of a sentence that is looked for in other documents: shorter ones stand in many
HITS = 5
TEXT_CHANGED = ("quote",)


class Fate(NamedTuple):
    """What has become of a fact."""

    kind: Literal["same", "changed", "gone"]
    now: Fact | None  # None: it is gone
    fields: tuple[str, ...] = ()  # of a changed one, what says something else: value, base … or quote


GONE = Fate("gone", None)


class Follower:
    """Follows facts into one edition. For one look at it: what it reads of revisions it keeps.

    What was said by a revision that is no longer kept can't be held against the new one whole. Then a sentence that
    still stands is the same, and any other is gone: which one took its place would be a guess.
    """

    def __init__(self, catalogue: Catalogue, edition: Edition) -> None:
        self._catalogue = catalogue
        self._edition = edition
        self._documents: dict[tuple[str, str], _Documents] = {}
        self._read: dict[int, Mapping[str, Revision]] = {}  # the revisions of editions
        self._passages: dict[str, Sequence[Passage]] = {}  # of revisions

    @cached_property
    def revisions(self) -> Mapping[str, Revision]:
        """The revisions of the edition, by document."""
        return {each.document.id: each for each in self._catalogue.revisions(self._edition.id)}

    def fate(self, fact: Fact) -> Fate:
        """What has become of it."""
        new = self.revisions.get(fact.document) or self._renamed(fact)
        if new is None:
            return self._elsewhere(fact)
        if new.id == fact.revision:
            return Fate("same", fact)
        fate = self._between(fact, new)
        return self._elsewhere(fact) if fate.kind == "gone" else fate

    # -- within a document -------------------------------------------------------------------------------------------
    def _between(self, fact: Fact, new: Revision) -> Fate:
        documents = self._documents.get((fact.revision, new.id))
        if documents is None:
            documents = _Documents(self._statistics(fact), self._text(fact.revision), *self._of_new(new))
            self._documents[fact.revision, new.id] = documents
        found = documents.pair_of(fact.statistic) if fact.statistic else None
        if found:
            knows = found.new.page or found.new.headings
            page, headings = (None, ()) if knows else self._place(new, found.new.at)
            cited = citation_of(found.new, new, page, headings)
            now = Fact(document=new.document.id, citation=cited, statistic=found.new)
            return Fate("changed" if found.changed else "same", now, found.changed)
        standing = documents.quotes.find(_sentence(fact))
        if standing is None or not (standing.same or documents.whole):
            return GONE
        now = Fact(document=new.document.id, citation=self._cited(new, documents.new_text, standing.at))
        if standing.same:
            return Fate("same", now.model_copy(update={"statistic": _moved(fact, now)}))
        return Fate("changed", now, TEXT_CHANGED)

    def _statistics(self, fact: Fact) -> Sequence[Statistic] | None:
        """All statistics of the revision that a fact stands in; None where no kept edition has it any more."""
        known = self._kept(fact.revision)
        return self._catalogue.statistics(known[1], [known[0].document.id]) if known else None

    def _kept(self, revision_id: str) -> tuple[Revision, int] | None:
        """A revision, and a kept edition that has it; the newest ones are looked at first."""
        for edition in self._kept_editions:
            if revision_id in edition.revision_ids:
                found = self._revisions_of(edition.id)
                return (found[revision_id], edition.id) if revision_id in found else None
        return None

    @cached_property
    def _kept_editions(self) -> list[Edition]:
        editions = []
        for each in self._catalogue.editions():
            with suppress(UnknownEdition):  # pruned this very moment
                editions += [self._catalogue.edition(each.id)] if each.kept else []
        return editions

    def _revisions_of(self, edition_id: int) -> Mapping[str, Revision]:
        if edition_id not in self._read:
            self._read[edition_id] = {each.id: each for each in self._catalogue.revisions(edition_id)}
        return self._read[edition_id]

    def _text(self, revision_id: str) -> str | None:
        try:
            return self._catalogue.text(revision_id)
        except UnknownDocument:
            return None

    def _of_new(self, new: Revision) -> tuple[Sequence[Statistic], str]:
        return self._catalogue.statistics(self._edition.id, [new.document.id]), self._catalogue.text(new.id)

    # -- in another document -----------------------------------------------------------------------------------------
    def _renamed(self, fact: Fact) -> Revision | None:
        """The document that has the same content under another name."""
        was = self._kept(fact.revision)
        alike = (each for each in self.revisions.values() if was and each.sha256 == was[0].sha256)
        return next(alike, None)

    def _elsewhere(self, fact: Fact) -> Fate:
        """The same sentence in another published document: the reports still say it."""
        words = words_in(_sentence(fact))
        if len(words) < ELSEWHERE or (fact.statistic and fact.statistic.table):
            return GONE
        line = f" {' '.join(words)} "
        hits = self._catalogue.search(self._edition.id, content_words(_sentence(fact)), HITS)
        for passage in self._catalogue.passages(self._edition.id, [hit.content_id for hit in hits]):
            if line in f" {' '.join(words_in(passage.text))} ":
                new = next(each for each in self.revisions.values() if each.id == passage.revision_id)
                at = Quotes("", passage.text).find(_sentence(fact))
                stretch = at.at if at and at.same else Stretch(0, len(passage.text))
                start, end = passage.start + stretch.start, passage.start + stretch.end
                now = Fact(
                    document=new.document.id,
                    citation=self._cited(new, self._catalogue.text(new.id), Stretch(start, end)),
                )
                return Fate("same", now.model_copy(update={"statistic": _moved(fact, now)}))
        return GONE

    # -- places ------------------------------------------------------------------------------------------------------
    def _cited(self, revision: Revision, text: str, at: Stretch) -> Citation:
        page, headings = self._place(revision, at.start)
        quote = text[at.start : at.end]
        return Citation(
            revision_id=revision.id,
            document=revision.document.name,
            title=revision.title,
            quote=quote,
            start=at.start,
            end=at.end,
            page=page,
            headings=headings,
            link=link_to(revision.document.uri, revision.media_type, quote, page),
        )

    def _place(self, revision: Revision, at: int) -> tuple[int | None, tuple[str, ...]]:
        """Page and headings of a place, as the passage there has them."""
        if revision.id not in self._passages:
            contents = self._catalogue.contents(self._edition.id, [revision.document.id])
            self._passages[revision.id] = self._catalogue.passages(self._edition.id, contents)
        for passage in self._passages[revision.id]:
            if passage.revision_id == revision.id and passage.start <= at < passage.end:
                return passage.page, passage.headings
        return None, ()


class _Documents:
    """Two revisions of a document, held against each other once for all facts in them."""

    def __init__(
        self, old: Sequence[Statistic] | None, old_text: str | None, new: Sequence[Statistic], new_text: str
    ) -> None:
        self.whole = old is not None and old_text is not None
        self.new_text = new_text
        self._old, self._new, self._old_text = old or (), new, old_text or ""

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes(self._old_text, self.new_text)

    @cached_property
    def _pairs(self) -> dict[tuple[int, str], Pair]:
        if not self.whole:
            return {}
        found = pair(self._old, self._new, self._old_text, self.new_text)
        return {(each.old.at, each.old.as_written): each for each in found.pairs}

    def pair_of(self, statistic: Statistic) -> Pair | None:
        return self._pairs.get((statistic.at, statistic.as_written))


def _sentence(fact: Fact) -> str:
    """What is looked for in a text: of a figure its own sentence."""
    return "".join(own_sentence(fact.statistic)).strip() if fact.statistic else fact.citation.quote


def _moved(fact: Fact, now: Fact) -> Statistic | None:
    """The fact's statistic at its new place, where its quote is the same there to the letter."""
    old, new = fact.statistic, now.citation
    if old is None or old.as_written not in new.quote:
        return None
    at = new.start + new.quote.index(old.as_written)
    place = {"revision_id": new.revision_id, "at": at, "start": new.start, "end": new.end, "quote": new.quote}
    return old.model_copy(update=place)
