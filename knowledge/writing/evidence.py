"""What a written answer may rest on: numbered sources with their quotes, and figures with slot names. Pure.

Whoever writes sees the quotes with their figures in them: prose about figures that can't be seen goes wrong ("most", of
34%). It isn't trusted with them. It writes ``{{s1}}``, and the figure comes from the statistic; what it copies all the
same is held against the quote like everything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from knowledge.distributions import citation_of
from knowledge.grounding import TextOf
from knowledge.records import Citation, Claim, NonEmpty, Record, Revision, Statistic
from knowledge.verification.dating import years_told

MOST_SOURCES = 12  # claims are four at most; the options of a distribution may add more
BEFORE = 400  # characters before a quote in which the sentence that leads to it is looked for

# A quote with one of these goes on from the sentence before it.
_GOES_ON = re.compile(
    r"^(?:[\w%’'.,()-]+ ){0,4}(?:it|they|them|this|these|those|such|the others?|the rest|the remaining"
    r"|the (?:other )?(?:share|figure)|the same)\b"
    r"|^(?:In|For|At) \d+%(?! of)"
    r"|^(?:Another|Others?|Only|Nearly|Just|About)?\s*(?:\d+%|[A-Z]?[\w-]+ (?:in"
    r"|out of) \w+ \(\d+%\)) (?!of\b|in\b|among\b|at\b|and\b|or\b)[a-z]+"
    r"|^[A-Z]?[\w-]+ (?:in|out of) \w+ (?:had|have|has|are|were|was|is|said)\b",
    re.IGNORECASE,
)
_MARKERS = re.compile(r"\{\{|\}\}|\[(?=\d+\])")


class Source(Record):
    """A quote that may be cited as ``[number]``, and what it stands under."""

    number: Annotated[int, Field(ge=1)]
    citation: Citation
    publisher: str | None = None
    years: tuple[int, ...] = ()  # that its document speaks of
    context: str = ""  # headings and the table's title, outermost first
    lead: str = ""  # the sentence right before the quote: of what "the new technology" is

    @property
    def quote(self) -> str:
        """What stands there, verbatim."""
        return self.citation.quote

    @property
    def title(self) -> str:
        """The document's title."""
        return self.citation.title


def goes_on(source: Source) -> bool:
    """Whether a quote can't be understood without the sentence before it."""
    return bool(source.lead and _GOES_ON.search(source.quote))


class Slot(Record):
    """A figure that is written as ``{{name}}`` and filled in by code."""

    name: NonEmpty  # "s1"
    statistic: Statistic
    source: Annotated[int, Field(ge=1)]  # the number of the source whose quote holds the figure
    years: tuple[int, ...] = ()  # that the figure stands for; empty: nothing tells


class Evidence(Record):
    """All that an answer may be written from."""

    sources: tuple[Source, ...]
    slots: tuple[Slot, ...] = ()

    def source(self, number: int) -> Source | None:
        """The source of that number, or None."""
        return self.sources[number - 1] if 1 <= number <= len(self.sources) else None

    def slot(self, name: str) -> Slot | None:
        """The slot of that name, or None."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def as_prompt(self) -> str:
        """One line of JSON a source, so that a quote can't pose as another source, a slot or an instruction."""
        return "\n".join(self._line(source) for source in self.sources)

    def _line(self, source: Source) -> str:
        described: dict[str, object] = {
            "source": source.number,
            "document": _plain(source.title),
            "publisher": _plain(source.publisher),
            "years": list(source.years),
            "under": _plain(source.context),
            "after": _plain(source.lead),
            "quote": _plain(source.quote),
            "figures": [_described(slot) for slot in self.slots if slot.source == source.number],
        }
        return json.dumps({key: value for key, value in described.items() if value}, ensure_ascii=False)


def evidence_of(
    claims: Sequence[Claim],
    statistics: Sequence[Statistic],
    revisions: Mapping[str, Revision],
    text_of: TextOf | None = None,
) -> Evidence:
    """The evidence of a quoted answer: its citations, then what holds those of its statistics that stand elsewhere.

    ``revisions`` by id, at least those that are cited; ``text_of`` gives the sentences that stand before the quotes.
    """
    citations = list(dict.fromkeys(citation for claim in claims for citation in claim.citations))
    for statistic in statistics:
        if not any(_holds(citation, statistic) for citation in citations) and statistic.revision_id in revisions:
            citations.append(citation_of(statistic, revisions[statistic.revision_id]))
    tables = {(s.revision_id, s.start): s.table for s in statistics if s.table}
    sources = tuple(
        _source(number, citation, revisions.get(citation.revision_id), tables, text_of)
        for number, citation in enumerate(citations[:MOST_SOURCES], start=1)
    )
    return Evidence(sources=sources, slots=tuple(_slots(sources, statistics, revisions)))


def _source(
    number: int,
    citation: Citation,
    revision: Revision | None,
    tables: Mapping[tuple[str, int], str],
    text_of: TextOf | None,
) -> Source:
    table = tables.get((citation.revision_id, citation.start))
    under = dict.fromkeys((*citation.headings, *filter(None, (table,))))
    return Source(
        number=number,
        citation=citation,
        publisher=revision.publisher if revision else None,
        years=revision.period if revision else (),
        context=" › ".join(heading for heading in under if heading != citation.title),
        lead=_lead(citation, text_of(citation.revision_id)) if text_of else "",
    )


def _lead(citation: Citation, text: str) -> str:
    """The sentence before a quote in its paragraph; none for what is no sentence itself, such as a table's row."""
    if not re.search(r"[.!?]\W*$", citation.quote):
        return ""
    paragraph = text[max(0, citation.start - BEFORE) : citation.start].rpartition("\n\n")[2].rstrip()
    ends = [found.end() for found in re.finditer(r"[.!?][\"”’)]*\s", paragraph)]
    return paragraph[ends[-1] if ends else 0 :].strip()


def _slots(
    sources: Sequence[Source], statistics: Sequence[Statistic], revisions: Mapping[str, Revision]
) -> Sequence[Slot]:
    slots: list[Slot] = []
    seen: set[tuple[str, int]] = set()
    for statistic in statistics:
        place = (statistic.revision_id, statistic.at)
        source = next((source for source in sources if _holds(source.citation, statistic)), None)
        if source is None or place in seen:
            continue
        seen.add(place)
        revision = revisions.get(statistic.revision_id)
        years = tuple(sorted(years_told(statistic, revision.period if revision else ())))
        slots.append(Slot(name=f"s{len(slots) + 1}", statistic=statistic, source=source.number, years=years))
    return slots


def _holds(citation: Citation, statistic: Statistic) -> bool:
    """Whether the figure itself stands in the quote."""
    end = statistic.at + len(statistic.as_written)
    return citation.revision_id == statistic.revision_id and citation.start <= statistic.at and end <= citation.end


def _described(slot: Slot) -> dict[str, str]:
    statistic = slot.statistic
    qualified = f"{statistic.qualifier} {statistic.as_written}" if statistic.qualifier else statistic.as_written
    described = {
        "slot": f"{{{{{slot.name}}}}}",
        "figure": qualified,
        "of": _plain(statistic.base),
        "what": _plain(statistic.option or statistic.measure),
        "question": _plain(statistic.distribution if statistic.option else None),
        "row": _plain(statistic.row),
        "column": _plain(statistic.column),
        "year": ", ".join(map(str, slot.years)) or _plain(statistic.period),
        "says": _plain(statistic.attribution),
    }
    return {key: value for key, value in described.items() if value}


def _plain(text: str | None) -> str:
    """A text without what could be taken for a slot or the marker of a source."""
    return _MARKERS.sub(" ", " ".join((text or "").split()))
