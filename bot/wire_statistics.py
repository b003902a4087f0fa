"""Look-ups as JSON and as CSV: the contract for programs and spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from bot.replies import (
    StatisticsReply,
    TopicsReply,
)
from knowledge.arithmetic import Calculated, NotComparable
from knowledge.comparing import Comparison
from knowledge.distributions import Distribution, citation_of
from knowledge.records import Citation, Statistic

Json = dict[str, Any]
Id = str | int | None

_SAID = ("unit", "as_written", "qualifier", "measure", "option", "base", "base_size", "period", "attribution")
_PLACE = ("document", "title", "page", "quote", "start", "end", "link")
COLUMNS = ("value", *_SAID, *_PLACE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statistic_to_json(statistic: Statistic) -> Json:
    """One statistic; what the document doesn't state is null."""
    written = {"as_written", "unit", "measure", "base", "period", "attribution", "quote"}
    return {"value": format(statistic.value, "f")} | statistic.model_dump(mode="json", include=written)


def lookup_to_json(reply: StatisticsReply, query_id: Id) -> Json:
    """A look-up; the keys ``comparison`` and ``calculated`` are there where they were asked for."""
    lookup = reply.lookup
    wire: Json = {
        "id": query_id,
        "statistics": [statistic_to_json(found.statistic) for found in lookup.found],
        "distribution": _distribution(lookup.distribution) if lookup.distribution else None,
    }
    if reply.comparison:
        wire["comparison"] = _comparison(reply.comparison)
    if reply.calculated:
        wire["calculated"] = _calculated(reply.calculated)
    return wire


def topics_to_json(reply: TopicsReply) -> Json:
    """What there are statistics of."""
    documents = [
        {
            "document": revision.document.name,
            "title": revision.title,
            "topics": [{"kind": topic.kind, "name": topic.name, "statistics": topic.total} for topic in topics],
        }
        for revision, topics in reply.topics
    ]
    return {"statistics": reply.statistics, "documents": documents}


def csv_of(reply: StatisticsReply) -> str:
    """A line a statistic, under a line of names: what was compared, or the distribution and what else was found."""
    file = StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_line(statistic, citation) for statistic, citation in _listed(reply))
    return file.getvalue()


def _listed(reply: StatisticsReply) -> Iterator[tuple[Statistic, Citation]]:
    if reply.comparison:
        yield from ((row.statistic, citation_of(row.statistic, row.revision)) for row in reply.comparison.rows)
        return
    options = {found.statistic.id for found in reply.lookup.options}
    further = [found for found in reply.lookup.found if found.statistic.id not in options]
    yield from ((found.statistic, found.citation) for found in (*reply.lookup.options, *further))


def _line(statistic: Statistic, citation: Citation) -> dict[str, object]:
    said = statistic.model_dump(include=set(_SAID))
    place = citation.model_dump(include=set(_PLACE))
    cells = {name: cell(value) for name, value in (said | place).items()}
    return {"value": format(statistic.value, "f"), **cells}


def cell(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe: documents aren't to be trusted with that."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _distribution(distribution: Distribution) -> Json:
    options = [
        {"label": option.option or option.measure, "statistic": statistic_to_json(option)}
        for option in distribution.options
    ]
    return {"question": distribution.question, "choice": distribution.choice, "options": options}


def _comparison(comparison: Comparison) -> Json:
    rows = [
        {
            "document": row.revision.document.name,
            "title": row.revision.title,
            "years": list(row.years),
            "statistic": statistic_to_json(row.statistic),
        }
        for row in comparison.rows
    ]
    return {"rows": rows, "remarks": list(comparison.remarks)}


def _calculated(calculated: Calculated | NotComparable) -> Json:
    if isinstance(calculated, NotComparable):
        return {"refused": calculated.reason}
    return {
        "label": calculated.label,
        "operation": calculated.operation.value,
        "value": format(calculated.value, "f"),
        "unit": calculated.unit,
        "inputs": [statistic_to_json(each) for each in calculated.inputs],
    }
