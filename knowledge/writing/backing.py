"""What a sentence may lean on: the quotes that it cites, what they stand under, and the figures in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from knowledge.figures import figures
from knowledge.scope import years_in
from knowledge.verification.amounts import Amount, Kind
from knowledge.verification.clauses import sentence_around
from knowledge.verification.quantifiers import quantifiers
from knowledge.verification.wording import known_in
from knowledge.writing.evidence import Source, goes_on
from knowledge.writing.facts import Fact

# "Every one of these companies", which the quantifiers of claims don't know.
_EVERY_ONE = re.compile(r"\b(?:every one|each|every|all)\b", re.IGNORECASE)
_EVERYONE = Amount(Kind.WITHIN, Decimal(100), Decimal(100), Decimal(100), "percent", in_words=True)


class Backing:
    """Some sources together, with all the figures of the evidence to tell theirs from others."""

    def __init__(self, sources: Sequence[Source], facts: Sequence[Fact]) -> None:
        self.sources = tuple(sources)
        numbers = {source.number for source in sources}
        self.facts = tuple(fact for fact in facts if fact.source in numbers)

    @cached_property
    def quotes(self) -> str:
        """The quotes alone."""
        return "\n".join(source.quote for source in self.sources)

    @cached_property
    def plain(self) -> str:
        """The quotes without their figures and qualifiers: the "more" of "more than half" says nothing else."""
        text = self.quotes
        for figure in reversed(figures(text)):
            text = text[: figure.outer_start] + " " + text[figure.end :]
        return text

    @cached_property
    def quantified(self) -> tuple[tuple[Amount, str], ...]:
        """The quantifiers of the quotes, each with the text that follows it."""
        found, text = [], self.quotes
        while each := next(quantifiers(text), None):
            found.append((each.amount, self.quotes[each.end :]))
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
        found += [(_EVERYONE, self.quotes[each.end() :]) for each in _EVERY_ONE.finditer(self.quotes)]
        return tuple(found)

    @cached_property
    def said(self) -> str:
        """The quotes, each with the sentence that it goes on from."""
        return "\n".join(f"{_leading(source)}{source.quote}" for source in self.sources)

    @cached_property
    def labels(self) -> str:
        """What tables and findings files say of the figures."""
        return " ".join(dict.fromkeys(fact.labels for fact in self.facts))

    @cached_property
    def all_words(self) -> str:
        """Everything whose words a sentence may use."""
        under = " ".join(f"{s.context} {s.title} {s.publisher or ''}" for s in self.sources)
        says = " ".join(fact.statistic.attribution or "" for fact in self.facts)
        return f"{self.said}\n{self.labels} {says} {under}"

    @cached_property
    def titles(self) -> str:
        """What their documents are called."""
        return " ".join(source.title for source in self.sources)

    @cached_property
    def known(self) -> frozenset[str]:
        """The stems of these words."""
        return _stems(self.all_words)

    @cached_property
    def told(self) -> frozenset[str]:
        """The stems of the quotes' own words, of the figures' labels, and of what a table's quote stands under."""
        under = " ".join(f"{s.context} {s.title}" for s in self.sources)
        return _stems(f"{self.quotes} {self.labels} {under}")

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that the quotes name, and that their figures are said to be of."""
        named = set(years_in(self.said)) | {int(f.value) for f in figures(self.said) if f.unit == "year"}
        named |= {int(f.upper) for f in figures(self.said) if f.unit == "year" and f.upper is not None}
        dated = (fact for fact in self.facts if fact.statistic.unit != "year" and (fact.told or len(fact.years) == 1))
        return frozenset(named).union(*(fact.years for fact in dated))

    @cached_property
    def quoted_years(self) -> frozenset[int]:
        """The years that the quotes themselves name."""
        named = set(years_in(self.quotes))
        return frozenset(named | {int(f.value) for f in figures(self.quotes) if f.unit == "year"})

    @cached_property
    def titled_years(self) -> frozenset[int]:
        """The years that their documents are of, by their titles and periods."""
        titled = {year for source in self.sources for year in years_in(source.title)}
        return frozenset(titled.union(*(source.years for source in self.sources)))

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The stems of the quotes' own words and of the figures' labels."""
        return _stems(f"{self.quotes} {self.labels}")

    @cached_property
    def document_years(self) -> frozenset[int]:
        """The one year that all of their documents speak of, if there is one; and those of their titles."""
        periods = {source.years for source in self.sources}
        single = periods.pop() if len(periods) == 1 else ()
        titled = {year for source in self.sources for year in years_in(source.title)}
        return frozenset({*titled, *(single if len(single) == 1 else ())})

    def sentences(self) -> list[str]:
        """The sentences of the quotes."""
        found: dict[str, None] = {}
        for source in self.sources:
            for word in re.finditer(r"\S+", source.quote):
                start, end = sentence_around(source.quote, word.start(), word.end())
                found.setdefault(source.quote[start:end])
        return list(found)


def _leading(source: Source) -> str:
    return f"{source.lead} " if goes_on(source) else ""


def _stems(text: str) -> frozenset[str]:
    """The stems of a text's words, of "API/RPC" those of both."""
    return known_in(f"{text} {text.replace('/', ' ')}")
