"""What the library holds, its state, what an ingest did, and words of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.replies import (
    DocumentsReply,
    ErrorReply,
    IngestReply,
    PersonReply,
    ReingestReply,
    StatusReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
)
from bot.teams import limits, text
from bot.teams.cards.parts import Element, Sheet, day, paragraph, press, run, small, table, words
from bot.teams.ids import REVIEW, Pressed
from bot.wording import counted
from ingest.report import IngestReport
from knowledge.records import Edition, Revision

DOCUMENTS = 40  # listed; of more there is a count
TOPICS, TOPIC_DOCUMENTS = 4, 6
NAMES = 15  # of documents that an ingest added, changed, …
SPOKEN = 8_000  # units of words of our own

_COLUMNS = re.compile(r"^(\S[^\n]{0,60}?): (\S.*)$")


def documents(reply: DocumentsReply) -> Sheet:
    """The published documents with publisher, period and address."""
    sheet = Sheet()
    sheet.say(f"**{counted(len(reply.revisions), 'document')}** · {edition_line(reply.edition)}")
    shown, more = limits.few(reply.revisions, DOCUMENTS)
    for revision in shown:
        name = run(limits.cut(text.line(revision.title), limits.PHRASE), bold=True, url=revision.document.uri)
        sheet.add(paragraph(name), small(" · ".join(_known(revision))))
    sheet.add(small(f"and {more} more" if more else ""))
    return sheet


def edition_line(edition: Edition) -> str:
    """``edition 3, published 4 March 2026``"""
    return f"edition {edition.id}, published {day(edition.published_at)}"


def _known(revision: Revision) -> list[str]:
    published = f"published {revision.published}" if revision.published else None
    about = f"about {_years(revision.period)}" if revision.period else None
    known = (revision.publisher, published, about, f"read {day(revision.read_at)}")
    return [limits.cut(text.line(part), 100) for part in known if part]


def _years(years: Sequence[int]) -> str:
    """``2024``, ``2023–2025`` or ``2019, 2024``"""
    together = list(years) == list(range(years[0], years[-1] + 1))
    return f"{years[0]}–{years[-1]}" if together and len(years) > 1 else ", ".join(map(str, years))


def topics(reply: TopicsReply) -> Sheet:
    """What there are figures of, by document."""
    sheet = Sheet()
    if not reply.statistics:
        sheet.say("The library has no figures yet: ingest a document that states some.")
        return sheet
    sheet.say(f"**{reply.statistics:,} figures**. Look one up with stat and some of its words.")
    for revision, about in reply.topics[:TOPIC_DOCUMENTS]:
        shown, more = limits.few(about, TOPICS)
        names = [f"• {limits.cut(text.line(topic.name), 120)} ({topic.total:,})" for topic in shown]
        names += [f"and {more} more"] if more else []
        sheet.add(words(limits.cut(text.line(revision.title), limits.PHRASE), bold=True), small(*names))
    left = len(reply.topics) - TOPIC_DOCUMENTS
    sheet.add(small(f"and {counted(left, 'more document')}" if left > 0 else ""))
    return sheet


def status(reply: StatusReply) -> Sheet:
    """What is published, the models, and the settings in force."""
    sheet = Sheet()
    edition = edition_line(reply.edition) if reply.edition else "nothing is published yet"
    counts = (
        counted(reply.documents, "document"),
        counted(reply.passages, "passage"),
        counted(reply.statistics, "figure"),
    )
    sheet.say(f"**{edition[:1].upper()}{edition[1:]}**", " · ".join(counts))
    for model in reply.models:
        state = f"⚠️ {text.line(model.problem)}" if model.problem else f"✅ {model.used or 'as expected'}"
        sheet.add(words(f"{model.job}: {text.line(model.name)} · {state}"))
    settings = [((name, value), False) for name, value in reply.settings.items()]
    sheet.add(table(("Setting", "Value"), settings, (2, 3)) if settings else None)
    return sheet


def ingested(reply: IngestReply) -> Sheet:
    """What became of each source."""
    return _report(reply.report, "⚠️" if reply.in_vain else "✅")


def reingested(reply: ReingestReply) -> Sheet:
    """What a run over registered sources did; what it staged can be looked at with a press."""
    sheet = _report(reply.report.report, "⚠️" if reply.in_vain else "✅")
    trouble = [
        f"{text.line(each.place)}: {text.line(each.trouble.reason)}" for each in reply.report.sources if each.trouble
    ]
    _names("Sources that failed", trouble, sheet)
    if reply.report.report.staged:
        sheet.say("It waits for a review: nobody is answered from it yet.")
        sheet.offer(press("Review", Pressed(REVIEW, number=1)))
    return sheet


def _report(report: IngestReport, icon: str) -> Sheet:
    sheet = Sheet()
    kinds = ("added", "changed", "unchanged", "removed", "failed")
    told = ", ".join(f"{len(getattr(report, kind)):,} {kind}" for kind in kinds if getattr(report, kind))
    edition = edition_line(report.edition) if report.edition else "nothing is published yet"
    lead = told or "nothing found"
    sheet.say(f"{icon} **{lead[:1].upper()}{lead[1:]}** · {edition}")
    for kind in ("added", "changed", "removed"):
        _names(kind.capitalize(), getattr(report, kind), sheet)
    _names("Failed", [failure.sentence for failure in report.failed], sheet)
    if sheet.body:
        sheet.add(small(f"{counted(report.passages_embedded, 'passage')} embedded in {report.took_s:.1f} s"))
    return sheet


def _names(title: str, names: Sequence[str], sheet: Sheet) -> None:
    if names:
        shown, more = limits.few(names, NAMES)
        items = [f"• {limits.cut(text.line(name), 200)}" for name in shown] + ([f"and {more} more"] if more else [])
        sheet.add(words(title, bold=True), small(*items))


# -- words of our own --------------------------------------------------------------------------------------------------


def spoken(reply: TextReply) -> Sheet:
    """Words of our own. Lines that explain a name become a table, as a list of commands reads best."""
    sheet = Sheet()
    rows: list[tuple[tuple[str, str], bool]] = []
    for line in limits.cut(reply.text, SPOKEN).split("\n"):
        if match := _COLUMNS.match(line):
            rows.append(((match[1], match[2]), False))
        elif line.strip():
            sheet.say(text.markdown(line))
    if len(rows) > 1:
        sheet.add(table((), rows, (2, 5)))
    else:
        sheet.say(*(f"{text.bold(name)}: {text.markdown(what)}" for (name, what), _ in rows))
    return sheet


def error(reply: ErrorReply) -> Sheet:
    """The sentence, and the number under which the log has the rest."""
    sheet = Sheet()
    sheet.say(f"⚠️ {text.markdown(limits.cut(reply.sentence, 2_000))}")
    if reply.reference and reply.reference not in reply.sentence:
        sheet.say(f"Reference number: {text.markdown(reply.reference)}")
    return sheet


def suggested(reply: SuggestionsReply) -> Sheet:
    """What a newcomer is told; the questions themselves are the message's suggestions."""
    sheet = Sheet()
    sheet.say(
        "Ask me about the reports: every sentence of an answer is quoted, with the place where it stands. What the"
        " reports don't say I don't say either: then I show the nearest thing that they do say."
    )
    if reply.questions:
        sheet.say("For example:")
    return sheet


def handed_on(_reply: PersonReply) -> Sheet:
    """What the asker is told."""
    sheet = Sheet()
    sheet.say("✅ Your question was passed on to people: somebody will answer you.")
    return sheet


def asked_before(question: str, how: str = "Asked") -> str:
    """``Asked: …`` above an answer whose question stands nowhere beside it."""
    return f"{how}: {text.bold(limits.cut(text.line(question), 300))}"


def remark(sentence: str) -> Element:
    """A line that tells something about the card below it."""
    return words(sentence, bold=True)
