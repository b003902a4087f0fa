"""Look-ups: a figure with its base, a question with all its options, comparisons, and what was calculated."""

from __future__ import annotations

from collections.abc import Sequence

from bot.proof import citations_of, shown_figures, statistics_of
from bot.replies import StatisticsReply
from bot.slack import limits
from bot.slack.blocks import charting, figures
from bot.slack.blocks.footers import footer
from bot.slack.blocks.parts import How, Sheet, context, paragraph, rich, said, section, slides_button, words
from bot.slack.blocks.proofs import Proof
from bot.slack.text import mrkdwn
from bot.terminal_statistics import amount, base_of, figure
from knowledge.arithmetic import Calculated, NotComparable, Operation
from knowledge.comparing import Comparison
from knowledge.distributions import Distribution, citation_of
from knowledge.lookup import Found
from knowledge.records import Statistic

OPTIONS = 12  # of a question, before the rest is folded away
FURTHER, ALL_FURTHER = 2, 6  # figures beside the best and its question
TABLE_ROOM = 8_000  # units of JSON
SOURCES = 6  # of a question's options


def looked_up(reply: StatisticsReply, how: How) -> Sheet:
    """What there is, best first; or that nothing fits, and what is nearest."""
    sheet = Sheet()
    known = _Known(reply, how)
    if not reply.lookup.found:
        _nothing(reply, sheet, known)
    elif reply.comparison:
        _compared(reply, reply.comparison, sheet, known)
    elif reply.lookup.distribution:
        _distribution(reply, reply.lookup.distribution, sheet, known)
    else:
        known.with_source(reply.lookup.found[0], sheet)
    if reply.calculated:
        _calculation(reply.calculated, sheet, known)
    if reply.lookup.found and not reply.comparison and not reply.calculated:
        _further(reply, sheet, known)
    sheet.add(context(*map(mrkdwn, reply.lookup.notes)), said=map(mrkdwn, reply.lookup.notes))
    sheet.take(footer(reply.exchange, how, folds=sheet.folds, unanswered=not reply.lookup.found))
    return sheet


class _Known:
    """The numbers of what a reply shows."""

    def __init__(self, reply: StatisticsReply, how: How) -> None:
        self.exchange = reply.exchange
        self.folded = how.folded
        self.proof = Proof(citations_of(reply), reply.exchange, how.folded)
        self._figures = [each.id for each in statistics_of(reply)]
        self._cited = {found.statistic.id: found.citation for found in shown_figures(reply)}

    def figure(self, statistic: Statistic) -> int:
        return self._figures.index(statistic.id) + 1 if statistic.id in self._figures else 0

    def mark(self, statistic: Statistic) -> str:
        citation = self._cited.get(statistic.id)
        return str(self.proof.numbers([citation])) if citation else ""

    def slides(self, statistic: Statistic) -> dict[str, object] | None:
        number = self.figure(statistic)
        return slides_button(self.exchange, number) if number else None

    def with_source(self, found: Found, sheet: Sheet) -> None:
        """A figure, its quote and where that stands."""
        statistic, citation = found.statistic, found.citation
        sheet.take(figures.one(statistic, "", self.exchange, self.figure(statistic)))
        self.quoted(found, sheet)
        sheet.folds = sheet.folds or self.proof.cuts(citation.quote)

    def quoted(self, found: Found, sheet: Sheet) -> None:
        statistic, citation = found.statistic, found.citation
        at = statistic.at - statistic.start
        bold = (at, at + len(statistic.as_written)) if citation.quote == statistic.quote else None
        line = f"“{mrkdwn(limits.cut(citation.quote, 900))}” {self.proof.numbers([citation])}"
        sheet.add(rich(self.proof.quote(citation, bold)), said=line)
        sheet.take(self.proof.sources([citation]))


def _distribution(reply: StatisticsReply, whole: Distribution, sheet: Sheet, known: _Known) -> None:
    """The option that was asked for, and the question with all of its options."""
    asked = next((found for found in reply.lookup.options if found.statistic.id == reply.lookup.asked), None)
    largest = max(reply.lookup.options, key=lambda found: found.statistic.value)
    if asked:
        known.with_source(asked, sheet)
    common = "" if charting.bases(reply) else figures.of_whom(largest.statistic, measure=False)
    title = f"*{said(whole.question, 300)}*"
    lead = "\n".join(part for part in (title, common) if part)
    sheet.add(
        section(lead, None if asked else known.slides(largest.statistic)),
        charting.chart(reply),
        said=[said(whole.question, 300), *([common] if common else [])],
    )
    _options(reply, sheet, known)
    remarks = [each for each in (_sums(whole), charting.left_out(reply)) if each]
    sheet.add(context(*remarks), said=remarks)
    if not asked:
        _sources(reply.lookup.options, sheet, known)


def _options(reply: StatisticsReply, sheet: Sheet, known: _Known) -> None:
    options, asked = reply.lookup.options, reply.lookup.asked
    shown = _most(options, asked) if known.folded else options
    own = charting.bases(reply)
    rows = [
        (_row(found.statistic, own, known, found.statistic.id == asked), found.statistic.id == asked) for found in shown
    ]
    titles = ("Answer", "Figure", *(("Base",) if own else ()), "Source")
    made, fitting = charting.table(titles, rows, TABLE_ROOM)
    left = len(options) - fitting
    more = (
        f"and {left} more, smaller or later in the table"
        if left and known.folded
        else f"and {left} more"
        if left
        else ""
    )
    sheet.add(made, context(more), said=[_option_line(found, own, known, asked) for found in options])
    sheet.folds = sheet.folds or len(options) > OPTIONS


def _row(option: Statistic, own: bool, known: _Known, asked: bool) -> tuple[str, ...]:
    label = (charting.ASKED if asked else "") + (option.option or option.measure)
    base = (option.base or "not stated",) if own else ()
    return (label, figure(option), *base, known.mark(option))


def _option_line(found: Found, own: bool, known: _Known, asked: str | None) -> str:
    option = found.statistic
    mark = charting.ASKED if option.id == asked else "• "
    base = f" · {said(base_of(option))}" if own else ""
    return f"{mark}{said(option.option or option.measure)}: {said(figure(option))}{base} {known.mark(option)}".rstrip()


def _most(options: Sequence[Found], asked: str | None) -> list[Found]:
    """The largest and the one that was asked for, in the document's order."""
    by_size = sorted(
        range(len(options)), key=lambda at: (options[at].statistic.id != asked, -options[at].statistic.value)
    )
    return [options[at] for at in sorted(by_size[:OPTIONS])]


def _sums(whole: Distribution) -> str:
    """Whether the options may be added up, and to what."""
    if whole.choice == "multiple":
        return "Several answers were possible: percentages may overlap."
    if whole.total is None:
        return ""
    total = f"{whole.total.normalize():f}"
    gap = f", {whole.gap.normalize():f}% is not stated" if whole.gap else ""
    if whole.choice == "single":
        return f"One answer each: adds up to {total}%{gap}."
    return f"Adds up to {total}%; whether several answers were possible is not stated."


def _sources(options: Sequence[Found], sheet: Sheet, known: _Known) -> None:
    """Where the options stand; unfolded with their quotes."""
    shown, more = limits.few(options, SOURCES if known.folded else 2 * SOURCES)
    if not known.folded:
        quotes = {found.citation: found for found in shown}
        sheet.add(rich(*(known.proof.quote(citation) for citation in quotes)))
    lines = [f"“{mrkdwn(limits.cut(found.citation.quote, 300))}” {known.mark(found.statistic)}" for found in shown]
    sheet.lines += dict.fromkeys(lines)
    sheet.take(known.proof.sources(found.citation for found in shown))
    sheet.folds = True
    if more and not known.folded:
        sheet.add(context(f"and {more} more sources: ask for an option by its name to see where it stands"))


def _further(reply: StatisticsReply, sheet: Sheet, known: _Known) -> None:
    shown = {reply.lookup.found[0].statistic.id, *(option.statistic.id for option in reply.lookup.options)}
    further = [found for found in reply.lookup.found if found.statistic.id not in shown]
    most = 0 if reply.lookup.distribution else FURTHER  # a whole question is enough at first
    sheet.folds = sheet.folds or len(further) > most
    few, _ = limits.few(further, most if known.folded else ALL_FURTHER)
    if not few:
        return
    sheet.add(context("*Also stated*"), said="Also stated:")
    for found in few:
        mark = known.mark(found.statistic)
        sheet.take(figures.one(found.statistic, mark, known.exchange, known.figure(found.statistic)))
        if not known.folded:
            known.quoted(found, sheet)
    sheet.take(known.proof.sources(found.citation for found in few))


def _compared(reply: StatisticsReply, comparison: Comparison, sheet: Sheet, known: _Known) -> None:
    """One measure side by side: years, populations, documents."""
    best = comparison.rows[0].statistic
    title = said(best.option or best.measure, 300)
    sheet.add(section(f"*{title}*"), charting.chart(reply), said=title)
    rows, lines, cited = [], [], []
    for row in comparison.rows:
        citation = citation_of(row.statistic, row.revision)
        mark = str(known.proof.numbers([citation]))
        base = row.statistic.base or "not stated"
        rows.append(((row.when, figure(row.statistic), base, row.revision.title, mark), False))
        cells = (row.when, figure(row.statistic), base_of(row.statistic), row.revision.title)
        lines.append(f"• {' · '.join(said(cell) for cell in cells if cell)} {mark}".rstrip())
        cited += [citation] if mark else []
    made, fitting = charting.table(("When", "Figure", "Base", "Report", "Source"), rows, TABLE_ROOM)
    sheet.add(made, said=lines)
    left = len(rows) - fitting
    remarks = [*map(mrkdwn, comparison.remarks), *([f"and {left} more"] if left else [])]
    sheet.add(context(*remarks), said=remarks)
    sheet.take(known.proof.sources(cited[:SOURCES]))


def _calculation(calculated: Calculated | NotComparable, sheet: Sheet, known: _Known) -> None:
    if isinstance(calculated, NotComparable):
        line = f"Not calculated: {mrkdwn(calculated.reason)}."
        sheet.add(section(f"⚠️ {line}"), said=line)
        return
    sign = {Operation.SUM: " + ", Operation.DIFFERENCE: " − ", Operation.RATIO: " ÷ "}[calculated.operation]
    inputs = [
        f"{said(figure(each))} ({said(each.option or each.period or each.measure, 80)}) {known.mark(each)}".strip()
        for each in calculated.inputs[:10]
    ]
    line = f"*{said(amount(calculated))}*  {calculated.label}: {sign.join(inputs)}"
    base = said(base_of(calculated.inputs[0]))
    sheet.add(section(f"{line}\n{base}"), said=(line, base))


def _nothing(reply: StatisticsReply, sheet: Sheet, known: _Known) -> None:
    line = f"No figure fits “{limits.cut(reply.lookup.query, 200)}”."
    sheet.add(rich(paragraph(words(line))), said=mrkdwn(line))
    if reply.lookup.nearest:
        sheet.add(context("*Nearest to it there is:*"), said="Nearest to it there is:")
    for found in reply.lookup.nearest[:3]:
        known.with_source(found, sheet)
    sheet.folds = False
