"""The statistics of a document's sentences, list items and labels. Pure."""

from __future__ import annotations

import hashlib

from ingest.blocks import ReadDocument
from ingest.statistics.distributions import grouped
from ingest.statistics.facts import Fact, Setting, facts_of
from ingest.statistics.places import places
from ingest.statistics.sources import survey_of
from knowledge.records import Revision, Statistic


def of_prose(document: ReadDocument, revision: Revision) -> list[Statistic]:
    """One statistic for each figure that says something; what stands in tables is not read here."""
    text = document.text
    found = places(document)
    survey = survey_of([(text[place.start : place.end], place.figures) for place in found])
    facts: list[Fact] = []
    for place in found:
        earlier = [fact for fact in facts[-8:] if place.block - fact.place.block <= (place.kind == "label")]
        facts.extend(facts_of(Setting(text, place, survey, revision, earlier)))
    return [_statistic(text, fact, revision) for fact in grouped(text, facts)]


def statistic_id(revision_id: str, start: int, end: int) -> str:
    """The same for the same place of the same revision, whatever else is read."""
    return hashlib.sha256(f"{revision_id}:statistic:{start}:{end}".encode()).hexdigest()[:32]


def _statistic(text: str, fact: Fact, revision: Revision) -> Statistic:
    figure, place = fact.figure, fact.place
    start, end = fact.quote
    return Statistic(
        id=statistic_id(revision.id, fact.at, fact.at + len(figure.as_written)),
        revision_id=revision.id,
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        currency=figure.currency,
        as_written=figure.as_written,
        at=fact.at,
        qualifier=figure.qualifier,
        measure=fact.measure,
        base=fact.base,
        base_size=fact.base_size,
        period=fact.period,
        attribution=fact.attribution,
        quote=text[start:end],
        start=start,
        end=end,
        page=place.page,
        headings=place.headings,
        distribution=fact.distribution,
        option=fact.option,
        choice=fact.choice,
    )
