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
from bot.slack.ids import Pressed, numbered
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


def _unanswered(exchange: Exchange) -> list[Element]:
    reply = exchange.reply
    refused = isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal)
    why = reply.outcome.detail if isinstance(reply, AnswerReply) and isinstance(reply.outcome, Refusal) else ""
    told = f" · {limits.cut(why, 160)}" if refused else " · rated as a bad answer"
    return [words(limits.cut(exchange.text, QUESTION), bold=True), words(f"{told} · "), moment(exchange.at)]


def home_view(reply: HomeReply) -> dict[str, object]:
    """The Home tab."""
    return {"type": "home", "blocks": home(reply).blocks[: limits.VIEW_BLOCKS]}
