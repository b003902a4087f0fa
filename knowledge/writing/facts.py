"""What the sources state: each figure of their quotes with the words that go with it and no other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from knowledge.figures import Figure, figures
from knowledge.records import Statistic
from knowledge.verification.amounts import Amount, Kind, kind_of
from knowledge.verification.clauses import sentence_around
from knowledge.verification.dating import years_told
from knowledge.verification.evidence import amount_of
from knowledge.verification.wording import known_in
from knowledge.words import FUNCTION_WORDS, content_words, stem, tokens
from knowledge.writing.evidence import Evidence, Slot, Source

# Where one part of a sentence ends and the next begins, if there are figures on both sides.
MARK = re.compile(
    r"(?:[;,:] |[—–-]{1,2} | \()(?:(?:and|but|while|whereas|yet|or|with|then) )*(?:(?:in|at|of|for|with|by) )?"
    r"|,? (?:and|but|while|whereas|although) (?:(?:in|at|of|for|with|by) )?"
    r"| (?:because|since|due to|thanks to|owing to|followed by|ahead of|compared (?:with|to)|versus"
    r"|vs\.?) (?!(?:19|20)\d\d)"
)
_NO_LONGER = re.compile(r"\b(?:no|not) (?:longer|later|higher|older|further) than $", re.IGNORECASE)
_AGO = re.compile(
    r"\byears? (?:ago|before|earlier)\b|\b(?:last|previous|prior|coming|next) year\b|\bformerly\b|\bbefore the \w+",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|since|from|with|to|as|after|of|within the|in the|over the|during the)(?: in)?(?: the| a)?(?: \w+)? $",
    re.IGNORECASE,
)
_JOINS = re.compile(r";|\b(?:and|but|while|whereas|although|yet)\b")
_NOUNS = re.compile(r"(?:\s+[a-z][\w-]+){1,3}")
_IN_BRACKETS = re.compile(r"\((?P<figure>[^()]*\d[^()]*)\)$")


class Fact(NamedTuple):
    """One figure of a source: what it is worth, when it was so, and what is said of it."""

    source: int
    statistic: Statistic
    amount: Amount
    years: frozenset[int]  # that its own sentence, table or finding tells; else those of its document
    told: bool  # whether more than the document's period tells the years
    clause: str  # the words of its quote that go with it
    own: frozenset[str]  # stems of these, and of its labels
    near: frozenset[str]  # the same of the words that go with no figure of another unit either
    slot: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Which figure of which source it is."""
        return self.source, self.statistic.at

    @property
    def is_points(self) -> bool:
        """Whether it is a difference in points."""
        return bool(re.search(r"(?:\b|\d)(?:pp|ppt|points?)\b", self.statistic.as_written))

    @property
    def around(self) -> str:
        """The figure with what follows it, and the word before."""
        at = self.statistic.at - self.statistic.start
        return f"{' '.join(self.statistic.quote[:at].split()[-1:])} {self.statistic.quote[at:]}"

    @property
    def sentence(self) -> str:
        """The sentence of the quote that holds it."""
        at = self.statistic.at - self.statistic.start
        begin, end = sentence_around(self.statistic.quote, at, at + len(self.statistic.as_written))
        return self.statistic.quote[begin:end]

    @property
    def shown(self) -> str:
        """The figure as the report writes it, without what it counts: "76%" of "three in four (76%)"."""
        written = self.statistic.as_written
        if bracket := _IN_BRACKETS.search(written):
            return bracket["figure"].strip()
        read = figures(written)
        return read[0].as_written if len(read) == 1 else written

    @property
    def counted(self) -> str | None:
        """What it counts, by the word for it that follows in the quote: "lines" of "two bus lines were closed"."""
        run = _NOUNS.match(
            self.statistic.quote, self.statistic.at - self.statistic.start + len(self.statistic.as_written)
        )
        words = run[0].split() if run else []
        kept = list(takewhile(lambda word: word.lower() not in FUNCTION_WORDS, words))
        return kept[-1] if kept and (kept[-1].endswith("s") or kept[-1] in ("people", "staff")) else None

    @property
    def qualifier(self) -> str | None:
        """The words without which the figure would say something else: "more than"."""
        said = self.statistic.qualifier or self._no_longer_than()
        if said is None or _IN_BRACKETS.search(self.statistic.as_written):
            return None
        return said if kind(said) != Kind.BARE else None

    def _no_longer_than(self) -> str | None:
        """A bound before the figure that the grammar of figures doesn't know as one."""
        before = self.statistic.quote[: self.statistic.at - self.statistic.start]
        found = _NO_LONGER.search(before)
        return found[0].strip() if found else None

    @property
    def part(self) -> frozenset[str]:
        """The words of its clause, whatever the figures: two figures of one thing at two times share them."""
        return frozenset(word for word in tokens(self.clause) if not any(c.isdigit() for c in word))

    @property
    def labels(self) -> str:
        """What a table or a findings file says of it."""
        s = self.statistic
        question = s.distribution if s.origin != "prose" else None
        parts = (s.measure, s.option, s.base, s.row, s.column, s.table, question, *s.aliases)
        return " ".join(part for part in parts if part)


def kind(qualifier: str | None) -> Kind:
    """How exactly a figure with a qualifier is meant; "no longer than" is "at most"."""
    if qualifier and _NO_LONGER.search(f"{qualifier} "):
        return Kind.MOST
    return kind_of(qualifier, in_words=False)


def facts_of(evidence: Evidence) -> tuple[Fact, ...]:
    """The slots' figures, and those of the quotes that have no slot; years are none."""
    slotted = [_of_slot(slot, evidence) for slot in evidence.slots]
    taken = {
        (fact.statistic.revision_id, at)
        for fact in slotted
        if fact.statistic.unit != "year"
        for at in range(fact.statistic.at, fact.statistic.at + len(fact.statistic.as_written))
    }
    bare = [
        fact
        for source in evidence.sources
        for fact in _unlisted(source)
        if (source.citation.revision_id, fact.statistic.at) not in taken
    ]
    return (*slotted, *bare)


def _of_slot(slot: Slot, evidence: Evidence) -> Fact:
    source = evidence.sources[slot.source - 1]
    return _fact(slot.statistic, source, frozenset(slot.years), slot.name)


def _fact(statistic: Statistic, source: Source, years: frozenset[int], slot: str | None = None) -> Fact:
    clause = _clause(statistic, alike=True)
    if years == frozenset(source.years) and _is_of_another_year(statistic):
        years = frozenset()  # "two years ago it was 49%": of another year than its document's
    fact = Fact(
        source=source.number,
        statistic=statistic,
        amount=amount_of(statistic),
        years=years,
        told=(bool(years) and years != frozenset(source.years)) or bool(statistic.row or statistic.column),
        clause=clause,
        own=frozenset(),
        near=frozenset(),
        slot=slot,
    )
    labels = " ".join(filter(None, (statistic.option, statistic.row, statistic.column, statistic.base)))
    counted = _IN_BRACKETS.sub("", statistic.as_written)
    own = known_in(f"{clause} {counted} {labels} {_inherited(statistic)}")
    return fact._replace(own=own, near=known_in(f"{_clause(statistic, alike=False)} {labels}"))


def _is_of_another_year(statistic: Statistic) -> bool:
    """Whether the words that lead to a figure put it in a year that they don't name: "two years ago it was 49%"."""
    quote, at = statistic.quote, statistic.at - statistic.start
    begin, _ = sentence_around(quote, at, at + len(statistic.as_written))
    before = quote[begin:at]
    edges = [begin + each.end for each in figures(before) if each.unit not in ("year", "other")]
    lead = quote[max([begin, *edges]) : at]
    found = _AGO.search(lead)
    return bool(found) and not _COMPARED.search(lead[: found.start()] if found else "")


def _inherited(statistic: Statistic) -> str:
    """What was measured, where the quote itself doesn't say it ("the share was 22%")."""
    there = known_in(statistic.quote)
    words = content_words(statistic.measure)
    return statistic.measure if 2 * sum(stem(word) in there for word in words) < len(words) else ""


def _clause(statistic: Statistic, *, alike: bool) -> str:
    """The words of the quote that go with a figure: those of its part of the sentence, which it may share with others.

    ``alike``: only figures of its own unit end a part.
    """
    quote, at = statistic.quote, statistic.at - statistic.start
    until = at + len(statistic.as_written)
    begin, end = sentence_around(quote, at, until)
    read = [each for each in figures(quote[begin:end]) if each.unit not in ("year", "rank")]
    others = [each for each in read if (_one_kind(each, statistic) if alike else not _counts_few(each))]
    before = [begin + each.end for each in others if begin + each.end <= at]
    after = [begin + each.start for each in others if begin + each.start >= until]
    first, last = begin, end
    for edge in reversed(before):
        if (cut := cut_between(quote, edge, at)) is not None:
            first = cut
            break
    for edge in after:
        if (cut := cut_between(quote, until, edge)) is not None:
            last = cut
            break
    return f"{quote[first:at]} {quote[until:last]}"


def cut_between(text: str, start: int, end: int) -> int | None:
    """Where between two figures one part of a sentence ends: at the last "and" or the like, else at the last comma."""
    marks = list(MARK.finditer(text, start, end))
    joining = [mark for mark in marks if _JOINS.search(mark[0])]
    return (joining or marks)[-1].start() if marks else None


def _one_kind(figure: Figure, statistic: Statistic) -> bool:
    loose = {"count", "other"}
    return figure.unit == statistic.unit or ({figure.unit, statistic.unit} <= loose and not _counts_few(figure))


def _counts_few(figure: Figure) -> bool:
    return figure.in_words and figure.unit in ("count", "other")


def _unlisted(source: Source) -> Iterator[Fact]:
    """Figures of a quote as statistics that know no more than their sentence."""
    for figure in figures(source.quote):
        if figure.unit != "year":
            statistic = _statistic(source, figure)
            yield _fact(statistic, source, years_told(statistic, source.years))


def _statistic(source: Source, figure: Figure) -> Statistic:
    citation = source.citation
    return Statistic(
        id=f"{citation.revision_id}:{citation.start + figure.start}",
        revision_id=citation.revision_id,
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        currency=figure.currency,
        as_written=figure.as_written,
        at=citation.start + figure.start,
        qualifier=figure.qualifier,
        measure=citation.quote,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
    )


def comparable(one: Amount, other: Amount) -> bool:
    """Whether two amounts are of one unit; what is counted and what is measured may be."""
    loose = {"count", "other"}
    return one.unit == other.unit or {one.unit, other.unit} <= loose
