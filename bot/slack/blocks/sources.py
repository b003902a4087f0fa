"""A quote in its surroundings, and a figure ready for a slide: what the modals show."""

from __future__ import annotations

from bot.replies import (
    SlideReply,
    SourceReply,
)
from bot.slack import ids, limits
from bot.slack.blocks.parts import (
    Block,
    Element,
    Sheet,
    actions,
    button,
    context,
    copied,
    header,
    link,
    open_button,
    paragraph,
    plain,
    quoted,
    rich,
    said,
    slides_button,
    source_button,
    words,
)
from bot.slack.blocks.proofs import place
from bot.slack.ids import Pressed
from bot.slack.text import mrkdwn
from bot.terminal_statistics import base_of, figure
from knowledge.records import Citation, Statistic

AROUND = 2_500  # units shown before the quote, and as many after it
QUOTE = 8_000  # units of the quote
CITED = 3_000  # units of a footnote to copy

OLD = "A newer version of this document has been read since. This is what it said when the answer was given."


def source(reply: SourceReply) -> Sheet:
    """Where a quote stands, the quote between what comes before and after it, and ways to go on."""
    citation = reply.citation
    sheet = Sheet()
    title = limits.cut(citation.title, 300)
    sheet.add(
        rich(paragraph(link(citation.link, title, bold=True))),
        context(" · ".join(said(part, 300) for part in _where(citation))),
        context(f"⚠️ {OLD}" if reply.superseded else ""),
        said=(place(citation), *([f"⚠️ {OLD}"] if reply.superseded else [])),
    )
    before, after = _end_of(reply.before), limits.cut(reply.after.strip(), AROUND) if reply.after.strip() else ""
    quote = limits.cut(citation.quote, QUOTE)
    elements: list[Element] = [paragraph(words(before))] if before else []
    elements.append(quoted(words(quote, bold=True)))
    elements += [paragraph(words(after))] if after else []
    sheet.add(rich(*elements), said=[f"“{mrkdwn(limits.cut(quote, 2_000))}”"])
    sheet.add(_ways(reply.exchange, reply.number, reply.total, citation.link))
    return sheet


def _where(citation: Citation) -> list[str]:
    headings = [heading for heading in citation.headings if heading != citation.title]
    page = [f"Page {citation.page}"] if citation.page else []
    return [*page, *([" › ".join(headings)] if headings else []), citation.document]


def _end_of(before: str) -> str:
    """The end of what comes before, which is what stands next to the quote."""
    text = before.strip()
    stretch, _ = limits.excerpt(text, (len(text), len(text)), AROUND) if text else ("", None)
    return stretch


def _ways(exchange: str, number: int, total: int, address: str | None) -> Block | None:
    return actions(
        source_button(exchange, number - 1, "← Previous") if number > 1 else None,
        source_button(exchange, number + 1, "Next →") if number < total else None,
        open_button(address),
    )


def source_view(reply: SourceReply) -> dict[str, object]:
    """The modal with a quote in its surroundings."""
    title = f"Source {reply.number} of {reply.total}" if reply.total > 1 else "Source"
    return modal(title, ids.SOURCE_MODAL, source(reply), Pressed(reply.exchange, reply.number))


def slide(reply: SlideReply) -> Sheet:
    """A figure: what to paste, what it is of, and files."""
    sheet = Sheet()
    statistic = reply.statistic
    sheet.add(header(reply.headline), said=f"*{said(reply.headline, 500)}*")
    sheet.add(context("Figure and footnote, to copy"))
    sheet.add(
        rich(copied(limits.cut(reply.headline, 500)), copied(limits.cut(reply.footnote, CITED))),
        said=mrkdwn(limits.cut(reply.footnote, CITED)),
    )
    sheet.add(_facts(statistic))
    value = Pressed(reply.exchange, reply.number).packed()
    sheet.add(
        actions(
            button("Download CSV", ids.DOWNLOAD_CSV, value),
            button("Download PNG", ids.DOWNLOAD_PNG, value) if reply.png is not None else None,
            slides_button(reply.exchange, reply.number - 1, "← Previous") if reply.number > 1 else None,
            slides_button(reply.exchange, reply.number + 1, "Next →") if reply.number < reply.total else None,
        )
    )
    return sheet


def _facts(statistic: Statistic) -> Block:
    """Two columns: name and value."""
    base = base_of(statistic).removeprefix("base: ")
    facts = {
        "Figure": figure(statistic),
        "Of": base[:1].upper() + base[1:],
        "Measure": statistic.measure,
        "Period": statistic.period or "not stated",
        "Said by": statistic.attribution or "not stated",
    }
    fields = [{"type": "mrkdwn", "text": f"*{name}*\n{said(value, 400)}"} for name, value in facts.items()]
    return {"type": "section", "fields": fields}


def slides_view(reply: SlideReply) -> dict[str, object]:
    """The modal with a figure ready to paste."""
    title = f"Figure {reply.number} of {reply.total}" if reply.total > 1 else "Copy for slides"
    return modal(title, ids.SLIDES_MODAL, slide(reply), Pressed(reply.exchange, reply.number))


def modal(title: str, callback: str, sheet: Sheet, about: Pressed | None = None) -> dict[str, object]:
    """A modal that shows something and asks nothing."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain("Close", limits.VIEW_TITLE),
        "private_metadata": about.packed() if about else "",
        "blocks": sheet.blocks[: limits.VIEW_BLOCKS],
    }
