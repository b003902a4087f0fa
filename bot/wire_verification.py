"""Verifications as JSON: the contract for programs."""

from __future__ import annotations

from collections.abc import Iterable

from bot.replies import VerificationReply
from bot.wire_statistics import Id, Json, statistic_to_json
from knowledge.records import Citation, Statistic, Verdict

_PLACE = {"document", "title", "page", "quote", "start", "end", "link"}


def verification_to_json(reply: VerificationReply, verification_id: Id) -> Json:
    """What became of a text: of its worst claim, and of several claims each under ``claims``."""
    verification = reply.verification
    verdicts = verification.verdicts
    wire: Json = {
        "id": verification_id,
        "verdict": verification.judgement.value,
        "statistics": _statistics(s for verdict in verdicts for s in verdict.statistics),
        "citations": _citations(c for verdict in verdicts for c in verdict.citations),
        "notes": list(dict.fromkeys(note for verdict in verdicts for note in verdict.notes)),
        "edition": verification.edition,
        "took_ms": reply.took_ms,
    }
    if len(verdicts) > 1:
        wire["claims"] = [
            _verdict(verdict, f"{verification_id or ''}#{n}") for n, verdict in enumerate(verdicts, start=1)
        ]
    return wire


def _verdict(verdict: Verdict, verdict_id: str) -> Json:
    return {
        "id": verdict_id,
        "claim": verdict.claim,
        "start": verdict.start,
        "end": verdict.end,
        "verdict": verdict.judgement.value,
        "statistics": _statistics(verdict.statistics),
        "citations": _citations(verdict.citations),
        "notes": list(verdict.notes),
    }


def _statistics(statistics: Iterable[Statistic]) -> list[Json]:
    known = {each.id: each for each in statistics}
    return [statistic_to_json(each) for each in known.values()]


def _citations(citations: Iterable[Citation]) -> list[Json]:
    known: dict[Citation, None] = dict.fromkeys(citations)
    return [each.model_dump(mode="json", include=_PLACE) for each in known]
