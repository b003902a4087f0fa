"""What is published, staged and done to the content, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.replies import (
    ActReply,
    ActsReply,
    ConfirmReply,
    ContentReplies,
    DoctorReply,
    EditionsReply,
    GoldenReply,
    ReviewReply,
)
from bot.scoreboard import scores
from bot.wire_statistics import statistic_to_json
from ingest.review import FactChange, Review
from knowledge.history import StagedEdition

Json = dict[str, Any]


def content_to_json(reply: ContentReplies) -> Json:
    """Any of these replies."""
    match reply:
        case EditionsReply(editions, published):
            return {"published": published, "editions": [each.model_dump(mode="json") for each in editions]}
        case ReviewReply(staged, review):
            return {"staged": _staged(staged) if staged else None, "review": review_to_json(review) if review else None}
        case ActReply(sentence, edition):
            return {"done": sentence, "edition": edition}
        case ConfirmReply(question):
            return {"confirm": question}
        case GoldenReply(evaluation, edition):
            return {"edition": edition, "failed": reply.failed} | scores(evaluation)
        case ActsReply(acts):
            return {"acts": [act.model_dump(mode="json") for act in acts]}
        case DoctorReply(findings):
            return {"well": not reply.unwell, "findings": [asdict(finding) for finding in findings]}


def review_to_json(review: Review) -> Json:
    """A review; its facts with the statistics as they are written elsewhere."""
    whole = review.model_dump(mode="json", exclude={"facts"})
    return {"summary": review.sentence} | whole | {"facts": [_fact(fact) for fact in review.facts]}


def _staged(staged: StagedEdition) -> Json:
    return staged.model_dump(mode="json", exclude={"review", "revision_ids"})


def _fact(fact: FactChange) -> Json:
    shown = {"old": fact.old and statistic_to_json(fact.old), "new": fact.new and statistic_to_json(fact.new)}
    return {"kind": fact.kind, "document": fact.document, "fields": list(fact.fields)} | shown
