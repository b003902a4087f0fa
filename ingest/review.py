"""What would change with a staged edition: facts, passages, golden questions, and what looks wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ingest.pairing import Pairing, pair
from knowledge.records import Record, Revision, Statistic

LISTED = 20  # facts of a document that is new or gone as a whole; the others are counted
SHRUNK = 0.5  # of the passages that a document had


class FactChange(Record):
    """A fact that appears, goes, or says something else."""

    kind: Literal["added", "removed", "changed"]
    document: str  # its name
    old: Statistic | None
    new: Statistic | None
    fields: tuple[str, ...] = ()  # of a changed one, what differs: value, base …


class DocumentChange(Record):
    """A document that appears, goes, or says something else, and how much of it."""

    kind: Literal["added", "removed", "changed", "renamed"]
    name: str
    title: str
    facts_added: int = 0
    facts_removed: int = 0
    facts_changed: int = 0
    passages_added: int = 0
    passages_removed: int = 0


class Caution(Record):
    """Something that is seldom meant."""

    kind: Literal["shrunk", "no_statistics", "base_gone"]
    document: str
    sentence: str


class Flip(Record):
    """A golden question that is right in one of two editions and wrong in the other."""

    id: str
    question: str
    wanted: str
    before: str  # what was said from the published edition
    after: str  # what is said from the staged one
    mended: bool  # it was wrong, and is right now


class GoldenReview(Record):
    """What becomes of the golden questions."""

    questions: int
    right: int  # in the staged edition
    flips: tuple[Flip, ...] = ()
    problem: str | None = None  # why they could not be asked


class Review(Record):
    """How a staged edition differs from the published one."""

    documents: tuple[DocumentChange, ...] = ()
    facts: tuple[FactChange, ...] = ()  # by document; of those that are new or gone as a whole the first ones
    cautions: tuple[Caution, ...] = ()
    golden: GoldenReview | None = None

    @property
    def sentence(self) -> str:
        """The whole in a line."""
        parts = [_counted(self.documents, kind) for kind in ("added", "changed", "removed", "renamed")]
        facts = [
            (sum(each.facts_added for each in self.documents), "added"),
            (sum(each.facts_changed for each in self.documents), "changed"),
            (sum(each.facts_removed for each in self.documents), "removed"),
        ]
        told = ", ".join(f"{count:,} {word}" for count, word in facts if count)
        documents = ", ".join(part for part in parts if part) or "none"
        return f"Documents: {documents}; facts: {told or 'none changed'}."


class Contents(NamedTuple):
    """An edition, as far as a review looks at it."""

    revisions: Sequence[Revision]
    statistics: Mapping[str, Sequence[Statistic]]  # by revision
    contents: Mapping[str, Sequence[str]]  # the content ids of passages, by document
    texts: Mapping[str, str]  # by revision, of those that are in one of the two editions alone


def review_of(published: Contents, staged: Contents) -> Review:
    """How the staged edition differs."""
    documents: list[DocumentChange] = []
    facts: list[FactChange] = []
    cautions: list[Caution] = []
    for old, new in _revised(published.revisions, staged.revisions):
        if old and new and old.sha256 == new.sha256 and old.document.id != new.document.id:
            documents.append(DocumentChange(kind="renamed", name=new.document.name, title=new.title))
            continue
        found = pair(
            published.statistics.get(old.id, ()) if old else (),
            staged.statistics.get(new.id, ()) if new else (),
            published.texts.get(old.id, "") if old else "",
            staged.texts.get(new.id, "") if new else "",
        )
        before = Counter(published.contents.get(old.document.id, ()) if old else ())
        after = Counter(staged.contents.get(new.document.id, ()) if new else ())
        name = (new or old or _never()).document.name
        changed = _facts(name, found)
        documents.append(_document(old, new, changed, before, after))
        facts += changed if old and new else changed[:LISTED]
        if old and new:
            cautions += _cautions(name, found, before.total(), after.total())
    return Review(documents=tuple(documents), facts=tuple(facts), cautions=tuple(cautions))


def _revised(old: Iterable[Revision], new: Sequence[Revision]) -> Iterator[tuple[Revision | None, Revision | None]]:
    """The documents that differ, as they were and as they are; one that was only renamed is the same one."""
    before = {each.document.id: each for each in old}
    after = {each.document.id: each for each in new}
    gone = {each.sha256: each for document, each in before.items() if document not in after}
    for each in new:
        was = before.get(each.document.id) or gone.pop(each.sha256, None)
        if was is None or was.id != each.id:
            yield was, each
    yield from ((each, None) for each in gone.values())


def _facts(name: str, found: Pairing) -> list[FactChange]:
    changed = [
        FactChange(kind="changed", document=name, old=each.old, new=each.new, fields=each.changed)
        for each in found.pairs
        if each.changed
    ]
    removed = [FactChange(kind="removed", document=name, old=each, new=None) for each in found.removed]
    added = [FactChange(kind="added", document=name, old=None, new=each) for each in found.added]
    return [*changed, *removed, *added]


def _document(
    old: Revision | None, new: Revision | None, facts: Sequence[FactChange], before: Counter[str], after: Counter[str]
) -> DocumentChange:
    kinds = Counter(fact.kind for fact in facts)
    shown = new or old or _never()
    return DocumentChange(
        kind="changed" if old and new else "added" if new else "removed",
        name=shown.document.name,
        title=shown.title,
        facts_added=kinds["added"],
        facts_removed=kinds["removed"],
        facts_changed=kinds["changed"],
        passages_added=(after - before).total(),
        passages_removed=(before - after).total(),
    )


def _cautions(name: str, found: Pairing, before: int, after: int) -> Iterator[Caution]:
    if after <= before * SHRUNK:
        sentence = f"{name} has {after:,} passages, where it had {before:,}."
        yield Caution(kind="shrunk", document=name, sentence=sentence)
    had, has = len(found.pairs) + len(found.removed), len(found.pairs) + len(found.added)
    if had and not has:
        sentence = f"{name} has no statistics any more, where it had {had:,}."
        yield Caution(kind="no_statistics", document=name, sentence=sentence)
    for each in found.pairs:
        if each.old.base and not each.new.base:
            sentence = f"“{each.new.as_written}” in {name} no longer says of whom it is: it was of {each.old.base}."
            yield Caution(kind="base_gone", document=name, sentence=sentence)


def _counted(documents: Sequence[DocumentChange], kind: str) -> str:
    count = sum(each.kind == kind for each in documents)
    return f"{count:,} {kind}" if count else ""


def _never() -> Revision:
    raise AssertionError("a document that differs is in one of two editions")
