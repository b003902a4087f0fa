"""Sources: their numbers, where they stand, the card of one with what stands around it, and figures to paste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.replies import SlideReply, SourceReply
from bot.teams import ids, limits, text
from bot.teams.cards.parts import (
    Element,
    Sheet,
    copied,
    open_button,
    paragraph,
    press,
    quoted,
    run,
    small,
    table,
    title,
    words,
)
from bot.teams.ids import Pressed
from bot.terminal_statistics import base_of, figure
from knowledge.records import Citation

AROUND = 1_800  # units shown before the quote, and as many after it
WHOLE_QUOTE = 6_000
SOURCES = 6  # with a line and a button of their own
OLD = "A newer version of this document has been read since. This is what it said when the answer was given."


class Proof:
    """The sources of one reply, by their numbers, and which of them were named so far."""

    def __init__(self, citations: Sequence[Citation], exchange: str | None) -> None:
        self._citations = list(citations)
        self._exchange = exchange
        self.cited: dict[int, Citation] = {}

    def mark(self, citations: Iterable[Citation]) -> str:
        """``[1][3]``, as Teams makes chips of."""
        numbers = sorted({self._citations.index(each) + 1 for each in citations if each in self._citations})
        self.cited |= {number: self._citations[number - 1] for number in numbers}
        return "".join(f"[{number}]" for number in numbers)

    def sources(self, most: int = SOURCES) -> Sheet:
        """Where those stand that were named, quotes of one place in one line, and a button that shows the first."""
        sheet = Sheet()
        places: dict[tuple[str, int, str], list[int]] = {}
        for number, citation in sorted(self.cited.items()):
            heading = citation.headings[-1] if citation.headings else ""
            places.setdefault((citation.revision_id, citation.page or 0, heading), []).append(number)
        shown, more = limits.few(list(places.values()), most)
        sheet.add(*(_line(numbers, self.cited[numbers[0]]) for numbers in shown))
        sheet.add(small(f"and {more} more, behind their numbers" if more else ""))
        if self._exchange and self.cited:
            label = "Show in source" if len(self.cited) == 1 else "Show the sources"
            sheet.offer(press(label, Pressed(ids.SOURCE, self._exchange, min(self.cited))))
        return sheet


def slides_button(exchange: str, number: int) -> Element:
    """Shows the figure of that number, ready to paste."""
    return press("Copy for slides", Pressed(ids.SLIDES, exchange, number))


def _line(numbers: Sequence[int], citation: Citation) -> Element:
    """``[1][2] Cats at work, page 3, under “Owners”``"""
    page = f", page {citation.page}" if citation.page else ""
    marks = "".join(f"[{number}]" for number in numbers)
    name = limits.cut(text.line(citation.title), limits.PHRASE)
    behind = f"{page}{_under(citation)}"
    runs = [run(f"{marks} ", subtle=True, size="Small"), run(name, url=citation.link, size="Small")]
    runs += [run(behind, subtle=True, size="Small")] if behind else []
    return paragraph(*runs, spacing="Small")


def _under(citation: Citation) -> str:
    heading = citation.headings[-1] if citation.headings else ""
    return f", under “{limits.cut(text.line(heading), 100)}”" if heading and heading != citation.title else ""


def place_of(citation: Citation) -> str:
    """Title and page, as one line of plain words."""
    page = f", page {citation.page}" if citation.page else ""
    return f"{text.line(citation.title)}{page}"


# -- one source, with what stands around it ----------------------------------------------------------------------------


def source(reply: SourceReply) -> Sheet:
    """Where a quote stands, the quote between what comes before and after it, and ways to go on."""
    citation = reply.citation
    sheet = Sheet()
    of = f"Source {reply.number} of {reply.total}" if reply.total > 1 else "Source"
    sheet.add(
        small(of),
        paragraph(run(limits.cut(text.line(citation.title), 300), bold=True, url=citation.link)),
        small(" · ".join(_where(citation))),
        small(f"⚠️ {OLD}" if reply.superseded else ""),
    )
    before, after = _end_of(reply.before), limits.cut(reply.after.strip(), AROUND) if reply.after.strip() else ""
    sheet.add(words(before) if before else None)
    sheet.add(quoted(limits.cut(citation.quote, WHOLE_QUOTE)))
    sheet.add(words(after) if after else None)
    sheet.say(f"“{text.markdown(limits.cut(citation.quote, limits.QUOTE))}” {text.markdown(place_of(citation))}")
    sheet.offer(
        _turn(ids.SOURCE, reply.exchange, reply.number - 1, reply.total, "← Previous"),
        _turn(ids.SOURCE, reply.exchange, reply.number + 1, reply.total, "Next →"),
        open_button(citation.link),
        press("Back to the answer", Pressed(ids.BACK, reply.exchange)),
    )
    return sheet


def _where(citation: Citation) -> list[str]:
    headings = [heading for heading in citation.headings if heading != citation.title]
    page = [f"Page {citation.page}"] if citation.page else []
    return [*page, *([" › ".join(headings)] if headings else []), citation.document]


def _end_of(before: str) -> str:
    """The end of what comes before, which is what stands next to the quote."""
    stripped = before.strip()
    stretch, _ = limits.excerpt(stripped, (len(stripped), len(stripped)), AROUND) if stripped else ("", None)
    return stretch


def _turn(verb: str, exchange: str, number: int, total: int, label: str) -> Element | None:
    return press(label, Pressed(verb, exchange, number)) if 1 <= number <= total else None


# -- a figure, ready for a slide ---------------------------------------------------------------------------------------


def slide(reply: SlideReply) -> Sheet:
    """A figure: what to paste, what it is of, and its numbers for a spreadsheet."""
    sheet = Sheet()
    statistic = reply.statistic
    base = base_of(statistic).removeprefix("base: ")
    facts = {
        "Figure": figure(statistic),
        "Of": base[:1].upper() + base[1:],
        "Measure": statistic.measure,
        "Period": statistic.period or "not stated",
        "Said by": statistic.attribution or "not stated",
    }
    sheet.add(
        title(reply.headline),
        small("Figure and footnote, to copy"),
        copied(limits.cut(f"{reply.headline}\n{reply.footnote}", 3_000)),
        table((), [((name, value), False) for name, value in facts.items()], (1, 3)),
        small("For a spreadsheet (CSV)"),
        copied(limits.cut(reply.csv.strip(), 4_000)),
    )
    sheet.say(f"{text.bold(reply.headline)}", text.markdown(reply.footnote))
    sheet.offer(
        _turn(ids.SLIDES, reply.exchange, reply.number - 1, reply.total, "← Previous"),
        _turn(ids.SLIDES, reply.exchange, reply.number + 1, reply.total, "Next →"),
        press("Back to the answer", Pressed(ids.BACK, reply.exchange)),
    )
    return sheet
