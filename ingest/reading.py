"""From a source's content to a revision with all that belongs to it; reads no store and writes none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ingest import findings, readers, sources
from ingest.assisting import ASSISTED_VERSION
from ingest.blocks import Metadata, ReadDocument
from ingest.card import with_card
from ingest.passages import SPLITTER_VERSION, split
from ingest.plan import Fingerprint, document_id, revision_id
from ingest.settings import IngestSettings
from ingest.sources import Found, Loaded
from ingest.staging import Staged
from ingest.statistics import STATISTICS_VERSION, extract, overridden
from knowledge.errors import InvalidFindings, UnreadableSource
from knowledge.records import Document, Revision, Statistic

VERSIONS = (readers.READER_VERSION, SPLITTER_VERSION, STATISTICS_VERSION)


Assist = Callable[[ReadDocument, Sequence[Statistic]], Sequence[Statistic]]  # the rules' statistics, better labelled


def fingerprint_of(
    found: Found, loaded: Loaded, given: Metadata, settings: IngestSettings | None = None
) -> Fingerprint:
    """Which revision of which document a source's content would make. Pure."""
    document = document_id(found.uri)
    versions = (*VERSIONS, ASSISTED_VERSION) if settings and settings.assisted_statistics else VERSIONS
    revision = revision_id(document, loaded.sha256, given, loaded.findings or b"", versions)
    return Fingerprint(document, revision, found.shown)


def read_whole(
    found: Found,
    loaded: Loaded,
    given: Metadata,
    fingerprint: Fingerprint,
    settings: IngestSettings,
    assist: Assist | None = None,
) -> Staged:
    """The revision that the content makes. Raises UnreadableSource and InvalidFindings."""
    document = readers.read(loaded.data, found.name, loaded.media_type, settings, loaded.url)
    revision = _revision(found, loaded, fingerprint, _over(given, document.metadata))
    document = with_card(document, revision)
    stated = _stated(found, loaded, document, revision)
    # Only what a person calls a figure joins the context of passages: retrieval does not hang on the rules.
    passages = split(document, revision, stated)
    if not passages:
        raise UnreadableSource(f"{found.name} has no text that can be read: give it some, or ingest another copy.")
    extracted: Sequence[Statistic] = extract(document, revision)
    if assist:
        extracted = assist(document, extracted)
    return Staged(revision, document.text, passages, overridden(extracted, stated))


def _revision(found: Found, loaded: Loaded, fingerprint: Fingerprint, metadata: Metadata) -> Revision:
    return Revision(
        id=fingerprint.revision_id,
        document=Document(id=fingerprint.document_id, uri=found.uri, name=found.name),
        sha256=loaded.sha256,
        title=metadata.title or found.name,
        publisher=metadata.publisher,
        published=metadata.published,
        period=metadata.period,
        media_type=loaded.media_type,
        read_at=datetime.now(UTC),
    )


def _over(given: Metadata, read: Metadata) -> Metadata:
    """What the person says of a document, and for the rest what it says itself."""
    return read.model_copy(update={key: value for key, value in given if value})


def _stated(found: Found, loaded: Loaded, document: ReadDocument, revision: Revision) -> Sequence[Statistic]:
    """What the findings file beside a document says, checked against it. Raises InvalidFindings."""
    if loaded.findings is None or found.path is None:
        return ()
    beside = sources.findings_beside(found.path)
    try:
        text = loaded.findings.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFindings(f"{beside.name} is not in UTF-8: save it again as UTF-8.") from error
    stated = findings.load(text, beside.name)
    if stated.document == found.name:
        return findings.check(stated, document.text, revision.id)
    if found.path.with_name(stated.document).is_file():
        return ()  # it is about a neighbour that shares the name up to its ending
    raise InvalidFindings(
        f"{beside.name} is about {stated.document!r}, which is not beside it: write {found.name!r} as its document."
    )
