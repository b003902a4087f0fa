"""Home: what the bot knows, what to ask, what the person asked; and for administrators how things stand."""

from __future__ import annotations

from collections.abc import Sequence

from bot.journal import Exchange
from bot.replies import (
    AnswerReply,
    ContentState,
    HomeReply,
)
from bot.slack import ids, limits
from bot.slack.blocks import library
from bot.slack.blocks.editions import edition_row
from bot.slack.blocks.gaps import HOME, gaps
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    actions,
    ask_buttons,
    button,
    context,
    count,
    divider,
    header,
    listed,
    moment,
    paragraph,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.registered import reingest_button
from bot.slack.blocks.runs import Underway, review_button, under_way
from bot.slack.ids import Pressed, numbered
from ingest.review import Review
from knowledge.history import StagedEdition
from knowledge.records import Refusal

DOCUMENTS = 60
RECENT = 8
UNANSWERED = 15
QUESTION = 150  # units


def home(reply: HomeReply) -> Sheet:
    """The blocks of Home; none of those that Home doesn't take."""
    sheet = Sheet()
    sheet.add(header("Ask your reports"))
    lead = "Every answer is quoted word for word, with its source. What the reports don't say, I don't say either."
    sheet.add(section(lead), said=lead)
    if reply.suggestions:
        sheet.add(context("*Try one of these*"), actions(*ask_buttons(reply.suggestions)))
        sheet.lines += [f"• {said(each, 300)}" for each in reply.suggestions]
    if reply.content:
        _content(reply.content, sheet)
    if reply.recent:
        _recent(reply.recent, sheet)
    _known(reply, sheet)
    return sheet


def _known(reply: HomeReply, sheet: Sheet) -> None:
    sheet.add(divider(), header("What I know"))
    if reply.edition is None or not reply.revisions:
        nothing = "Nothing has been read yet: an administrator adds reports with the command ingest."
        sheet.add(section(nothing), said=nothing)
        return
    told = f"{count(len(reply.revisions), 'document')} · edition {reply.edition.id}, published "
    line = paragraph(words(told), moment(reply.edition.published_at, "{date_long_pretty} at {time}"))
    sheet.add(rich(line), said=f"{count(len(reply.revisions), 'document')} · {library.edition_line(reply.edition)}")
    sheet.take(library.document_list(reply.revisions, DOCUMENTS))


def _recent(recent: Sequence[Exchange], sheet: Sheet) -> None:
    sheet.add(divider(), header("What you asked"))
    for at, exchange in enumerate(recent[:RECENT], 1):
        again = button("Show", numbered(ids.RECENT, at), Pressed(exchange.id).packed())
        question = said(exchange.text, QUESTION)
        sheet.add(section(f"{question}\n_{_outcome(exchange)}_", again), said=f"• {question}")


def _outcome(exchange: Exchange) -> str:
    """What came of it, in a word or two of our own."""
    reply = exchange.reply
    if isinstance(reply, AnswerReply):
        return "Not answered" if isinstance(reply.outcome, Refusal) else "Answered"
    return {"stat": "Looked up", "verify": "Checked"}.get(exchange.command, "Asked")


def _content(content: ContentState, sheet: Sheet) -> None:
    """For administrators."""
    sheet.add(divider(), header("For administrators"))
    sheet.take(_state(content))
    sheet.take(_work(content))
    sheet.take(_published(content))
    if content.gaps:
        sheet.take(gaps(content.gaps, HOME))
        return
    if not content.unanswered:
        nothing = "No question went unanswered lately."
        sheet.add(context(nothing), said=nothing)
        return
    shown, more = limits.few(content.unanswered, UNANSWERED)
    title = f"Unanswered lately: {len(content.unanswered)}"
    sheet.add(
        rich(paragraph(words(title, bold=True)), listed(_unanswered(each) for each in shown)),
        context(f"and {more} more" if more else ""),
        said=(title, *(f"• {said(each.text, QUESTION)}" for each in shown)),
    )


def _state(content: ContentState) -> Sheet:
    sheet = Sheet()
    status = content.status
    counts = (
        count(status.documents, "document"),
        count(status.passages, "passage"),
        count(status.statistics, "figure"),
    )
    sheet.add(section(f"*{' · '.join(counts)}*"), said=" · ".join(counts))
    broken = [f"⚠️ {said(model.job)}: {said(model.problem, 300)}" for model in status.models if model.problem]
    models = "\n".join(broken) or "✅ All models are there and as expected."
    sheet.add(context(models), said=models)
    return sheet


def _work(content: ContentState) -> Sheet:
    """What waits, what is at work, and what to press for it."""
    sheet = Sheet()
    if content.waiting:
        told = _waits(content.waiting)
        sheet.add(section(told, review_button(content.waiting, "Review what waits")), said=told)
    if content.run:
        sheet.take(under_way(Underway(content.run, content.run.how_far)))
    elif content.sources:
        told = f"{count(content.sources, 'source')} registered, nobody is reading just now."
        sheet.add(section(told, reingest_button()), said=told)
    else:
        told = "No sources are registered: share a file with me in Messages, or say /footnote sources add URL."
        sheet.add(context(told), said=told)
    return sheet


def _waits(staged: StagedEdition) -> str:
    what = Review.model_validate_json(staged.review).sentence if staged.review else "Nobody has looked at it yet."
    return f"🔎 *An edition waits for a review.* {said(what, 300)}"


def _published(content: ContentState) -> Sheet:
    """The last editions; those before can be published again."""
    sheet = Sheet()
    if content.editions:
        sheet.add(context("*Last editions*"))
    published = content.status.edition.id if content.status.edition else None
    for edition in content.editions:
        sheet.take(edition_row(edition, published))
    return sheet


def _unanswered(exchange: Exchange) -> list[Element]:
    reply = exchange.reply
    refused = isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal)
    why = reply.outcome.detail if isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal) else ""
    told = f" · {limits.cut(why, 160)}" if refused else " · rated as a bad answer"
    return [words(limits.cut(exchange.text, QUESTION), bold=True), words(f"{told} · "), moment(exchange.at)]


def home_view(reply: HomeReply) -> dict[str, object]:
    """The Home tab."""
    return {"type": "home", "blocks": home(reply).blocks[: limits.VIEW_BLOCKS]}
