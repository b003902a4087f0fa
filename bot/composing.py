"""A question's outcome: the quoted answer, and in prose where a model is set that writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.requests import Watch
from bot.wiring import Services
from knowledge.records import Answer, Claim, Refusal, Turn


def outcome_of(
    services: Services,
    question: str,
    turns: Sequence[Turn],
    documents: Collection[str] | None,
    watch: Watch,
) -> tuple[Answer | Refusal, Answer | Refusal]:
    """What is said, and the quoted answer that it was made from; the same where no model writes.

    The watch is told each sentence as it passes. Raises EmptyLibrary, and InvalidSettings or ModelUnavailable where the
    model that is set can't be had at all.
    """
    if services.written is None:
        outcome = services.answerer.ask(question, turns, documents)
        return outcome, outcome
    from bot.wire import numbered
    from knowledge.writing.answers import last

    so_far: list[Claim] = []

    def tell(claim: Claim) -> None:
        so_far.append(claim)
        citations = numbered(so_far)
        watch.wrote(claim, [citations.index(each) + 1 for each in dict.fromkeys(claim.citations)])

    quoted = _quoted(services, question, turns, documents)
    return last(services.written.stream(quoted), tell)


def _quoted(
    services: Services, question: str, turns: Sequence[Turn], documents: Collection[str] | None
) -> Answer | Refusal:
    """The quoted answer to what the question means, or to the several that it asks."""
    if services.understanding is None:
        return services.answerer.ask(question, turns, documents)
    from knowledge.writing.understanding import together

    by_rule = services.answerer.understood(question, turns)
    asked = services.understanding.of(question, turns, by_rule)
    if asked == (by_rule,):
        return services.answerer.ask(question, turns, documents)
    outcomes = [services.answerer.ask(each, (), documents) for each in asked]
    return outcomes[0] if len(outcomes) == 1 else together(by_rule, outcomes)
