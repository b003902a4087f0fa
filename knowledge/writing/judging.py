"""One sentence against the sources that it cites: every check there is, in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from knowledge.words import content_words, stem
from knowledge.writing import binding, coverage, relations, telling, timing
from knowledge.writing.backing import Backing
from knowledge.writing.bound import AGAINST, Bound, check_once, is_main, is_small, pair
from knowledge.writing.cleaning import Draft
from knowledge.writing.coverage import Likeness
from knowledge.writing.evidence import Evidence, Source
from knowledge.writing.facts import Fact
from knowledge.writing.failing import Failure, Unsupported
from knowledge.writing.filling import SLOT, Prose, fill
from knowledge.writing.groups import check_group
from knowledge.writing.parts import Part, Stated, masked, parts_of, stated_in, without
from knowledge.writing.periods import check_dates
from knowledge.writing.saying import SAYER, check_attribution
from knowledge.writing.unslotted import (
    check_numbers,
    counted_alike,
    quantified_alike,
    ratio_holds,
    stands_in_words,
    without_repeats,
)


class Judge:
    """Holds what a sentence may rest on, and judges sentence by sentence. Holds no state but that."""

    def __init__(self, evidence: Evidence, facts: Sequence[Fact], likeness: Likeness, question: str = "") -> None:
        self._asked = frozenset(stem(word) for word in content_words(question))
        self._sources = evidence.sources
        self._facts = tuple(facts)
        self._slots = {fact.slot: fact for fact in facts if fact.slot}
        self._likeness = likeness
        self._backings: dict[tuple[int, ...], Backing] = {}

    def supported(self, draft: Draft, cited: Sequence[Source]) -> tuple[str, Sequence[Source], tuple[int, int] | None]:
        """The sentence with its figures, the sources that support it, and where its first figure stands.

        Raises Unsupported.
        """
        if draft.foreign:
            raise Unsupported(Failure.FOREIGN, draft.foreign)
        if not cited:
            raise Unsupported(Failure.UNCITED, "there is no such source" if draft.cited else "no source is cited")
        numbers = {source.number for source in cited}
        for name in SLOT.findall(draft.text):
            if name in self._slots and self._slots[name].source not in numbers:
                raise Unsupported(Failure.UNCITED, f"{name} stands in another source than those that are cited")
        prose = fill(draft.text, self._slots)
        used = self._check(prose, self._backing(numbers))
        first = prose.filled[0] if prose.filled else None
        kept = [source for source in cited if source.number in used]
        return prose.text, kept, (first.start, first.end) if first else None

    def _backing(self, numbers: set[int]) -> Backing:
        key = tuple(sorted(numbers))
        if key not in self._backings:
            self._backings[key] = Backing([s for s in self._sources if s.number in numbers], self._facts)
        return self._backings[key]

    def _check(self, prose: Prose, home: Backing) -> set[int]:
        """The numbers of the sources that were needed."""
        if not content_words(prose.text):
            raise Unsupported(Failure.WORDS, "it says nothing")
        stated, years = stated_in(prose)
        stated = without_repeats(prose.text, stated)
        text = masked(prose)
        check_dates(text, years, home, bare=not stated)
        check_numbers(text, stated, home)
        if names := coverage.names_not_in(prose.text, home):
            raise Unsupported(Failure.WORDS, f"{', '.join(names)}: not in what is cited")
        bound = self._bound(prose, stated, home)
        self._check_figures(bound, prose)
        self._check_parts(bound, prose, home)
        facts = [fact for each in bound for fact in each.facts]
        telling.check_whole(without(text, stated), facts, home)
        used = {fact.source for fact in facts}
        needed = used | {source.number for source in home.sources if self._adds(source, prose, used)}
        if not needed:
            raise Unsupported(Failure.UNCITED, "what is cited says nothing of the kind")
        return needed

    # -- which figures -----------------------------------------------------------------------------------------------
    def _bound(self, prose: Prose, stated: Sequence[Stated], home: Backing) -> list[Bound]:
        """The parts of the sentence with their figures. Raises Unsupported where one isn't there, or is of another."""
        bound: list[Bound] = []
        for part in parts_of(prose.text, stated):
            placed = list(self._placed(part, stated, prose, home))
            free = not any(each.fact for each, _ in placed)
            goes_on = bound and free and not AGAINST.match(part.text)
            years = frozenset().union(*(timing.years_of(each, prose.text, stated) for each in part.stated))
            rivals = [fact for fact in home.facts if not any(binding.may_be(each, fact) for each in part.stated)]
            rivals = [fact for fact in rivals if not (years and fact.years) or years & fact.years]
            main = [fact for each, fact in placed if is_main(each)]
            before = bound[-1].part.bare if goes_on else ""
            binding.check_bound(SAYER.sub("", part.bare), before, main, rivals)
            bound.append(Bound(part, placed))
        check_once(bound)
        return bound

    def _placed(
        self, part: Part, stated: Sequence[Stated], prose: Prose, home: Backing
    ) -> Sequence[tuple[Stated, Fact]]:
        placed: list[tuple[Stated, Fact]] = []
        for each in part.stated:
            if each.is_quantifier and quantified_alike(each, prose.text, home):
                continue
            possible = binding.candidates(each, home.facts)
            if each.fact is None and is_small(each):
                possible = [fact for fact in possible if counted_alike(each, prose.text, fact.around)]
            if possible:
                placed.append((each, self._best(part, each, possible, stated, prose)))
            elif not stands_in_words(each, prose.text, home) and not ratio_holds(each, stated):
                raise Unsupported(Failure.FIGURE, f"“{each.written}”")
        return placed

    def _best(self, part: Part, each: Stated, possible: Sequence[Fact], stated: Sequence[Stated], prose: Prose) -> Fact:
        """The one of the possible figures that nothing speaks against; raises what speaks against the likeliest."""
        years = timing.years_of(each, prose.text, stated)
        years -= {int(found[1]) for found in timing.BASELINE.finditer(prose.text)}
        words = {stem(word) for word in content_words(part.bare)}
        problem: Unsupported | None = None
        for fact in sorted(possible, key=lambda fact: -len(words & fact.own)):
            try:
                if (each.fact or not is_small(each)) and not fact.is_points:
                    timing.check_years(fact, years, part)
                check_group(part, each, fact, self._backing({fact.source}), prose.text, self._asked)
            except Unsupported as error:
                problem = problem or error
            else:
                return fact
        assert problem is not None  # noqa: S101 - there is at least one that is possible
        raise problem

    # -- what is said of them ----------------------------------------------------------------------------------------
    def _check_figures(self, bound: Sequence[Bound], prose: Prose) -> None:
        for own in bound:
            for each, fact in own.placed:
                if each.fact:
                    relations.check_rank(own.part, each, fact)
                    relations.check_counted(own.part, fact)
                    relations.check_not_of_another(own.part, each, fact, self._facts)
        placed = [each for own in bound for each in own.placed]
        timing.check_last_year(placed, prose.text)
        for each, fact in placed:
            if not timing.years_of(each, prose.text, [one for one, _ in placed]):
                timing.check_newest(fact, self._facts, prose.text, [told for _, told in placed])
            relations.check_kind(prose.text[: each.start], fact)
        for (one, first), (other, second) in pairwise(placed):
            if is_main(one) and is_main(other):
                relations.check_pair(prose.text[one.end : other.start], prose.text[: one.start], first, second)

    def _check_parts(self, bound: Sequence[Bound], prose: Prose, home: Backing) -> None:
        used = {fact.source for each in bound for fact in each.facts}
        spare = self._backing({source.number for source in home.sources} - used)
        for at, each in enumerate(bound):
            own = self._backing({fact.source for fact in each.facts}) if each.facts else home
            check_attribution(each.part.text, prose.text, each.facts, own)
            others = [source for source in self._sources if source not in own.sources]
            elsewhere = frozenset().union(*(self._backing({source.number}).told for source in others))
            told = telling.Told(own, spare, elsewhere, self._asked, self._facts)
            telling.check_words(each, told, self._likeness)
            telling.check_time(each, [fact for other in bound if other is not each for fact in other.main], own)
            telling.check_sense(each, pair(bound, at), told)

    def _adds(self, source: Source, prose: Prose, used: set[int]) -> bool:
        """Whether a cited source has words of the sentence that the needed ones don't have."""
        plain = [word for word in content_words(prose.text) if not word[0].isdigit()]
        words = [word for word in plain if not coverage.is_glue(word)] or plain
        known = [word for word in words if coverage.is_known(word, self._backing({source.number}).told)]
        if not used:
            return bool(words) and 3 * len(known) >= len(words)
        others = self._backing(used).told
        return any(not coverage.is_known(word, others) for word in known)
