"""``eval`` and ``bench``: how good and how fast it is, as replies."""

from __future__ import annotations

from bot import bench, evaluate
from bot.replies import (
    EvaluationReply,
    TextReply,
)
from bot.requests import (
    Request,
    Watch,
)
from bot.wiring import Services


def evaluation(services: Services, request: Request, watch: Watch) -> EvaluationReply:
    """How the answers to questions with known answers did."""
    return EvaluationReply(evaluate.run(services, request, watch))


def benchmark(services: Services, request: Request, watch: Watch) -> TextReply:
    """Speed and memory beside a plain pipeline."""
    return TextReply(bench.run(services, request, watch))
