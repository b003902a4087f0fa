"""What reads documents in: how far a run is, who is at work, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.replies import (
    IngestReply,
    ReingestReply,
    RunReply,
    UploadReply,
)
from bot.slack import ids, limits, text
from bot.slack.blocks.library import edition_line
from bot.slack.blocks.parts import (
    Element,
    Message,
    Sheet,
    actions,
    button,
    context,
    count,
    listed,
    moment,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.persons import person, person_said
from bot.slack.ids import Pressed
from bot.slack.text import mrkdwn
from ingest.report import IngestReport
from knowledge.history import StagedEdition
from knowledge.runs import HowFar, Run
from knowledge.sources import Source

NAMES = 15  # of documents that were added, changed, …
BAR = 16  # characters of the bar
WHEN = "{date_short_pretty} at {time}"
_PATH = re.compile(r"(?<![\w/:])/(?:[^\s,;/]+/)+([^\s,;/]+/[^\s,;/]+)")
DONE, LEFT = "█", "░"


@dataclass(frozen=True, slots=True)
class Underway:
    """A run, as far as it is."""

    run: Run
    far: HowFar
    note: str = ""  # what it says beside

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1: as a person feels it, reading is half of it and embedding the other."""
        read = self.far.documents / self.far.of_documents if self.far.of_documents else 0.0
        if not self.far.to_embed:
            return read / 2
        return (read + self.far.embedded / self.far.to_embed) / 2


# -- while it goes on ------------------------------------------------------------------------------------------------


def progress(at: Underway) -> Message:
    """The message that is edited as the run gets on."""
    sheet = under_way(at)
    return Message(limits.lines(sheet.lines), tuple(sheet.blocks))


def under_way(at: Underway) -> Sheet:
    """How far a run is, with a button that stops it."""
    run, far = at.run, at.far
    sheet = Sheet()
    what = "Re-ingesting" if run.start.kind == "reingest" else "Reading"
    names = _few(run.start.what)
    lead = f"{what} {names}".strip()
    sheet.add(rich(paragraph(words(lead, bold=True))), said=mrkdwn(lead))
    filled = round(at.share * BAR)
    told = _told(far)
    sheet.add(section(f"`{DONE * filled}{LEFT * (BAR - filled)}`  {told}"), said=told)
    current = f"now: {said(short(far.current), 120)}" if far.current else ""
    sheet.add(context(current, mrkdwn(at.note)), said=current or [])
    began = paragraph(words("Begun by "), person(run.start.by), words(", "), moment(run.start.at, WHEN))
    sheet.add(rich(began), said=f"Begun by {person_said(run.start.by)}")
    if run.cancelled_by:
        stopping = f"{person_said(run.cancelled_by)} asked it to stop: it does so at its next step."
        sheet.add(context(stopping), said=stopping)
    else:
        sheet.add(actions(stop_button(run)))
    return sheet


def _told(far: HowFar) -> str:
    if far.of_documents is None:
        return "looking what is there"
    parts = [f"{far.documents:,} of {count(far.of_documents, 'document')}"]
    if far.to_embed:
        parts.append(f"{far.embedded:,} of {count(far.to_embed, 'passage')} embedded")
    return " · ".join(parts)


def stop_button(run: Run) -> Element:
    """Stops this run, and no other."""
    return button("Stop", ids.RUN_STOP, Pressed("", run.id).packed(), style="danger")


def review_button(staged: StagedEdition, label: str = "Look it over") -> Element:
    """Opens the review."""
    return button(label, ids.REVIEW, Pressed("", staged.id).packed(), style="primary")


# -- who is at work, and how it ended ----------------------------------------------------------------------------------


def at_work(reply: RunReply) -> Sheet:
    """A run that is not one's own, or that was ended early."""
    run = reply.run
    if run.ended is None:
        sheet = Sheet()
        lead = "Somebody is at it already; one at a time writes to the library."
        sheet.add(section(lead), said=lead)
        sheet.take(under_way(Underway(run, run.how_far)))
        return sheet
    return _ended(run)


def _ended(run: Run) -> Sheet:
    stays = "What is published stays as it was."
    match run.ended:
        case "cancelled":
            who = run.cancelled_by or run.start.by
            start: list[Element] = [words("⏹️  "), person(who), words(f" stopped it. {stays}")]
            told = f"⏹️ {person_said(who)} stopped it. {stays}"
        case "interrupted":
            again = "I go on with it by myself" if run.start.kind == "reingest" else "Please ask for it again"
            told = f"⏸️ It was interrupted, since I was restarted. {again} when I am back. {stays}"
            start = [words(told)]
        case "done":
            told = f"✅ It is done: {run.outcome or ''}"
            start = [words(told)]
        case _:
            told = f"⚠️ {run.outcome or 'It failed.'}"
            start = [words(told)]
    sheet = Sheet()
    sheet.add(rich(paragraph(*start)), said=mrkdwn(told) if run.ended != "cancelled" else told)
    return sheet


# -- what came of it -------------------------------------------------------------------------------------------------


def ingested(reply: IngestReply) -> Sheet:
    """What became of each document."""
    sheet = _read(reply.report, bad=reply.in_vain)
    sheet.take(_next(reply.report))
    return sheet


def reingested(reply: ReingestReply) -> Sheet:
    """What became of each document and source."""
    report = reply.report
    sheet = Sheet()
    by = report.run.start.by
    line = paragraph(words("Asked for by " if not by.startswith("the ") else "Read by "), person(by))
    sheet.take(_read(report.report, bad=reply.in_vain))
    for source in (*(each for each in report.sources if each.trouble), *report.parked):
        sheet.add(context(_trouble(source)), said=_trouble(source))
    if report.not_modified:
        same = f"{count(report.not_modified, 'page')} not fetched, since nothing changed there"
        sheet.add(context(same), said=same)
    sheet.add(rich(line), said=f"For {person_said(by)}")
    sheet.take(_next(report.report))
    return sheet


def uploaded(reply: UploadReply) -> Sheet:
    """What became of files that were handed in."""
    sheet = Sheet()
    for file in reply.files:
        name = said(file.name, 120)
        if file.problem:
            told = f"⚠️ {said(file.problem, 400)}"
        elif file.replaced:
            told = f"📄 *{name}* takes the place of the file of that name, as a new revision."
        else:
            told = f"📄 *{name}* is kept as a source."
        sheet.add(section(told), said=told)
    if reply.report:
        sheet.take(reingested(ReingestReply(reply.report)))
    elif reply.run and reply.run.ended:
        sheet.take(_ended(reply.run))
    elif reply.run:
        later = "Somebody is writing to the library just now: ask me to re-ingest it when that has ended."
        sheet.add(section(later), said=later)
        sheet.take(under_way(Underway(reply.run, reply.run.how_far)))
    return sheet


def _read(report: IngestReport, *, bad: bool) -> Sheet:
    sheet = Sheet()
    icon = "⚠️" if bad else "🔎" if report.staged else "✅"
    lead = f"{_counts(report)} · {_end(report)}"
    sheet.add(section(f"{icon} *{lead}*"), said=lead)
    for word in ("added", "changed", "removed"):
        _names(word, getattr(report, word), sheet)
    _names("left as they are, since it was discarded before", report.discarded, sheet)
    _names("failed", [failure.sentence for failure in report.failed], sheet)
    took = f"{count(report.passages_embedded, 'passage')} embedded in {report.took_s:.1f} s"
    sheet.add(context(took), said=took)
    return sheet


def _next(report: IngestReport) -> Sheet:
    """What is to be done with what was staged."""
    sheet = Sheet()
    if report.staged:
        note = "Nobody is answered from it before it is approved."
        note += " It has what waited for a review before, too." if report.replaced else ""
        sheet.add(context(note), actions(review_button(report.staged)), said=note)
    return sheet


def _counts(report: IngestReport) -> str:
    words_ = ("added", "changed", "unchanged", "removed", "failed")
    counts = [f"{len(getattr(report, word)):,} {word}" for word in words_ if getattr(report, word)]
    counts += [f"{len(report.discarded):,} left out"] if report.discarded else []
    told = ", ".join(counts) or "nothing found"
    return f"{told[:1].upper()}{told[1:]}"


def _end(report: IngestReport) -> str:
    if report.staged:
        return "staged: it waits for a review"
    return edition_line(report.edition) if report.edition else "nothing is published yet"


def _trouble(source: Source) -> str:
    trouble = source.trouble
    reason = said(trouble.reason, 300) if trouble else ""
    again = "it is tried again by itself" if trouble and trouble.next_try else "parked until somebody names it"
    return f"⚠️ {said(source.place, 120)}: {reason} ({again})"


def _names(word: str, names: Sequence[str], sheet: Sheet) -> None:
    if not names:
        return
    shown, more = limits.few(names, NAMES)
    items = [limits.cut(text.line(short(name)), 200) for name in shown] + ([f"and {more} more"] if more else [])
    title = word[:1].upper() + word[1:]
    sheet.add(
        rich(paragraph(words(title, bold=True)), listed([words(item)] for item in items)),
        said=(title, *(f"• {mrkdwn(item)}" for item in items)),
    )


def short(name: str) -> str:
    """A file by its name and folder: where that is on the bot's machine is of no use to anybody here."""
    return "/".join(name.split("/")[-2:]) if name.startswith("/") else name


def shortened(sentence: str) -> str:
    """A sentence with its paths as ``short`` has them."""
    return _PATH.sub(r"\1", sentence)


def _few(names: Iterable[str]) -> str:
    kept = [
        limits.cut(text.line(short(name).rsplit("/", 1)[-1] if name.startswith("/") else name), 60) for name in names
    ]
    shown, more = limits.few(kept, 4)
    return ", ".join(shown) + (f" and {more} more" if more else "")
