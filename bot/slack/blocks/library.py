"""What the library holds, and its state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.replies import (
    DocumentsReply,
    DocumentTextReply,
    EvaluationReply,
    ModelState,
    StatusReply,
    TopicsReply,
)
from bot.slack import limits, text
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    context,
    copied,
    count,
    day,
    link,
    listed,
    moment,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.text import mrkdwn
from knowledge.records import Edition, Revision

DOCUMENTS = 40  # listed; of more there is a count
LISTED_TEXT = 6_000  # units of a list
TOPICS, TOPIC_DOCUMENTS = 4, 6
TEXT = 3_000  # units of a document


def documents(reply: DocumentsReply) -> Sheet:
    """The published documents with publisher, period and address."""
    sheet = Sheet()
    lead = f"{count(len(reply.revisions), 'document')} · {edition_line(reply.edition)}"
    sheet.add(section(f"*{lead}*"), said=lead)
    sheet.take(document_list(reply.revisions, DOCUMENTS))
    return sheet


def edition_line(edition: Edition) -> str:
    """``edition 3, published 4 March 2026``"""
    return f"edition {edition.id}, published {day(edition.published_at)}"


def document_list(revisions: Sequence[Revision], most: int) -> Sheet:
    """A line for each document, and how many more there are."""
    sheet = Sheet()
    if not revisions:
        return sheet
    items: list[list[Element]] = []
    room = LISTED_TEXT
    for revision in revisions[:most]:
        item = _document(revision)
        room -= limits.texts(item)
        if room < 0 and items:
            break
        items.append(item)
    sheet.add(rich(listed(items)), said=[_document_line(revision) for revision in revisions[:most]])
    if more := len(revisions) - len(items):
        sheet.add(context(f"and {more} more"), said=f"and {more} more")
    return sheet


def _document(revision: Revision) -> list[Element]:
    title = limits.cut(text.line(revision.title), limits.PHRASE)
    known = " · ".join((*map(text.line, _known(revision)), "read "))
    return [link(revision.document.uri, title, bold=True), words(f"\n{known}"), moment(revision.read_at)]


def _document_line(revision: Revision) -> str:
    title = text.link(revision.document.uri, limits.cut(text.line(revision.title), limits.PHRASE))
    return f"• {title}" + "".join(f" · {mrkdwn(part)}" for part in _known(revision))


def _known(revision: Revision) -> list[str]:
    published = f"published {revision.published}" if revision.published else None
    about = f"about {_years(revision.period)}" if revision.period else None
    return [limits.cut(part, 100) for part in (revision.publisher, published, about) if part]


def _years(years: Sequence[int]) -> str:
    """``2024``, ``2023–2025`` or ``2019, 2024``"""
    together = list(years) == list(range(years[0], years[-1] + 1))
    return f"{years[0]}–{years[-1]}" if together and len(years) > 1 else ", ".join(map(str, years))


def topics(reply: TopicsReply) -> Sheet:
    """What there are figures of, by document."""
    sheet = Sheet()
    if not reply.statistics:
        nothing = "The library has no figures yet: ingest a document that states some."
        sheet.add(rich(paragraph(words(nothing))), said=nothing)
        return sheet
    lead = f"{reply.statistics:,} figures"
    sheet.add(section(f"*{lead}*. Look one up by some of its words."), said=lead)
    for revision, about in reply.topics[:TOPIC_DOCUMENTS]:
        shown, more = limits.few(about, TOPICS)
        title = limits.cut(revision.title, limits.PHRASE)
        names = [f"{limits.cut(topic.name, 120)} ({topic.total:,})" for topic in shown]
        names += [f"and {more} more"] if more else []
        sheet.add(
            rich(paragraph(words(title, bold=True)), listed([words(name)] for name in names)),
            said=(said(title), *(f"• {mrkdwn(text.line(name))}" for name in names)),
        )
    if len(reply.topics) > TOPIC_DOCUMENTS:
        left = f"and {count(len(reply.topics) - TOPIC_DOCUMENTS, 'more document')}"
        sheet.add(context(left), said=left)
    return sheet


def status(reply: StatusReply) -> Sheet:
    """What is published, the models, and the settings in force."""
    sheet = Sheet()
    edition = edition_line(reply.edition) if reply.edition else "nothing is published yet"
    counts = (count(reply.documents, "document"), count(reply.passages, "passage"), count(reply.statistics, "figure"))
    lead = edition[:1].upper() + edition[1:]
    sheet.add(section(f"*{lead}*\n{' · '.join(counts)}"), said=(lead, " · ".join(counts)))
    models = [_model(model) for model in reply.models]
    sheet.add(section("\n".join(models)) if models else None, said=models)
    settings = "\n".join(f"{name} = {value}" for name, value in reply.settings.items())
    if settings:
        sheet.add(context("*Settings*"), rich(copied(limits.cut(settings, TEXT))), said=mrkdwn(settings))
    return sheet


def _model(model: ModelState) -> str:
    state = f"⚠️ {said(model.problem, 300)}" if model.problem else f"✅ {said(model.used or 'as expected')}"
    return f"{said(model.job)}: {said(model.name)} · {state}"


def document_text(reply: DocumentTextReply) -> Sheet:
    """The beginning of a document's stored text."""
    sheet = Sheet()
    title = limits.cut(reply.revision.title, limits.PHRASE)
    sheet.add(section(f"*{said(title)}*"), rich(copied(limits.cut(reply.text, TEXT))), said=said(title))
    sheet.add(said=mrkdwn(limits.cut(reply.text, TEXT)))
    return sheet


def evaluated(reply: EvaluationReply) -> Sheet:
    """How answers did, in one line for each kind of question."""
    sheet = Sheet()
    evaluation = reply.evaluation
    rows = [("all", evaluation.figures()), *((kind, evaluation.figures(kind)) for kind in evaluation.kinds)]
    lines = [
        f"{kind}: {figures.questions:,} asked · right {_share(figures.right)} · wrong {_share(figures.wrong)}"
        f" · falsely refused {_share(figures.falsely_refused)} · refused {_share(figures.refused)}"
        for kind, figures in rows
    ]
    sheet.take(paragraphs(lines))
    return sheet


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def paragraphs(lines: Iterable[str]) -> Sheet:
    """Lines of our own words."""
    sheet = Sheet()
    kept = list(lines)
    sheet.add(rich(paragraph(words("\n".join(kept)))), said=map(mrkdwn, kept))
    return sheet
