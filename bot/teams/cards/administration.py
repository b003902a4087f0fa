"""What administrators are replied beside reviews: sources, runs, acts, golden questions, what is wrong or missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.replies import (
    ActsReply,
    ChecksReply,
    DoctorReply,
    ForgetReply,
    GapsReply,
    GoldenReply,
    RunReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
)
from bot.teams import ids, limits, text
from bot.teams.cards.parts import Element, Sheet, moment, press, small, table, words
from bot.teams.ids import Pressed
from bot.wording import counted
from ingest.reingest import Check
from knowledge.history import Act
from knowledge.runs import sentence
from knowledge.sources import Source

SOURCES = 20
NAMES = 8  # of documents that differ
ACTS, FAILURES, FINDINGS, GAPS = 25, 8, 30, 15
ICONS = {"ok": "✅", "new": "🆕", "failing": "⚠️", "parked": "⛔", "leaving": "👋"}
NONE = "No sources are registered: write to me “sources add URL”."


def sources(reply: SourcesReply) -> Sheet:
    """The registered sources, those in trouble first; and who is at work."""
    sheet = Sheet()
    sheet.say(f"**{counted(len(reply.sources), 'source')}**" if reply.sources else NONE)
    order = ("failing", "parked", "leaving", "new", "ok")
    shown, more = limits.few(sorted(reply.sources, key=lambda each: order.index(each[0].state)), SOURCES)
    rows = [(_source(source, at), False) for source, at in shown]
    sheet.add(table(("No.", "Source", "State", "Looked at"), rows, (1, 5, 4, 3)) if rows else None)
    sheet.add(small(f"and {more} more" if more else ""))
    if reply.run:
        sheet.say(f"{text.markdown(sentence(reply.run))}.")
        sheet.add(small(f"{sentence(reply.run)}."))
    return sheet


def _source(source: Source, at: datetime | None) -> tuple[str, ...]:
    trouble = f": {source.trouble.reason}" if source.trouble else ""
    upcoming = f"; next {moment(at)}" if at and not source.trouble and not source.removed_at else ""
    state = f"{ICONS.get(source.state, '')} {source.state}{trouble}{upcoming}".strip()
    looked = moment(source.last.at) if source.last else "never"
    return (str(source.id), source.place, state, looked)


def added(reply: SourceAddedReply) -> Sheet:
    """A source that was registered or changed."""
    sheet = Sheet()
    lead = "Changed" if reply.known else "Added"
    sheet.say(f"✅ {lead}: {text.bold(limits.cut(reply.source.place, 200))}. It is read with the next re-ingest.")
    return sheet


def removed(reply: SourceRemovedReply) -> Sheet:
    """A source that is looked at no more, and what goes with it."""
    sheet = Sheet()
    sheet.say(f"✅ {text.bold(limits.cut(reply.source.place, 200))} is looked at no more.")
    if reply.documents:
        sheet.say("With the next re-ingest these leave the library:")
        sheet.add(*_listed([each.title for each in reply.documents]))
    return sheet


def checked(reply: ChecksReply) -> Sheet:
    """What sources hold now, against what is published."""
    sheet = Sheet()
    sheet.say(f"**{counted(len(reply.checks), 'source')}** looked at; nothing was read in.")
    for check in reply.checks[:SOURCES]:
        sheet.add(words(f"{text.line(check.source.place)}  {_state(check)}", bold=True))
        changes = (("added", check.added), ("changed", check.changed), ("removed", check.removed))
        differs = [f"{word} {name}" for word, names in changes for name in names]
        sheet.add(*_listed([check.problem] if check.problem else [*differs, *check.unread]))
    return sheet


def _state(check: Check) -> str:
    counts = ((len(check.added), "added"), (len(check.changed), "changed"), (len(check.removed), "removed"))
    differs = ", ".join(f"{number:,} {word}" for number, word in counts if number)
    return "⚠️ cannot be read" if check.problem else differs or "unchanged"


def _listed(names: Sequence[str]) -> list[Element | None]:
    shown, more = limits.few(names, NAMES)
    return [small(*(f"• {limits.cut(text.line(name), 300)}" for name in shown), f"and {more} more" if more else "")]


def at_work(reply: RunReply) -> Sheet:
    """A run that is not one's own, or that was ended early."""
    sheet = Sheet()
    if reply.run.ended is None:
        sheet.say("Somebody is at it already; one at a time writes to the library.")
    sheet.say(f"{text.markdown(sentence(reply.run))}.")
    if reply.run.ended is None and not reply.run.cancelled_by:
        sheet.offer(press("Stop it", Pressed(ids.STOP, number=reply.run.id), "destructive"))
    return sheet


def acts(reply: ActsReply) -> Sheet:
    """Who did what, newest first."""
    sheet = Sheet()
    sheet.say("**What was done**, newest first" if reply.acts else "Nothing was done yet.")
    rows = [((moment(act.at), act.who, f"{act.what}{_of(act)}", act.detail), False) for act in reply.acts[:ACTS]]
    sheet.add(table(("When", "Who", "What", "More"), rows, (3, 2, 3, 4)) if rows else None)
    return sheet


def _of(act: Act) -> str:
    if act.edition is None:
        return ""
    return f" staged edition {-act.edition}" if act.edition < 0 else f" edition {act.edition}"


def golden(reply: GoldenReply) -> Sheet:
    """How many are right, and those that aren't."""
    sheet = Sheet()
    results = reply.evaluation.results
    of = f"edition {reply.edition}" if reply.edition > 0 else "the staged edition"
    icon = "⚠️" if reply.failed else "✅"
    right = len(results) - reply.failed
    sheet.say(f"{icon} **{right:,} of {counted(len(results), 'golden question')} right**, of {of}")
    for each in reply.evaluation.failures[:FAILURES]:
        sheet.add(words(limits.cut(text.line(each.question), 200), bold=True))
        sheet.add(small(each.verdict.replace("_", " "), f"right is {each.wanted}", f"said was {each.said}"))
    return sheet


def examined(reply: DoctorReply) -> Sheet:
    """What the doctor found, what is wrong first."""
    sheet = Sheet()
    sheet.say(
        "⚠️ **Something is wrong.** What can be mended is, with: doctor repair" if reply.unwell else "✅ **All is well**"
    )
    found = sorted(reply.findings, key=lambda each: (not each.wrong, each.mended))
    rows = [
        (("🔧" if each.mended else "⚠️" if each.wrong else "✅", each.area, each.sentence), each.wrong)
        for each in found[:FINDINGS]
    ]
    sheet.add(table((), rows, (1, 3, 8)) if rows else None)
    return sheet


def gaps(reply: GapsReply) -> Sheet:
    """The groups of questions that went unanswered, the most asked first."""
    sheet = Sheet()
    within = f"within {counted(reply.days, 'day')}"
    if not reply.gaps:
        sheet.say(f"No question went unanswered, and no answer was rated bad, {within}.")
        return sheet
    sheet.say(f"**Unanswered {within}**: {counted(reply.asked, 'question')}")
    shown, more = limits.few(reply.gaps, GAPS)
    rows = []
    for gap in shown:
        why = ", ".join(reason for reason, _ in gap.reasons[:3])
        rows.append(((gap.question, f"{gap.times:,}", f"{gap.people:,}", why, moment(gap.last)), False))
    sheet.add(table(("Question", "Times", "People", "Why", "Last"), rows, (5, 1, 1, 4, 3)))
    sheet.add(small(f"and {counted(more, 'more group')}" if more else ""))
    return sheet


def forgetting(reply: ForgetReply) -> Sheet:
    """The question, and a button that says yes; whoever doesn't want it leaves it alone."""
    sheet = Sheet()
    sheet.say(text.markdown(reply.question))
    sheet.add(words(reply.question))
    sheet.offer(press("Forget all of it", Pressed(ids.FORGET), "destructive"), press("No", Pressed(ids.LEAVE)))
    return sheet
