"""Look-ups on a terminal: each figure as written, what it is of, and its quote; a question's options together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from bot.plain import plain
from bot.replies import (
    StatisticsReply,
    TopicsReply,
)
from knowledge.arithmetic import Calculated, NotComparable, Operation
from knowledge.comparing import Comparison, Row
from knowledge.distributions import Distribution, citation_of
from knowledge.records import Citation, Statistic

if TYPE_CHECKING:
    from knowledge.lookup import Found, Lookup

Source = Callable[[int, Citation], Text]  # how a citation of that number is shown
Indented = tuple[int, Text]  # a line, and by how much

FURTHER = 3  # statistics that are shown beside the best and its question
TOPICS = 8  # of each document
DOCUMENTS = 12


def lookup_lines(reply: StatisticsReply, source: Source) -> Iterator[Indented]:
    """What there is, best first, or that nothing fits and what is nearest."""
    lookup = reply.lookup
    if not lookup.found:
        yield from _nothing(lookup, source)
        return
    numbered = _Numbered(source)
    if not reply.comparison:
        yield from _best(lookup, numbered)
    else:
        yield from _compared(reply.comparison, numbered)
    if reply.calculated:
        yield 0, Text()
        yield from _calculation(reply, reply.calculated, numbered)
    if not (reply.comparison or reply.calculated):
        yield from _further(lookup, numbered)
        yield from ((0, Text(plain(note), "dim")) for note in lookup.notes)


def topic_lines(reply: TopicsReply) -> Iterator[Indented]:
    """Documents with what they have statistics of."""
    if not reply.statistics:
        yield 0, Text("The library has no statistics yet: footnote ingest reads documents that state some.")
        return
    for revision, topics in reply.topics[:DOCUMENTS]:
        yield 0, Text.assemble((plain(revision.title), "bold"), (f" · {plain(revision.document.name)}", "dim"))
        for topic in topics[:TOPICS]:
            yield 2, Text.assemble(f"{topic.total:>4}  ", plain(topic.name), (_kind(topic.kind), "dim"))
        if len(topics) > TOPICS:
            yield 2, Text(f"      and {len(topics) - TOPICS} more", "dim")
    if len(reply.topics) > DOCUMENTS:
        yield 0, Text(f"and {len(reply.topics) - DOCUMENTS} more documents: --doc NAME shows one.", "dim")
    yield 0, Text(f"{reply.statistics:,} statistics. Look one up with footnote stat and some of its words.", "dim")


def figure(statistic: Statistic) -> str:
    """The figure as written, with its qualifier where that isn't in it, and the scale that its table states."""
    written, qualifier = statistic.as_written, statistic.qualifier or ""
    said = written if qualifier.casefold() in written.casefold() else f"{qualifier} {written}"
    return plain(f"{said} ({statistic.scale})" if statistic.scale else said)


def described(statistic: Statistic) -> str:
    """Option, measure, base, period and who says so; a base that the document doesn't state is said to be missing."""
    parts = (statistic.option, statistic.measure, base_of(statistic), statistic.period, statistic.attribution)
    return plain(" · ".join(dict.fromkeys(part for part in parts if part)))


def base_of(statistic: Statistic) -> str:
    """``base: firms (n = 500)``, or that it is not stated."""
    base = f"base: {statistic.base}" if statistic.base else "base not stated"
    return f"{base} (n = {statistic.base_size:,})" if statistic.base_size else base


class _Numbered:
    """Citations by number, in order of appearance."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: list[Citation] = []
        self._shown = 0

    def mark(self, citation: Citation) -> str:
        """``[2]``"""
        if citation not in self._known:
            self._known.append(citation)
        return f"[{self._known.index(citation) + 1}]"

    def sources(self, indent: int) -> Iterator[Indented]:
        """Quote and source of each citation that was marked since the last time, once."""
        for number, citation in enumerate(self._known[self._shown :], self._shown + 1):
            yield indent, Text(f"“{plain(citation.quote)}”")
            yield indent, self._source(number, citation)
        self._shown = len(self._known)


def _best(lookup: Lookup, numbered: _Numbered) -> Iterator[Indented]:
    if lookup.distribution is None:
        yield from _whole(lookup.found[0], numbered)
        return
    if lookup.asked:
        asked = next(found for found in lookup.options if found.statistic.id == lookup.asked)
        yield from _whole(asked, numbered)
        yield 0, Text()
    yield from _options(lookup.distribution, lookup.options, lookup.asked, numbered)


def _whole(found: Found, numbered: _Numbered, indent: int = 0) -> Iterator[Indented]:
    mark = (f" {numbered.mark(found.citation)}", "cyan")
    yield indent, Text.assemble((figure(found.statistic), "bold"), f"  {described(found.statistic)}", mark)
    yield from numbered.sources(indent + 2)


def _options(
    distribution: Distribution, options: Sequence[Found], asked: str | None, numbered: _Numbered
) -> Iterator[Indented]:
    yield 0, Text.assemble((plain(distribution.question), "bold"), (_choice(distribution), "dim"))
    said = _said_once(distribution.options)
    yield from ((0, Text(line, "dim")) for line in said)
    width = max(len(figure(found.statistic)) for found in options)
    for found in options:
        option, mine = found.statistic, found.statistic.id == asked
        line = f"{'▸' if mine else ' '} {figure(option):<{width}}  {plain(option.option or option.measure)}"
        own = "" if said or asked else f" · {plain(base_of(option))}"
        yield (
            0,
            Text.assemble((line, "bold" if mine else ""), (own, "dim"), (f" {numbered.mark(found.citation)}", "cyan")),
        )
    if distribution.total is not None:
        gap = f", {_number(distribution.gap)} % not stated" if distribution.gap else ""
        yield 2, Text(f"adds up to {_number(distribution.total)} %{gap}", "dim")
    yield from numbered.sources(4)


def _said_once(options: Sequence[Statistic]) -> list[str]:
    """What holds for all options alike: base, period and who says so."""
    told = {" · ".join(part for part in (base_of(o), o.period, o.attribution) if part) for o in options}
    return [plain(told.pop())] if len(told) == 1 else []


def _choice(distribution: Distribution) -> str:
    return {"single": "  one answer", "multiple": "  several answers possible", None: ""}[distribution.choice]


def _further(lookup: Lookup, numbered: _Numbered) -> Iterator[Indented]:
    shown = {lookup.found[0].statistic.id, *(option.statistic.id for option in lookup.options)}
    further = [found for found in lookup.found if found.statistic.id not in shown]
    if further:
        yield 0, Text()
        yield 0, Text("Also:", "dim")
    for found in further[:FURTHER]:
        yield from _whole(found, numbered, 2)


def _compared(comparison: Comparison, numbered: _Numbered) -> Iterator[Indented]:
    rows = comparison.rows
    when, width = (max(map(len, column), default=0) for column in (_when(rows), [figure(r.statistic) for r in rows]))
    yield 0, Text(plain(rows[0].statistic.option or rows[0].statistic.measure), "bold")
    for row in rows:
        base = plain(base_of(row.statistic))
        line = f"{plain(row.when):<{when}}  {figure(row.statistic):<{width}}  {base} · {plain(row.revision.title)}"
        yield 2, Text.assemble(line, (f" {numbered.mark(citation_of(row.statistic, row.revision))}", "cyan"))
    yield from ((2, Text(remark, "dim")) for remark in comparison.remarks)
    yield 0, Text()
    yield from numbered.sources(2)


def _when(rows: Sequence[Row]) -> Iterable[str]:
    return (plain(row.when) for row in rows)


def _calculation(
    reply: StatisticsReply, calculated: Calculated | NotComparable, numbered: _Numbered
) -> Iterator[Indented]:
    if isinstance(calculated, NotComparable):
        yield 0, Text.assemble(("Not calculated: ", "yellow"), f"{plain(calculated.reason)}.")
        return
    sign = {Operation.SUM: " + ", Operation.DIFFERENCE: " − ", Operation.RATIO: " ÷ "}[calculated.operation]
    cited = {found.statistic.id: found.citation for found in (*reply.lookup.found, *reply.lookup.options)}
    if reply.comparison:
        cited |= {row.statistic.id: citation_of(row.statistic, row.revision) for row in reply.comparison.rows}
    inputs = (f"{figure(each)} ({_named(each)}) {numbered.mark(cited[each.id])}" for each in calculated.inputs)
    yield 0, Text.assemble((amount(calculated), "bold"), (f"  {calculated.label}", "yellow"), f": {sign.join(inputs)}")
    yield 2, Text(base_of(calculated.inputs[0]), "dim")


def _named(statistic: Statistic) -> str:
    return plain(statistic.option or statistic.period or statistic.measure)


def amount(calculated: Calculated) -> str:
    """The calculated value with its unit."""
    number = _number(calculated.value)
    match calculated.unit:
        case "percent":
            return f"{number}%"
        case "count":
            return number
        case "currency":
            return " ".join(part for part in (calculated.currency, number, calculated.scale) if part)
        case unit:
            return f"{number} {unit}"


def _number(value: object) -> str:
    return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"


def _kind(kind: str) -> str:
    return {"question": "", "table": " (table)", "heading": "", "measure": ""}[kind]


def _nothing(lookup: Lookup, source: Source) -> Iterator[Indented]:
    what_next = "footnote stat alone lists what there is"
    yield 0, Text(f"No statistic fits “{plain(lookup.query)}”; {what_next}.", "yellow")
    if lookup.nearest:
        yield 0, Text()
        yield 0, Text("Nearest to it there is:")
    numbered = _Numbered(source)
    for found in lookup.nearest:
        yield from _whole(found, numbered, 2)
