"""Sources and runs as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from bot.plain import plain
from bot.replies import (
    ChecksReply,
    ReingestReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReplies,
    SourcesReply,
)
from bot.wording import counted
from knowledge.runs import sentence
from knowledge.sources import Readers, Source

if TYPE_CHECKING:
    from ingest.reingest import Check, RunReport

Lines = Iterator[tuple[int, Text]]

NONE = "No sources are registered: add one with footnote sources add FOLDER."
STYLES = {"ok": "green", "failing": "yellow", "parked": "red", "leaving": "dim", "new": "cyan"}


def source_lines(reply: SourcesReplies) -> Lines:
    """Any of these replies, line by line with its indent."""
    match reply:
        case SourcesReply():
            yield from _list(reply)
        case SourceAddedReply(source, known):
            yield 0, Text(f"{'Changed' if known else 'Added'}: it is read with the next footnote reingest.", "dim")
            yield from _source(source, None)
        case SourceRemovedReply():
            yield from _removed(reply)
        case ChecksReply(checks):
            for check in checks:
                yield from _check(check)
        case ReingestReply(report):
            yield from _report(report)


def _list(reply: SourcesReply) -> Lines:
    for source, at in reply.sources:
        yield from _source(source, at)
    if not reply.sources:
        yield 0, Text(NONE)
    if reply.run:
        yield 0, Text(f"{plain(sentence(reply.run))}.", "bold")


def _source(source: Source, at: datetime | None) -> Lines:
    yield 0, _headed(source, source.state, STYLES[source.state])
    if said := _said(source):
        yield 4, Text(plain(said), "dim")
    if source.last:
        counts = f"{counted(source.last.documents, 'document')}"
        counts += f", {source.last.unread} of them unread" if source.last.unread else ""
        changed = f", changed {_moment(source.changed_at)}" if source.changed_at else ""
        yield 4, Text(f"{counts}; looked at {_moment(source.last.at)}{changed}", "dim")
    if source.removed_at:
        yield 4, Text(f"removed {_moment(source.removed_at)}: its documents leave with the next re-ingest", "dim")
    elif trouble := source.trouble:
        again = f"tried again {_moment(trouble.next_try)}" if trouble.next_try else "parked until you name it"
        tries = counted(trouble.tries, "failure")
        yield 4, Text(f"{plain(trouble.reason)} ({tries} since {_moment(trouble.since)}; {again})", "yellow")
    elif at:
        yield 4, Text(f"due {_moment(at)}", "dim")


def _headed(source: Source, word: str, style: str) -> Text:
    return Text.assemble((f"{source.id:>3} ", "bold"), plain(source.place), "  ", (word, style))


def _said(source: Source) -> str:
    details = source.details
    years = ", ".join(map(str, details.period))
    parts = (
        details.title,
        details.publisher,
        f"about {years}" if years else None,
        details.schedule,
        None if details.readers.everyone else f"for {readers(details.readers)}",
    )
    return " · ".join(part for part in parts if part)


def readers(who: Readers) -> str:
    """Who may read, as it is written."""
    if who.everyone:
        return "everyone"
    return ", ".join((*(f"#{name}" for name in who.channels), *(f"@{name}" for name in who.groups)))


def _removed(reply: SourceRemovedReply) -> Lines:
    yield 0, Text.assemble("Removed ", (plain(reply.source.place), "bold"), ".")
    if not reply.documents:
        yield 0, Text("Nothing that is published comes from it alone.")
        return
    yield 0, Text("With the next footnote reingest these documents leave the library:")
    for revision in reply.documents:
        yield 2, Text.assemble(plain(revision.title), (f" · {plain(revision.document.name)}", "dim"))


def _check(check: Check) -> Lines:
    changes = (("added", check.added), ("changed", check.changed), ("removed", check.removed))
    differs = any(names for _, names in changes)
    word, style = ("changed", "yellow") if differs else ("unchanged", "green")
    if check.problem:
        word, style = "cannot be read", "red"
    yield 0, _headed(check.source, word, style)
    if check.problem:
        yield 4, Text(plain(check.problem), "yellow")
    for change, names in changes:
        for name in names:
            yield 4, Text.assemble((f"{change:<8} ", "bold"), plain(name))
    for problem in check.unread:
        if problem != check.problem:
            yield 4, Text(plain(problem), "yellow")


def _report(report: RunReport) -> Lines:
    what = report.report
    for word in ("added", "changed", "removed"):
        for name in getattr(what, word):
            yield 0, Text.assemble((f"{word:<8} ", "bold"), plain(name))
    for failure in what.failed:
        yield 0, Text.assemble(("failed   ", "bold red"), plain(failure.sentence))
    for source in report.sources:
        if trouble := source.trouble:
            again = f"tried again {_moment(trouble.next_try)}" if trouble.next_try else "parked until you name it"
            yield 0, Text.assemble((f"source {source.id} ", "bold"), plain(source.place), f": {again}")
    for source in report.parked:
        yield 0, Text.assemble((f"source {source.id} ", "bold"), plain(source.place), ": parked, and left out")
    yield 0, _summary(report)


def _summary(report: RunReport) -> Text:
    what = report.report
    words = ("added", "changed", "unchanged", "removed", "failed")
    counts = [f"{len(getattr(what, word)):,} {word}" for word in words if getattr(what, word)]
    more = [_end(report)]
    if report.not_modified:
        more.append(f"{counted(report.not_modified, 'page')} not fetched")
    if what.passages_embedded:
        more.append(f"{counted(what.passages_embedded, 'passage')} embedded")
    more.append(f"{what.took_s:.1f} s")
    return Text.assemble((", ".join(counts) or "nothing found", "bold"), (f" · {' · '.join(more)}", "dim"))


def _end(report: RunReport) -> str:
    what = report.report
    if what.staged:
        return "waits for a review: footnote review"
    if what.edition:
        return f"edition {what.edition.id}" + ("" if what.published else ", as before")
    return "nothing is published yet"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else "never"
