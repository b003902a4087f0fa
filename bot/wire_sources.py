"""Sources and runs as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.replies import (
    ChecksReply,
    ReingestReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReplies,
    SourcesReply,
)
from knowledge.records import Revision
from knowledge.runs import Run
from knowledge.sources import Source

if TYPE_CHECKING:
    from ingest.reingest import Check, RunReport

Json = dict[str, Any]


def sources_to_json(reply: SourcesReplies) -> Json:
    """Any of these replies."""
    match reply:
        case SourcesReply(sources, run):
            listed = [source_to_json(source) | {"next": _iso(at)} for source, at in sources]
            return {"sources": listed, "run": run and run_to_json(run)}
        case SourceAddedReply(source, known):
            return source_to_json(source) | {"known_before": known}
        case SourceRemovedReply(source, documents):
            return source_to_json(source) | {"leaving": [_document(revision) for revision in documents]}
        case ChecksReply(checks):
            return {"checks": [_check(check) for check in checks]}
        case ReingestReply(report):
            return _report(report)


def source_to_json(source: Source) -> Json:
    """A source, how it is, and what was said of it."""
    details, last = source.details, source.last
    trouble = source.trouble
    return {
        "id": source.id,
        "kind": source.kind,
        "place": source.place,
        "state": source.state,
        "title": details.title,
        "publisher": details.publisher,
        "period": list(details.period),
        "schedule": details.schedule,
        "readers": details.readers.model_dump(mode="json") | {"everyone": details.readers.everyone},
        "documents": last.documents if last else None,
        "unread": last.unread if last else None,
        "looked_at": _iso(last.at if last else None),
        "changed_at": _iso(source.changed_at),
        "trouble": trouble and trouble.model_dump(mode="json"),
    }


def run_to_json(run: Run) -> Json:
    """A run: who, since when, how far, and how it ended."""
    start = run.start
    return {
        "id": run.id,
        "kind": start.kind,
        "by": start.by,
        "since": _iso(start.at),
        "what": list(start.what),
        "publish": start.publish,
        "how_far": run.how_far.model_dump(mode="json"),
        "ended": run.ended,
        "ended_at": _iso(run.ended_at),
        "outcome": run.outcome,
    }


def _check(check: Check) -> Json:
    told = check.model_dump(mode="json", exclude={"source"})
    return {"id": check.source.id, "place": check.source.place} | told


def _report(report: RunReport) -> Json:
    what = report.report
    return {
        "run": run_to_json(report.run),
        "added": list(what.added),
        "changed": list(what.changed),
        "unchanged": list(what.unchanged),
        "removed": list(what.removed),
        "failed": [{"name": failure.name, "error": failure.sentence} for failure in what.failed],
        "edition": what.edition.id if what.edition else None,
        "published": what.published,
        "staged": what.staged.id if what.staged else None,
        "passages_embedded": what.passages_embedded,
        "pages_not_modified": report.not_modified,
        "took_s": round(what.took_s, 3),
        "sources": [source_to_json(source) for source in report.sources],
        "parked": [source_to_json(source) for source in report.parked],
    }


def _document(revision: Revision) -> Json:
    return {"document": revision.document.name, "uri": revision.document.uri, "title": revision.title}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
