"""What was found against what is published: what to add, replace, remove and leave. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ingest.blocks import Metadata
from knowledge.history import Discarded
from knowledge.records import Record, Revision

FEW = 3  # names that a sentence lists


class Fingerprint(NamedTuple):
    """A document as it was found just now. Equal revision ids mean that there is nothing to read."""

    document_id: str
    revision_id: str
    name: str  # how a report calls it


class Plan(Record):
    """How the next edition differs from the published one; names in the order of finding, and what it is made of."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    discarded: tuple[str, ...] = ()  # that differ, and are left as they are published, since somebody discarded that
    revision_ids: tuple[str, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to publish."""
        return bool(self.added or self.changed or self.removed)

    @property
    def sentence(self) -> str:
        """What changes, in numbers and, where they are few, names: why an edition was published."""
        parts = []
        for word in ("added", "changed", "removed"):
            names: tuple[str, ...] = getattr(self, word)
            if names:
                parts.append(f"{word} {_named(names)}")
        return _capital("; ".join(parts))


def _named(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= FEW else f"{len(names):,} documents"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def document_id(uri: str) -> str:
    """Where a source is makes it the same document, whatever it is called and whatever it says."""
    return hashlib.sha256(uri.encode()).hexdigest()[:32]


def revision_id(document: str, sha256: str, given: Metadata, findings: bytes, versions: Sequence[str]) -> str:
    """Everything that a revision is made from: change one, and the source is read again; change none, and it is not.

    Args:
        document: the document's id.
        sha256: of the source's bytes.
        given: what the person said of it.
        findings: the findings file's bytes; empty without one.
        versions: of the reader and the splitter.
    """
    made_from = [document, sha256, given.model_dump(mode="json"), hashlib.sha256(findings).hexdigest(), *versions]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:32]


def plan(
    read: Sequence[Fingerprint],
    stored: Sequence[Revision],
    gone: Collection[str] = (),
    discarded: Discarded = Discarded(),  # noqa: B008  (it is frozen)
) -> Plan:
    """The next edition: what was read, and of what is published all that was not read and is not gone.

    A source that could not be read is simply not in ``read``: it keeps what is published of it.

    Args:
        read: what was found and could be read.
        stored: the revisions that are published.
        gone: ids of documents that are no longer there.
        discarded: what is not to be brought or taken away.
    """
    published = {revision.document.id: revision.id for revision in stored}
    staying = [each for each in stored if each.document.id in gone and each.id in discarded.leaving]
    gone = set(gone) - {each.document.id for each in staying}
    unwanted = [
        f for f in read if f.revision_id in discarded.revisions and published.get(f.document_id) != f.revision_id
    ]
    read = [found for found in read if found not in unwanted]
    fresh = {found.document_id: found.revision_id for found in read}
    kept = {document: revision for document, revision in published.items() if document not in gone}
    return Plan(
        added=tuple(found.name for found in read if found.document_id not in published),
        changed=tuple(f.name for f in read if published.get(f.document_id, f.revision_id) != f.revision_id),
        unchanged=tuple(f.name for f in read if published.get(f.document_id) == f.revision_id),
        removed=tuple(r.document.name for r in stored if r.document.id in gone),
        discarded=(*(found.name for found in unwanted), *(each.document.name for each in staying)),
        revision_ids=tuple((kept | fresh).values()),
    )


def carried(was: Sequence[Revision], staged: Sequence[Revision], now: Sequence[Revision]) -> list[Revision]:
    """What is published now, with the changes that are staged.

    Args:
        was: the revisions that were published when those changes were staged.
        staged: the revisions that were staged.
        now: the revisions that are published now.
    """
    before = {revision.document.id: revision.id for revision in was}
    after = {revision.document.id: revision for revision in staged}
    changed = {document: each for document, each in after.items() if before.get(document) != each.id}
    left = {document for document in before if document not in after}
    kept = {revision.document.id: revision for revision in now if revision.document.id not in left}
    return list((kept | changed).values())


def gone(
    stored: Sequence[Revision], found: Collection[str], folders: Collection[str], unseen: Collection[str]
) -> set[str]:
    """Ids of the published documents that lay in a listed folder and are not there any more.

    Args:
        stored: the revisions that are published.
        found: the uris that were found just now, readable or not.
        folders: uris of the folders that were listed.
        unseen: uris of files and folders that could not be looked at: what lies there may still be there.
    """
    return {
        revision.document.id
        for revision in stored
        if revision.document.uri not in found
        and any(_would_list(folder, revision.document.uri) for folder in folders)
        and not any(revision.document.uri == uri or _below(uri, revision.document.uri) for uri in unseen)
    }


def _below(folder: str, uri: str) -> str:
    """The path of a uri inside of a folder; empty if it lies elsewhere."""
    prefix = folder.rstrip("/") + "/"
    return uri.removeprefix(prefix) if uri.startswith(prefix) else ""


def _would_list(folder: str, uri: str) -> bool:
    """Whether a folder's listing would show this file; hidden ones it doesn't, so they are not missed either."""
    path = _below(folder, uri)
    return bool(path) and not any(part.startswith(".") for part in path.split("/"))
