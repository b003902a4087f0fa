"""What a staged edition would change, page by page: in a modal, and its first page in a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bot.replies import ReviewReply
from bot.slack import ids, limits, text
from bot.slack.blocks.forms import form, outcome, reason
from bot.slack.blocks.parts import (
    Element,
    Sheet,
    View,
    actions,
    button,
    context,
    count,
    divider,
    header,
    listed,
    moment,
    paragraph,
    quoted,
    rich,
    said,
    section,
    words,
)
from bot.slack.blocks.persons import person, person_said
from bot.slack.blocks.runs import review_button
from bot.slack.ids import Pressed
from bot.slack.text import mrkdwn
from bot.terminal_statistics import described, figure
from knowledge.records import Statistic

if TYPE_CHECKING:
    from ingest.review import DocumentChange, FactChange, Flip, GoldenReview, Review
    from knowledge.history import StagedEdition

A_PAGE = 8  # facts
DOCUMENTS = 25  # listed on the first page
CAUTIONS = 12
FLIPS = 6
QUOTE = 500  # units
NOTHING = "No edition waits for a review."
CHANGED = "Something else was staged since you looked: this is what waits now."
ICONS = {"added": "➕", "removed": "➖", "changed": "✏️", "renamed": "🏷️"}
ORDER = ("changed", "removed", "renamed", "added")  # of documents: what was published before is what people know
_BESIDE = ("base", "base_size", "period", "attribution", "row", "column")  # what differs beside the figure
_WHEN = "{date_short_pretty} at {time}"


def review(reply: ReviewReply) -> Sheet:
    """As a message: the whole in a line or two, and a button that opens the pages."""
    sheet = Sheet()
    if reply.staged is None or reply.review is None:
        sheet.add(section(NOTHING), said=NOTHING)
        return sheet
    sheet.take(_overview(reply.staged, reply.review))
    sheet.add(actions(review_button(reply.staged)))
    return sheet


def review_view(reply: ReviewReply, page: int, where: str, looked_at: int = 0) -> View:
    """One page of the modal, from 1. Sent in, it approves exactly what it shows.

    ``looked_at`` is the staged edition whose page is turned; if another one waits by now, that is said.
    """
    if reply.staged is None or reply.review is None:
        sheet = Sheet()
        sheet.add(section(NOTHING))
        return outcome("Review", sheet)
    other = bool(looked_at) and looked_at != reply.staged.id
    pages = [_overview(reply.staged, reply.review), *_facts(reply.review)]
    number = 1 if other else min(max(page, 1), len(pages))
    sheet = Sheet()
    sheet.add(context(f"⚠️ *{CHANGED}*") if other else None)
    sheet.take(pages[number - 1])
    sheet.add(divider(), _ways(reply.staged, number, len(pages), where))
    sheet.add(reason("Why is it approved?", "Kept with the edition; else what changed", optional=True))
    return form(
        f"Review {number} of {len(pages)}" if len(pages) > 1 else "Review",
        ids.REVIEW_MODAL,
        "Approve",
        sheet.blocks,
        Pressed("", reply.staged.id, f"{number};{where}"),
    )


def discard_view(staged: int, where: str) -> View:
    """Asks why."""
    note = context("What is published stays as it is. By itself the same content isn't staged again.")
    asked = reason("Why is it discarded?", "Kept in the audit log", optional=False)
    return form(
        "Discard", ids.DISCARD_MODAL, "Discard", [each for each in (note, asked) if each], Pressed("", staged, where)
    )


def _ways(staged: StagedEdition, number: int, total: int, where: str) -> dict[str, object] | None:
    def turn(label: str, to: int) -> Element:
        return button(label, f"{ids.REVIEW_PAGE}:{to}", Pressed("", staged.id, f"{to};{where}").packed())

    return actions(
        turn("← Previous", number - 1) if number > 1 else None,
        turn("Next →", number + 1) if number < total else None,
        button("Discard …", ids.DISCARD, Pressed("", staged.id, where).packed(), style="danger"),
    )


# -- the first page --------------------------------------------------------------------------------------------------


def _overview(staged: StagedEdition, review: Review) -> Sheet:
    sheet = Sheet()
    against = f", against edition {staged.against}" if staged.against else ", the first one"
    sheet.add(
        section(f"*{mrkdwn(review.sentence)}*"),
        rich(
            paragraph(words("Staged by "), person(staged.by), words(" on "), moment(staged.at, _WHEN), words(against))
        ),
        said=(mrkdwn(review.sentence), f"Staged by {person_said(staged.by)}{against}"),
    )
    _cautions(review, sheet)
    if review.golden:
        _golden(review.golden, sheet)
    shown, more = limits.few(sorted(review.documents, key=lambda each: ORDER.index(each.kind)), DOCUMENTS)
    if shown:
        sheet.add(rich(listed(map(_document, shown))), said=[_document_line(each) for each in shown])
    if more:
        sheet.add(context(f"and {more} more documents"), said=f"and {more} more documents")
    return sheet


def _cautions(review: Review, sheet: Sheet) -> None:
    shown, more = limits.few(review.cautions, CAUTIONS)
    lines = [f"⚠️ {said(each.sentence, 300)}" for each in shown] + ([f"and {more} more warnings"] if more else [])
    if lines:
        sheet.add(section("\n".join(("*Look at this*", *lines))), said=("Look at this", *lines))


def _golden(golden: GoldenReview, sheet: Sheet) -> None:
    if golden.problem:
        told = f"⚠️ Golden questions: {said(golden.problem, 300)}"
        sheet.add(section(told), said=told)
        return
    worse = sum(not flip.mended for flip in golden.flips)
    icon = "⚠️" if worse else "✅"
    lead = f"{icon} Golden questions: {golden.right:,} of {golden.questions:,} right"
    sheet.add(section(f"*{lead}*"), said=lead)
    shown, more = limits.few(sorted(golden.flips, key=lambda flip: flip.mended), FLIPS)
    for flip in shown:
        sheet.take(_flip(flip))
    if more:
        sheet.add(context(f"and {more} more flip"), said=f"and {more} more flip")


def _flip(flip: Flip) -> Sheet:
    head = "would be right now" if flip.mended else "*would be wrong now*"
    lines = (
        f"*{said(flip.question, 200)}*  {head}",
        f"right is {said(flip.wanted, 160)}",
        f"was: {said(flip.before, 240)}",
        f"now: {said(flip.after, 240)}",
    )
    sheet = Sheet()
    sheet.add(section("\n".join(lines)), said=lines)
    return sheet


def _document(document: DocumentChange) -> list[Element]:
    title = limits.cut(text.line(document.title), limits.PHRASE)
    return [
        words(f"{ICONS[document.kind]} {document.kind}  "),
        words(title, bold=True),
        words(f"\n{_counts(document)}"),
    ]


def _document_line(document: DocumentChange) -> str:
    return f"• {document.kind} {said(document.title)}: {mrkdwn(_counts(document))}"


def _counts(document: DocumentChange) -> str:
    facts = [
        f"{number:,} {word}"
        for number, word in (
            (document.facts_changed, "changed"),
            (document.facts_added, "added"),
            (document.facts_removed, "removed"),
        )
        if number
    ]
    passages = f"passages: {document.passages_added:,} added, {document.passages_removed:,} removed"
    name = limits.cut(text.line(document.name), 100)
    return f"{name} · facts: {', '.join(facts) or 'none changed'} · {passages}"


# -- the pages of facts ----------------------------------------------------------------------------------------------


def _facts(review: Review) -> Iterator[Sheet]:
    """So many a page, those of changed documents first, and in each what changed; each page says whose they are."""
    known = {document.name: document for document in review.documents}
    left = {name: _unlisted(document, review.facts) for name, document in known.items()}
    ranks = {name: ORDER.index(document.kind) for name, document in known.items()}
    ordered = sorted(review.facts, key=lambda fact: ranks.get(fact.document, 0))
    for first in range(0, len(ordered), A_PAGE):
        sheet = Sheet()
        some = ordered[first : first + A_PAGE]
        last = ordered[first + A_PAGE :]
        for name, facts in groupby(some, key=lambda fact: fact.document):
            sheet.add(header(known[name].title if name in known else name))
            for fact in facts:
                sheet.take(_fact(fact))
            if left.get(name) and not any(fact.document == name for fact in last):
                sheet.add(context(f"and {count(left[name], 'more fact')} of this document"))
        yield sheet


def _unlisted(document: DocumentChange, facts: Sequence[FactChange]) -> int:
    total = document.facts_added + document.facts_removed + document.facts_changed
    return max(0, total - sum(fact.document == document.name for fact in facts))


def _fact(fact: FactChange) -> Sheet:
    sheet = Sheet()
    shown = fact.new or fact.old
    if shown is None:
        return sheet
    figures = [figure(each) for each in (fact.old, fact.new) if each]
    told = " → ".join(dict.fromkeys(limits.cut(text.line(each), 80) for each in figures))
    lines = [f"{ICONS[fact.kind]} {fact.kind}  *{mrkdwn(told)}*  {said(described(shown), 300)}"]
    if fact.old and fact.new:
        lines += _differing(fact.fields, fact.old, fact.new)
    sheet.add(section("\n".join(lines)), said=lines)
    sheet.add(rich(*_quotes(fact.old, fact.new)))
    return sheet


def _quotes(old: Statistic | None, new: Statistic | None) -> list[Element]:
    if old and new and old.quote != new.quote:
        return [_quote(old, "was  "), _quote(new, "now  ")]
    shown = new or old
    return [_quote(shown, "")] if shown else []


def _quote(statistic: Statistic, lead: str) -> Element:
    at = statistic.at - statistic.start
    quote, bold = limits.excerpt(statistic.quote, (at, at + len(statistic.as_written)), QUOTE)
    start, end = bold or (0, 0)
    parts = [(lead, False), (quote[:start], False), (quote[start:end], True), (quote[end:], False)]
    return quoted(*(words(each, bold=True) if strong else words(each) for each, strong in parts if each))


def _differing(fields: Sequence[str], old: Statistic, new: Statistic) -> Iterator[str]:
    for name in fields:
        if name in _BESIDE:
            was, now = (getattr(each, name) or "not stated" for each in (old, new))
            yield f"{name.replace('_', ' ')}: {said(str(was), 120)} → {said(str(now), 120)}"
