"""The pieces that messages, modals and Home are put together from: each keeps the limits, and takes any text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.slack import ids, limits, text
from bot.slack.ids import Pressed, numbered

Block = dict[str, Any]
View = dict[str, Any]
Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What goes into ``chat.postMessage``: the text is the answer for where blocks aren't shown."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How a reply is shown."""

    folded: bool = True
    private: bool = False  # only the asker sees it
    person_button: bool = False  # there are people to ask
    streamed: int = 0  # sentences of a written answer that stand in the message already


@dataclass(slots=True)
class Sheet:
    """A reply under way: its blocks, and the lines of its plain text (safe mrkdwn)."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    folds: bool = False  # whether it is longer unfolded than folded

    def add(self, *blocks: Block | None, said: str | Iterable[str] = ()) -> None:
        """Append blocks, and what they say in plain text."""
        self.blocks += [block for block in blocks if block]
        self.lines += [said] if isinstance(said, str) else said

    def take(self, other: Sheet) -> None:
        """Append another sheet."""
        self.add(*other.blocks, said=other.lines)
        self.folds = self.folds or other.folds


# -- text --------------------------------------------------------------------------------------------------------------


def plain(said: str, limit: int, *, emoji: bool = False) -> Element:
    """A plain_text object, on one line; ``emoji`` for words of our own that hold ``:names:``."""
    return {"type": "plain_text", "text": limits.cut(text.line(said), limit) or "–", "emoji": emoji}


def marked(said: str, limit: int = limits.SECTION_TEXT) -> Element:
    """A mrkdwn object; the text must be safe already, and is only cut where it holds no link."""
    return {"type": "mrkdwn", "text": limits.lines([said], limit) or "–"}


def words(said: str, **style: bool) -> Element:
    """An element of rich text, shown as it is."""
    element: Element = {"type": "text", "text": text.safe(said) or "–"}
    return element | ({"style": style} if style else {})


def link(url: str | None, label: str, **style: bool) -> Element:
    """A link in rich text, or the label alone where there is no address of the web."""
    address = text.web(url)
    if address is None:
        return words(label, **style)
    element: Element = {"type": "link", "url": address, "text": text.line(label) or "–"}
    return element | ({"style": style} if style else {})


def moment(at: datetime, how: str = "{date_short_pretty}") -> Element:
    """A day as the reader's Slack writes it."""
    return {"type": "date", "timestamp": int(at.timestamp()), "format": how, "fallback": day(at)}


def day(at: datetime) -> str:
    """``4 March 2026``"""
    return f"{at.day} {at:%B %Y}"


# -- blocks ------------------------------------------------------------------------------------------------------------


def rich(*elements: Element) -> Block:
    """A block of rich text: paragraphs, quotes and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*elements: Element) -> Element:
    """A stretch of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quoted(*elements: Element) -> Element:
    """A quote in rich text, with the bar beside it."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def listed(items: Iterable[Sequence[Element]], *, ordered: bool = False) -> Element:
    """A list in rich text."""
    sections = [paragraph(*item) for item in items]
    return {"type": "rich_text_list", "style": "ordered" if ordered else "bullet", "elements": sections}


def copied(said: str) -> Element:
    """Text in a box, for copying."""
    return {"type": "rich_text_preformatted", "elements": [words(said)]}


def stretch(said: str, bold: tuple[int, int] | None = None) -> list[Element]:
    """Text with one part of it in bold."""
    if bold is None:
        return [words(said)]
    parts = ((said[: bold[0]], False), (said[slice(*bold)], True), (said[bold[1] :], False))
    return [words(part, bold=True) if strong else words(part) for part, strong in parts if part]


def header(said: str) -> Block:
    """A title."""
    return {"type": "header", "text": plain(said, limits.HEADER)}


def section(said: str, accessory: Element | None = None) -> Block:
    """A paragraph of safe mrkdwn, with one button beside it."""
    block: Block = {"type": "section", "text": marked(said), "expand": True}
    return block | ({"accessory": accessory} if accessory else {})


def context(*said: str) -> Block | None:
    """Small grey words, each safe mrkdwn; None where there are none."""
    elements = [marked(each, limits.CONTEXT_TEXT) for each in said if each][: limits.CONTEXT_ELEMENTS]
    return {"type": "context", "elements": elements} if elements else None


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(*buttons: Element | None) -> Block | None:
    """A row of buttons; None where there are none."""
    elements = [button for button in buttons if button][: limits.ACTIONS]
    return {"type": "actions", "elements": elements} if elements else None


# -- buttons -----------------------------------------------------------------------------------------------------------


def button(label: str, action: str, value: str | None = None, url: str | None = None, style: str = "") -> Element:
    """A button. What doesn't fit is cut from its label, never from its value."""
    element: Element = {"type": "button", "text": plain(label, limits.BUTTON_TEXT), "action_id": action}
    if value is not None:
        element["value"] = value
    if url is not None:
        element["url"] = url
    return element | ({"style": style} if style else {})


def source_button(exchange: str | None, number: int, label: str = "Show in source") -> Element | None:
    """Opens the source of that number; None where nothing keeps it."""
    pressed = Pressed(exchange, number).packed() if exchange else None
    return button(label, numbered(ids.SOURCE, number), pressed) if pressed else None


def slides_button(exchange: str | None, number: int, label: str = "Copy for slides") -> Element | None:
    """Opens the figure of that number, ready to paste; None where nothing keeps it."""
    pressed = Pressed(exchange, number).packed() if exchange else None
    return button(label, numbered(ids.SLIDES, number), pressed) if pressed else None


def ask_buttons(questions: Iterable[str]) -> list[Element]:
    """Each asks the question that it carries; one that is too long to be carried has no button."""
    safely = [text.line(question) for question in questions]
    fitting = [each for each in dict.fromkeys(safely) if each and limits.length(each) <= limits.BUTTON_VALUE]
    return [button(each, numbered(ids.ASK, at), each) for at, each in enumerate(fitting[: limits.ACTIONS], 1)]


def open_button(url: str | None, label: str = "Open the original") -> Element | None:
    """Leads to an address of the web; None where it is none."""
    address = text.web(url)
    return button(label, ids.OPEN_LINK, url=address) if address else None


class Numbers(NamedTuple):
    """Numbers shown as ``[1]``, in a row where several follow each other."""

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """``[1]``, ``[1]–[4]`` or ``[1] [3]``."""
        return " ".join(self._runs())

    def _runs(self) -> Iterator[str]:
        ordered = sorted(set(self.numbers))
        start = 0
        for at, number in enumerate(ordered):
            if at + 1 < len(ordered) and ordered[at + 1] == number + 1:
                continue
            run = ordered[start : at + 1]
            yield f"[{run[0]}]–[{run[-1]}]" if len(run) > 2 else " ".join(f"[{each}]" for each in run)
            start = at + 1


def count(number: int, noun: str) -> str:
    """``1 document``, ``2 documents``"""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def said(part: str, limit: int = limits.PHRASE) -> str:
    """A phrase that comes from a report or a person, on one line, as safe mrkdwn."""
    return text.mrkdwn(limits.cut(text.line(part), limit))
