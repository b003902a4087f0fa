"""A note to a thread whose answer has changed: what it said, what stands there now, and where."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from bot.journal import Exchange
from bot.notes import Change, Note
from bot.slack import ids, limits
from bot.slack.blocks.figures import of_whom, short
from bot.slack.blocks.messages import fitted
from bot.slack.blocks.parts import (
    Element,
    Message,
    Sheet,
    actions,
    ask_buttons,
    button,
    context,
    paragraph,
    quoted,
    rich,
    said,
    section,
    stretch,
    words,
)
from bot.slack.blocks.proofs import place
from bot.slack.ids import Pressed, numbered
from bot.slack.text import mrkdwn
from bot.wording import counted
from knowledge.records import Statistic

SHOWN = 4  # changes; of more there is a count
QUOTE = 420  # units
QUESTION = 300
BASE = ("base", "base_size", "period", "attribution")

Span = tuple[int, int]


def note_message(note: Note, asked: Mapping[str, Exchange]) -> Message:
    """The note as a message; ``asked`` are its exchanges that are still kept, by id."""
    changes = [each for each in note.told if each.exchange in asked]
    shown, more = limits.few(changes, SHOWN)
    about = [asked[each] for each in dict.fromkeys(change.exchange for change in changes)]
    several = len(about) > 1
    sheet = Sheet()
    sign, lead = _lead(changes)
    sheet.add(section(f"{sign}  *{lead}*"), said=f"{sign} {lead}")
    for exchange, group in groupby(shown, key=lambda each: each.exchange):
        if several:
            what = f"To “{said(asked[exchange].text, QUESTION)}”:"
            sheet.add(context(what), said=what)
        for change in group:
            _change(change, note, shown.index(change) + 1, sheet)
    if more:
        left = f"and {counted(more, 'more change')}: ask again to see what the reports say now"
        sheet.add(context(left), said=left)
    again = ask_buttons(dict.fromkeys(each.text for each in about if each.command == "ask"))
    sheet.add(context(f"Since edition {note.edition}"))
    sheet.add(actions(*(_again(each, several) for each in again[:SHOWN])))
    blocks = fitted(sheet.blocks)
    blocks[0]["block_id"] = mark(note)
    return Message(limits.lines(sheet.lines), tuple(blocks))


def mark(note: Note) -> str:
    """By which a note that was told is recognised in its thread."""
    return f"note-{note.id}"


def _lead(changes: list[Change]) -> tuple[str, str]:
    kinds = {each.kind for each in changes}
    if kinds == {"removed"}:
        return "⚠️", "The reports no longer say what this answer rests on."
    if kinds == {"restored"}:
        return "✅", "What this answer rests on is in the reports again."
    return "⚠️", "The reports have changed since this was answered."


def _again(asked: Element, several: bool) -> Element:
    return asked if several else asked | {"text": {"type": "plain_text", "text": "Ask again", "emoji": False}}


def _change(change: Change, note: Note, at: int, sheet: Sheet) -> None:
    old, new = change.old, change.new
    if change.kind == "restored" and new:
        _quote("It says again:", new.citation.quote, _figure(new.statistic), sheet)
    elif new:
        _quote("It said:", old.citation.quote, _figure(old.statistic), sheet, struck=True)
        _quote("It says now:", new.citation.quote, _figure(new.statistic), sheet)
        _values(change, old.statistic, new.statistic, sheet)
    else:
        _quote("It said:", old.citation.quote, _figure(old.statistic), sheet, struck=True)
        gone = "This is no longer in the reports."
        sheet.add(rich(paragraph(words(gone, bold=True))), said=gone)
    where = place((new or old).citation)
    label = "Show in source" if new else "Show where it stood"
    pressed = Pressed(note.id, change.number, change.exchange).packed()
    sheet.add(section(where, button(label, numbered(ids.TOLD, at), pressed)), said=where)


def _quote(lead: str, quote: str, figure: Span | None, sheet: Sheet, *, struck: bool = False) -> None:
    shown, bold = limits.excerpt(quote, figure, QUOTE)
    parts = stretch(shown, bold)
    if struck:
        parts = [part | {"style": {**part.get("style", {}), "strike": True}} for part in parts]
    sheet.add(rich(paragraph(words(lead)), quoted(*parts)), said=f"{lead} “{mrkdwn(shown)}”")


def _figure(statistic: Statistic | None) -> Span | None:
    if statistic is None:
        return None
    at = statistic.at - statistic.start
    end = at + len(statistic.as_written)
    qualifier = statistic.qualifier or ""
    before = statistic.quote[:at].rstrip()
    if qualifier and before.casefold().endswith(qualifier.casefold()):
        at = len(before) - len(qualifier)
    return at, end


def _values(change: Change, old: Statistic | None, new: Statistic | None, sheet: Sheet) -> None:
    """Both values side by side; of a base, period or source that changed, both as they are stated."""
    if old is None or new is None:
        return
    told = []
    if short(old) != short(new):
        told.append(f"*{said(short(old))}* → *{said(short(new))}*  {said(new.option or new.measure)}")
    if any(name in change.fields for name in BASE) and of_whom(old) != of_whom(new):
        told.append(f"{of_whom(old, measure=False)} → {of_whom(new, measure=False)}")
    if told:
        sheet.add(section("\n".join(told)), said=told)
