"""Figures of passages that the catalogue has no statistic of: a claim may be about one of them all the same. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from knowledge.figures import Figure, figures
from knowledge.ports import Ranked
from knowledge.records import Statistic
from knowledge.verification.claims import Said
from knowledge.verification.clauses import sentence_around

PASSAGES = 4  # of those that are nearest to the claim


def unlisted(said: Said, nearest: Sequence[Ranked], listed: Sequence[Statistic]) -> list[Statistic]:
    """A statistic for each figure of the nearest passages in the claim's unit that none of the listed ones holds.

    A table's cells are left out: what they are of can't be told from a passage alone.
    """
    known = {(each.revision_id, at) for each in listed for at in range(each.at, each.at + len(each.as_written))}
    units = {each.amount.unit for each in said.stated}
    found: dict[tuple[str, int], Statistic] = {}
    for ranked in nearest[:PASSAGES]:
        for statistic in _of_passage(ranked):
            key = (statistic.revision_id, statistic.at)
            if statistic.unit in units and key not in known:
                found.setdefault(key, statistic)
    return list(found.values())


def _of_passage(ranked: Ranked) -> Iterator[Statistic]:
    passage = ranked.passage
    if passage.kind == "table":
        return
    for figure in figures(passage.text):
        if figure.unit != "year":
            begin, end = sentence_around(passage.text, figure.start, figure.end)
            yield _statistic(ranked, figure, begin, end)


def _statistic(ranked: Ranked, figure: Figure, begin: int, end: int) -> Statistic:
    passage = ranked.passage
    quote = passage.text[begin:end]
    quote = quote.rstrip()
    around = f"{quote[: figure.start - begin]} {quote[figure.end - begin :]}"
    place = f"{passage.revision_id}:unlisted:{passage.start + figure.start}"
    return Statistic(
        id=hashlib.sha256(place.encode()).hexdigest()[:32],
        revision_id=passage.revision_id,
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        currency=figure.currency,
        as_written=figure.as_written,
        at=passage.start + figure.start,
        qualifier=figure.qualifier,
        measure=re.sub(r"\s+", " ", around).strip(" .,;:") or quote,
        quote=quote,
        start=passage.start + begin,
        end=passage.start + begin + len(quote),
        page=passage.page,
        headings=passage.headings,
    )
