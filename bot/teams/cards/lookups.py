"""Look-ups: a figure with its base, a question with all its options, comparisons, and what was calculated."""

from __future__ import annotations

from collections.abc import Sequence

from bot.proof import shown_figures, statistics_of
from bot.replies import StatisticsReply
from bot.teams import ids, limits, text
from bot.teams.cards import charting, figures
from bot.teams.cards.answers import person_button
from bot.teams.cards.parts import How, Sheet, divided, press, quoted, said, small, table, title, words
from bot.teams.cards.proofs import Proof, slides_button
from bot.teams.ids import Pressed
from bot.terminal_statistics import amount, base_of, figure
from knowledge.arithmetic import Calculated, NotComparable, Operation
from knowledge.comparing import Comparison
from knowledge.distributions import Distribution, citation_of
from knowledge.lookup import Found
from knowledge.records import Statistic

OPTIONS, ALL_OPTIONS = 12, 40  # of a question, folded and not
FURTHER, ALL_FURTHER = 2, 6  # figures beside the best and its question


class LookUp:
    """One look-up on its way to a message."""

    def __init__(self, reply: StatisticsReply, how: How, proof: Proof) -> None:
        self._reply, self._how, self._proof = reply, how, proof
        self._figures = [each.id for each in statistics_of(reply)]
        self._cited = {found.statistic.id: found.citation for found in shown_figures(reply)}
        self._folds = False
        self.sheet = Sheet()

    def shown(self) -> Sheet:
        """What there is, best first; or that nothing fits, and what is nearest."""
        lookup, sheet = self._reply.lookup, self.sheet
        if not lookup.found:
            self._nothing()
        elif self._reply.comparison:
            self._compared(self._reply.comparison)
        elif lookup.distribution:
            self._distribution(lookup.distribution)
        else:
            self._one(lookup.found[0])
        if self._reply.calculated:
            self._calculated(self._reply.calculated)
        if lookup.found and not self._reply.comparison and not self._reply.calculated:
            self._further()
        sheet.add(small(*lookup.notes))
        sheet.say(*(f"_{said(note, 500)}_" for note in lookup.notes))
        sheet.take(self._proof.sources(limits.ACTIONS if self._how.folded else limits.CITATIONS))
        self._fold()
        if not lookup.found:
            sheet.offer(person_button(self._reply.exchange, self._how))
        return sheet

    # -- kinds of look-ups --------------------------------------------------------------------------------------------
    def _one(self, found: Found, *, spoken: bool = True) -> None:
        """A figure and its quote."""
        statistic, citation = found.statistic, found.citation
        mark = self._proof.mark([citation])
        at = statistic.at - statistic.start
        bold = (at, at + len(statistic.as_written)) if citation.quote == statistic.quote else None
        shown, bold = limits.excerpt(citation.quote, bold, limits.QUOTE)
        self.sheet.add(figures.shown(statistic, mark), small(figures.of_whom(statistic)), quoted(shown, bold))
        self._offer_slides(statistic)
        if spoken:
            self.sheet.say(
                figures.line(statistic, mark),
                text.markdown(figures.of_whom(statistic)),
                f"“{text.markdown(shown)}” {mark}",
            )

    def _distribution(self, whole: Distribution) -> None:
        """The option that was asked for, and the question with all of its options."""
        reply, sheet = self._reply, self.sheet
        options, asked = reply.lookup.options, reply.lookup.asked
        largest = max(options, key=lambda found: found.statistic.value)
        first = next((found for found in options if found.statistic.id == asked), largest)
        common = "" if charting.bases(reply) else figures.of_whom(largest.statistic, measure=False)
        lead = "" if asked else "Most: "
        sheet.say(text.bold(limits.cut(whole.question, 300)))
        sheet.say(f"{lead}{figures.line(first.statistic, self._proof.mark([first.citation]))}")
        sheet.say(text.markdown(common) if common else "")
        sheet.add(title(whole.question), small(common), charting.chart(reply))
        self._options()
        sheet.add(small(*(each for each in (_sums(whole), charting.left_out(reply)) if each)))
        self._offer_slides(first.statistic)

    def _options(self) -> None:
        options, asked = self._reply.lookup.options, self._reply.lookup.asked
        shown = _most(options, asked, OPTIONS if self._how.folded else ALL_OPTIONS)
        own = charting.bases(self._reply)
        rows = [(self._row(found, own, asked), found.statistic.id == asked) for found in shown]
        titles = ("Answer", "Figure", *(("Base",) if own else ()), "Source")
        self.sheet.add(table(titles, rows, (5, 3, *((3,) if own else ()), 2)))
        if left := len(options) - len(shown):
            self._folds = self._how.folded
            self.sheet.add(small(f"and {left} more, smaller or later in the table"))

    def _row(self, found: Found, own: bool, asked: str | None) -> tuple[str, ...]:
        option = found.statistic
        label = (charting.ASKED if option.id == asked else "") + figures.of_what(option)
        base = (option.base or "not stated",) if own else ()
        return (label, figure(option), *base, self._proof.mark([found.citation]))

    def _further(self) -> None:
        lookup = self._reply.lookup
        shown = {lookup.found[0].statistic.id, *(option.statistic.id for option in lookup.options)}
        further = [found for found in lookup.found if found.statistic.id not in shown]
        most = 0 if lookup.distribution else FURTHER  # a whole question is enough at first
        self._folds = self._folds or (self._how.folded and len(further) > most)
        few, _ = limits.few(further, most if self._how.folded else ALL_FURTHER)
        if few:
            self.sheet.add(divided(words("Also stated", subtle=True)))
        for found in few:
            mark = self._proof.mark([found.citation])
            self.sheet.add(figures.shown(found.statistic, mark), small(figures.of_whom(found.statistic)))

    def _compared(self, comparison: Comparison) -> None:
        """One measure side by side: years, populations, documents."""
        best = comparison.rows[0].statistic
        rows = []
        for row in comparison.rows:
            mark = self._proof.mark([citation_of(row.statistic, row.revision)])
            base = row.statistic.base or "not stated"
            rows.append(((row.when, figure(row.statistic), base, row.revision.title, mark), False))
            self.sheet.say(
                f"{said(row.when)}: {text.bold(figure(row.statistic))} {said(base_of(row.statistic))} {mark}"
            )
        self.sheet.add(title(figures.of_what(best)), charting.chart(self._reply))
        self.sheet.add(table(("When", "Figure", "Base", "Report", "Source"), rows, (2, 2, 3, 3, 2)))
        self.sheet.add(small(*comparison.remarks))

    def _calculated(self, calculated: Calculated | NotComparable) -> None:
        if isinstance(calculated, NotComparable):
            line = f"⚠️ Not calculated: {text.line(calculated.reason)}."
            self.sheet.add(words(line))
            self.sheet.say(text.markdown(line))
            return
        sign = {Operation.SUM: " + ", Operation.DIFFERENCE: " − ", Operation.RATIO: " ÷ "}[calculated.operation]
        inputs = [f"{figure(each)} ({text.line(_named(each))})" for each in calculated.inputs[:10]]
        line = f"{calculated.label}: {sign.join(inputs)}"
        self.sheet.add(divided(words(amount(calculated), bold=True, size="Large")), words(line))
        self.sheet.add(small(base_of(calculated.inputs[0])))
        self.sheet.say(f"{text.bold(amount(calculated))} {text.markdown(line)}")

    def _nothing(self) -> None:
        lookup = self._reply.lookup
        self.sheet.say(text.markdown(f"No figure fits “{limits.cut(lookup.query, 200)}”."))
        if lookup.nearest:
            self.sheet.say("Nearest to it there is:")
        for found in lookup.nearest[:3]:
            self._one(found, spoken=False)
            self.sheet.say(figures.line(found.statistic, self._proof.mark([found.citation])))

    # -- buttons ------------------------------------------------------------------------------------------------------
    def _offer_slides(self, statistic: Statistic) -> None:
        """Once: the others are a page further."""
        offered = any(each["verb"] == ids.SLIDES for each in self.sheet.actions)
        if self._reply.exchange and statistic.id in self._figures and not offered:
            self.sheet.offer(slides_button(self._reply.exchange, self._figures.index(statistic.id) + 1))

    def _fold(self) -> None:
        exchange = self._reply.exchange
        if exchange and self._how.folded and self._folds:
            self.sheet.offer(press("Show more", Pressed(ids.MORE, exchange)))
        elif exchange and not self._how.folded:
            self.sheet.offer(press("Show less", Pressed(ids.BACK, exchange)))


def _named(statistic: Statistic) -> str:
    return limits.cut(statistic.option or statistic.period or statistic.measure, 80)


def _most(options: Sequence[Found], asked: str | None, most: int) -> list[Found]:
    """The largest and the one that was asked for, in the document's order."""
    by_size = sorted(
        range(len(options)), key=lambda at: (options[at].statistic.id != asked, -options[at].statistic.value)
    )
    return [options[at] for at in sorted(by_size[:most])]


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
