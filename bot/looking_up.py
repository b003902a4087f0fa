"""``stat``: a look-up, what it is compared with, and what is calculated of it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from bot.replies import (
    ErrorReply,
    Reply,
    StatisticsReply,
    TopicsReply,
)
from bot.requests import (
    Request,
    StatisticsOptions,
    Watch,
)
from bot.wiring import Services
from knowledge.arithmetic import Calculated, NotComparable, Operation, calculate
from knowledge.comparing import Comparison
from knowledge.errors import UnknownLabel
from knowledge.lookup import Filters, Lookup
from knowledge.operands import operand
from knowledge.ports import Topic
from knowledge.records import Statistic

MAX_QUERY = 500  # characters; what is longer is a pasted text


def run(services: Services, request: Request, _watch: Watch) -> Reply:
    """The reply to a look-up. Raises FootnoteError for a document or a label that there isn't."""
    options = request.options if isinstance(request.options, StatisticsOptions) else StatisticsOptions()
    query = request.text.strip()
    if len(query) > MAX_QUERY:
        return ErrorReply(f"The query has {len(query):,} characters: look up {MAX_QUERY:,} or fewer.")
    documents = services.readers.asked_of(request)
    if not query:
        return _topics(services, documents)
    among = None if documents is None else tuple(documents)
    filters = Filters(document_ids=among, unit=options.unit, years=options.years)
    lookup = services.statistics.find(query, filters)
    if not lookup.found or not (options.compare or options.operation):
        return StatisticsReply(lookup)
    comparison = services.statistics.compare(lookup.found[0].statistic, filters)
    calculated = _calculated(options, lookup, comparison)
    shown = options.compare or _beyond(lookup, calculated)
    return StatisticsReply(lookup, comparison if shown else None, calculated)


def _beyond(lookup: Lookup, calculated: Calculated | NotComparable | None) -> bool:
    """Whether something that was calculated with is no option of the question: then the comparison cites it."""
    if not isinstance(calculated, Calculated):
        return False
    options = {found.statistic.id for found in lookup.options}
    return any(each.id not in options for each in calculated.inputs)


def _topics(services: Services, document_ids: Collection[str] | None) -> Reply:
    edition = services.edition()
    revisions = {revision.id: revision for revision in services.revisions(edition.id)}
    topics = services.catalogue.topics(edition.id, document_ids)
    by_document = groupby(topics, key=_revision_id)
    listed = tuple((revisions[revision_id], tuple(group)) for revision_id, group in by_document)
    return TopicsReply(listed, sum(topic.total for topic in topics))


def _revision_id(topic: Topic) -> str:
    return topic.revision_id


def _calculated(
    options: StatisticsOptions, lookup: Lookup, comparison: Comparison
) -> Calculated | NotComparable | None:
    if options.operation is None:
        return None
    inputs = [_input(label, lookup, comparison) for label in options.labels]
    return calculate(Operation(options.operation), inputs)


def _input(label: str, lookup: Lookup, comparison: Comparison) -> Statistic:
    options = lookup.distribution.options if lookup.distribution else ()
    found = operand(label, options, comparison.rows)
    if isinstance(found, Statistic):
        return found
    labels = ", ".join(f"“{each}”" for each in found.labels) or "nothing that goes by a label"
    raise UnknownLabel(
        f"{'Several figures go' if found.several else 'No figure goes'} by {label!r}: there is {labels}."
    )
