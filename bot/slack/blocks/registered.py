"""Registered sources: their state, what a look at them found, and what was done with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.replies import (
    ChecksReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
)
from bot.slack import ids, limits, text
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    actions,
    button,
    context,
    count,
    divider,
    listed,
    moment,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.runs import Underway, short, under_way
from bot.slack.ids import Pressed
from bot.slack.text import mrkdwn
from bot.terminal_sources import readers
from knowledge.sources import Source

if TYPE_CHECKING:
    from ingest.reingest import Check

SHOWN = 15  # sources; of more there is a count
NAMES = 8  # of documents that differ
NONE = "No sources are registered: share a file with me in our direct message, or say /footnote sources add URL."
ICONS = {"ok": "✅", "new": "🆕", "failing": "⚠️", "parked": "⛔", "leaving": "👋"}
WHEN = "{date_short_pretty} at {time}"


def sources(reply: SourcesReply) -> Sheet:
    """A line or two for each, those in trouble first; and who is at work."""
    sheet = Sheet()
    if not reply.sources:
        sheet.add(section(NONE), said=NONE)
    else:
        lead = count(len(reply.sources), "source")
        sheet.add(section(f"*{lead}*"), said=lead)
    order = ("failing", "parked", "leaving", "new", "ok")
    shown, more = limits.few(sorted(reply.sources, key=lambda each: order.index(each[0].state)), SHOWN)
    items = [_source(source, at) for source, at in shown]
    if items:
        sheet.add(rich(listed(items)), said=[_line(source) for source, _ in shown])
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    if reply.run:
        sheet.add(divider())
        sheet.take(under_way(Underway(reply.run, reply.run.how_far)))
    elif reply.sources:
        sheet.add(actions(reingest_button()))
    return sheet


def reingest_button(label: str = "Re-ingest now") -> Element:
    """Looks at all sources."""
    return button(label, ids.REINGEST, Pressed("").packed())


def _source(source: Source, at: datetime | None) -> list[Element]:
    name = limits.cut(text.line(source.place), 120)
    parts = [words(f"{ICONS[source.state]} {source.id} · "), words(name, bold=True), words(f"  {source.state}")]
    if told := _told(source):
        parts.append(words(f"\n{told}"))
    if source.last:
        parts += [words(f"\n{count(source.last.documents, 'document')}, looked at "), moment(source.last.at, WHEN)]
        parts += [words(", changed "), moment(source.changed_at)] if source.changed_at else []
    if trouble := source.trouble:
        parts.append(words(f"\n{limits.cut(trouble.reason, 200)}"))
        parts += [words(" Tried again "), moment(trouble.next_try, WHEN)] if trouble.next_try else []
        parts += [] if trouble.next_try else [words(" Parked until somebody names it.")]
    elif at and not source.removed_at:
        parts += [words("\nnext "), moment(at, WHEN)]
    return parts


def _told(source: Source) -> str:
    details = source.details
    years = ", ".join(map(str, details.period))
    limited = None if details.readers.everyone else f"for {readers(details.readers)}"
    parts = (details.title, details.publisher, f"about {years}" if years else None, details.schedule, limited)
    return limits.cut(" · ".join(text.line(part) for part in parts if part), 200)


def _line(source: Source) -> str:
    trouble = f" · {said(source.trouble.reason, 200)}" if source.trouble else ""
    return f"• {source.id} · {said(source.place, 120)} · {source.state}{trouble}"


def added(reply: SourceAddedReply) -> Sheet:
    """A source that was registered or changed."""
    sheet = Sheet()
    lead = "Changed" if reply.known else "Added"
    told = f"✅ {lead}: *{said(reply.source.place, 200)}*. It is read with the next re-ingest."
    sheet.add(section(told), context(mrkdwn(_told(reply.source))), actions(reingest_button()), said=told)
    return sheet


def removed(reply: SourceRemovedReply) -> Sheet:
    """A source that is looked at no more, and what goes with it."""
    sheet = Sheet()
    told = f"✅ *{said(reply.source.place, 200)}* is looked at no more."
    sheet.add(section(told), said=told)
    if reply.documents:
        shown, more = limits.few(reply.documents, NAMES)
        items = [limits.cut(text.line(each.title), limits.PHRASE) for each in shown]
        items += [f"and {more} more"] if more else []
        lead = "With the next re-ingest these leave the library:"
        sheet.add(
            rich(paragraph(words(lead)), listed([words(item)] for item in items)),
            said=(lead, *(f"• {mrkdwn(item)}" for item in items)),
        )
    return sheet


def checked(reply: ChecksReply) -> Sheet:
    """What sources hold now, against what is published."""
    sheet = Sheet()
    shown, more = limits.few(reply.checks, SHOWN)
    for check in shown:
        sheet.take(_check(check))
    if more:
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    if any(check.added or check.changed or check.removed for check in reply.checks):
        sheet.add(actions(reingest_button()))
    return sheet


def _check(check: Check) -> Sheet:
    sheet = Sheet()
    changes = (("added", check.added), ("changed", check.changed), ("removed", check.removed))
    differs = [f"{len(names):,} {word}" for word, names in changes if names]
    state = "⚠️ cannot be read" if check.problem else ", ".join(differs) or "unchanged"
    lead = f"*{said(check.source.place, 120)}*  {state}"
    sheet.add(section(lead), said=lead)
    names = [f"{word} {limits.cut(text.line(short(name)), 120)}" for word, each in changes for name in each]
    told = [check.problem] if check.problem else [*names, *check.unread]
    few, more = limits.few(told, NAMES)
    lines = [mrkdwn(limits.cut(text.line(each), 300)) for each in few] + ([f"and {more} more"] if more else [])
    sheet.add(context("\n".join(lines)), said=lines)
    return sheet
