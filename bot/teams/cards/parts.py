"""The pieces that messages and cards are put together from: each keeps the limits, and takes any text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.teams import limits, text
from bot.teams.ids import Pressed
from knowledge.records import Citation

Element = dict[str, Any]
Card = dict[str, Any]

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


@dataclass(frozen=True, slots=True)
class Message:
    """What goes into one message: its text in safe Markdown, the sources of its numbers, and a card."""

    text: str
    card: Card | None = None
    citations: tuple[tuple[int, Citation], ...] = ()
    exchange: str | None = None  # what it shows is kept, so that people may say what they think of it
    generated: bool = False  # it carries the label that says that a machine made it
    suggestions: tuple[str, ...] = ()  # questions to press


@dataclass(frozen=True, slots=True)
class How:
    """How a reply is shown."""

    folded: bool = True
    person_button: bool = False  # there are people to ask


@dataclass(slots=True)
class Sheet:
    """A reply under way: the paragraphs of its text, and the elements and buttons of its card."""

    lines: list[str] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    actions: list[Element] = field(default_factory=list)

    def say(self, *lines: str) -> None:
        """Append paragraphs of safe Markdown to the message's text."""
        self.lines += [line for line in lines if line]

    def add(self, *elements: Element | None) -> None:
        """Append elements to the card."""
        self.body += [element for element in elements if element]

    def offer(self, *actions: Element | None) -> None:
        """Append buttons to the card's foot."""
        self.actions += [action for action in actions if action]

    def take(self, other: Sheet) -> None:
        """Append another sheet."""
        self.say(*other.lines)
        self.add(*other.body)
        self.offer(*other.actions)

    def card(self) -> Card | None:
        """The card, within its limits; None where there is nothing on it."""
        return card_of(self.body, self.actions) if self.body or self.actions else None


# -- text --------------------------------------------------------------------------------------------------------------


def run(
    said: str, *, bold: bool = False, subtle: bool = False, url: str | None = None, size: str = "", colour: str = ""
) -> Element:
    """Words as they are, without any formatting of their own."""
    element: Element = {"type": "TextRun", "text": text.safe(said) or "–"}
    if bold:
        element["weight"] = "Bolder"
    if subtle:
        element["isSubtle"] = True
    if size:
        element["size"] = size
    if colour:
        element["color"] = colour
    if address := text.web(url):
        element |= {"selectAction": {"type": "Action.OpenUrl", "url": address}, "color": "Accent"}
    return element


def paragraph(*runs: Element, spacing: str = "") -> Element:
    """A stretch of such words, which wraps."""
    element: Element = {"type": "RichTextBlock", "inlines": list(runs)}
    return element | ({"spacing": spacing} if spacing else {})


def words(said: str, *, bold: bool = False, subtle: bool = False, size: str = "", spacing: str = "") -> Element:
    """A paragraph of one kind."""
    return paragraph(run(said, bold=bold, subtle=subtle, size=size), spacing=spacing)


def title(said: str) -> Element:
    """The first line of a card."""
    return words(limits.cut(text.line(said), 300), bold=True, size="Medium")


def small(*said: str) -> Element | None:
    """Small grey lines; None where there are none."""
    shown = [limits.cut(text.line(each), 500) for each in said if each]
    lines = [words(each, subtle=True, size="Small", spacing="Small") for each in shown]
    if len(lines) > 1:
        return {"type": "Container", "spacing": "Small", "items": lines}
    return lines[0] if lines else None


def quoted(said: str, bold: tuple[int, int] | None = None, mark: str = "") -> Element:
    """A quote with a bar beside it, the words that answer in bold."""
    parts = [(said, False)] if bold is None else _cut_at(said, bold)
    runs = [run(part, bold=strong) for part, strong in parts]
    runs += [run(f"  {mark}", subtle=True)] if mark else []
    return {
        "type": "Container",
        "style": "emphasis",
        "items": [paragraph(*runs)],
    }


def _cut_at(said: str, bold: tuple[int, int]) -> list[tuple[str, bool]]:
    parts = ((said[: bold[0]], False), (said[slice(*bold)], True), (said[bold[1] :], False))
    return [(part, strong) for part, strong in parts if part]


def copied(said: str) -> Element:
    """Text in a box, with a button that copies it; words where a client has no such box."""
    shown = text.clean(said)
    return {
        "type": "CodeBlock",
        "codeSnippet": shown,
        "language": "PlainText",
        "fallback": {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": shown, "fontType": "Monospace"}]},
    }


def table(titles: Sequence[str], rows: Iterable[tuple[Sequence[str], bool]], widths: Sequence[int]) -> Element:
    """A table, with a head where there are titles; a row is its cells, and whether it is the one that was asked for."""
    made = [_row(titles, bold=True)] if titles else []
    made += [_row(cells, bold=asked) for cells, asked in rows][: limits.TABLE_ROWS - 1]
    return {
        "type": "Table",
        "columns": [{"width": width} for width in widths],
        "firstRowAsHeaders": bool(titles),
        "showGridLines": True,
        "rows": made,
    }


def _row(cells: Sequence[str], *, bold: bool) -> Element:
    shown = [limits.cut(text.line(cell), limits.PHRASE) or "–" for cell in cells]
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [words(each, bold=bold)]} for each in shown]}


def divided(element: Element) -> Element:
    """The element below a line."""
    return element | {"separator": True, "spacing": "Medium"}


# -- buttons -----------------------------------------------------------------------------------------------------------


def press(label: str, pressed: Pressed, style: str = "") -> Element:
    """A button that tells the bot what it is about. What doesn't fit is cut from its label, never from what it carries.

    Every button has data, if only its verb: Teams leaves the data away where there is none, and the SDK wants it.
    """
    element: Element = {
        "type": "Action.Execute",
        "title": limits.cut(text.line(label), limits.BUTTON) or "–",
        "verb": pressed.verb,
        "data": pressed.packed(),
    }
    return element | ({"style": style} if style else {})


def open_button(url: str | None, label: str = "Open the original") -> Element | None:
    """Leads to an address of the web; None where it is none."""
    address = text.web(url)
    return {"type": "Action.OpenUrl", "title": label, "url": address} if address else None


def ask_buttons(questions: Iterable[str]) -> list[Element]:
    """Each asks the question that it carries."""
    safely = dict.fromkeys(text.line(question) for question in questions)
    return [press(each, Pressed("ask", text=each)) for each in safely if each]


def rows_of(actions: Sequence[Element]) -> list[Element]:
    """Buttons in rows of as many as Teams shows."""
    starts = range(0, len(actions), limits.ACTIONS)
    return [{"type": "ActionSet", "actions": list(actions[at : at + limits.ACTIONS])} for at in starts]


# -- cards -------------------------------------------------------------------------------------------------------------


def card_of(body: Sequence[Element], actions: Sequence[Element] = ()) -> Card:
    """A card with everything that fits; what was left out of its body is said."""
    kept = list(body)
    made = _card(kept, actions)
    while limits.bytes_of(made) > limits.CARD_BYTES and kept:
        kept.pop()
        made = _card([*kept, words("… More than fits into a card was left out here.", subtle=True)], actions)
    return made


def _card(body: Sequence[Element], actions: Sequence[Element]) -> Card:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": limits.CARD_VERSION,
        "body": [*body, *rows_of(actions)],
        "msteams": {"width": "Full"},
    }


# -- words of our own --------------------------------------------------------------------------------------------------


def day(at: datetime) -> str:
    """``4 March 2026``"""
    return f"{at.day} {at:%B %Y}"


def moment(at: datetime) -> str:
    """``4 March 2026, 12:00`` in the machine's time zone."""
    here = at.astimezone()
    return f"{day(here)}, {here:%H:%M}"


def said(part: str, limit: int = limits.PHRASE) -> str:
    """A phrase that comes from a report or a person, as safe Markdown."""
    return text.markdown(limits.cut(text.line(part), limit))
