"""What is counted, and that no label has anything that anybody said."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot.metrics import LibraryMetrics, Metrics, PoolMetrics
from bot.pool import Busy, Pool
from bot.replies import ErrorReply, Reply, TextReply
from bot.requests import Request
from knowledge.runs import Run, Start
from knowledge.stages import listening, model_call, stage
from tests.bot.parts import ANSWER, NOON, REFUSAL, replied


def asked(command: str = "ask") -> Request:
    return Request(command=command, user="U0ALICE", surface="teams", text="secret words")


@pytest.mark.parametrize(
    ("command", "reply", "counted"),
    [
        ("ask", replied(ANSWER), 'command="ask",outcome="answer",surface="teams"'),
        ("ask", replied(REFUSAL), 'command="ask",outcome="refusal",surface="teams"'),
        ("verify", ErrorReply("no"), 'command="verify",outcome="error",surface="teams"'),
        ("ask", ErrorReply("our fault", "12ab"), 'command="ask",outcome="failed",surface="teams"'),
        ("sesame' open", TextReply("hello"), 'command="other",outcome="done",surface="teams"'),
    ],
)
def test_a_reply_is_counted_by_surface_command_and_outcome(command: str, reply: Reply, counted: str) -> None:
    metrics = Metrics()
    metrics.replied(asked(command), reply, 0.2)
    text = metrics.written().decode()
    assert f"footnote_questions_total{{{counted}}} 1.0" in text
    assert 'le="0.25"' in text
    assert "secret words" not in text
    assert "ALICE" not in text


def test_a_refusal_is_counted_by_its_reason() -> None:
    metrics = Metrics()
    metrics.replied(asked(), replied(REFUSAL), 0.1)
    assert 'footnote_refusals_total{reason="wrong_population",surface="teams"} 1.0' in metrics.written().decode()


def test_stages_and_calls_of_models_are_timed_also_where_they_fail() -> None:
    metrics = Metrics()
    with listening(metrics.timed):
        with stage("read"), model_call("rerank"):
            pass
        with pytest.raises(ZeroDivisionError), stage("read"):
            1 // 0  # noqa: B018
    with stage("read"):
        pass  # nobody listens any more
    text = metrics.written().decode()
    assert 'footnote_stage_seconds_count{stage="read"} 2.0' in text
    assert 'footnote_model_call_seconds_count{model="rerank"} 1.0' in text


def test_the_queue_and_those_turned_away_are_shown() -> None:
    async def work() -> str:
        metrics, gate, pool = Metrics(), threading.Event(), Pool(1, 1)
        metrics.registry.register(PoolMetrics(pool))
        waiting = [asyncio.create_task(pool.run(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.run(gate.wait)
        text = metrics.written().decode()
        gate.set()
        await asyncio.gather(*waiting)
        await pool.close()
        return text

    text = asyncio.run(work())
    assert "footnote_queue_length 1.0" in text
    assert "footnote_questions_under_way 2.0" in text
    assert "footnote_questions_turned_away_total 1.0" in text


def run_of(number: int, ended: bool = True) -> Run:
    start = Start(kind="reingest", by="ada", at=NOON, host="here", process=1)
    done = {"ended": "done", "ended_at": NOON + timedelta(minutes=number)} if ended else {}
    return Run.model_validate({"id": number, "start": start, "seen_at": NOON, **done})


def test_the_edition_its_age_and_ingests_that_ended_since_the_start_are_shown() -> None:
    metrics, library = Metrics(), LibraryMetrics(lambda: NOON + timedelta(hours=1))
    metrics.registry.register(library)
    library.published(7, NOON.astimezone(UTC), 3)
    library.ran([run_of(1)])  # before this process began to look
    library.ran([run_of(3), run_of(2), run_of(1), run_of(4, ended=False)])
    library.ran([run_of(3), run_of(2), run_of(1)])
    text = metrics.written().decode()
    assert "footnote_edition 7.0" in text
    assert "footnote_edition_age_seconds 3600.0" in text
    assert "footnote_edition_documents 3.0" in text
    assert 'footnote_ingest_runs_total{ended="done",kind="reingest"} 2.0' in text
    ended = datetime(2026, 3, 4, 12, 3, tzinfo=UTC).timestamp()
    line = next(each for each in text.splitlines() if each.startswith("footnote_ingest_last_timestamp_seconds{"))
    assert float(line.rsplit(" ", 1)[1]) == ended
