"""A writer within bounds: a budget, a pace, tries, and a rest for a model that fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import structlog
from pydantic import BaseModel

from bot.settings import Settings
from knowledge.errors import LibraryError, WriterUnavailable
from knowledge.models.scripted import ScriptedWriter
from knowledge.ports import Patience, Prompt
from knowledge.writing.calling import CarefulWriter
from knowledge.writing.pacing import FAILURES, FIRST_REST_S
from knowledge.writing.spending import Call, Limits, MemorySpending, Used

PROMPT = Prompt("answer", "7", "Instructions of ours.", '{"question": "How many firms keep a cat?"}')
PATIENCE = Patience(first_s=8, whole_s=45)


class Told(BaseModel):
    number: int


class Time:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def fails(kind: str = "server failed", *, again: bool = True, after: float | None = None) -> WriterUnavailable:
    return WriterUnavailable("It failed.", kind, retryable=again, retry_after_s=after)


def careful(
    scripted: ScriptedWriter, time: Time | None = None, spending: MemorySpending | None = None, **settings: object
) -> CarefulWriter:
    time = time or Time()
    told = Settings(library=Path("unused"), **settings)  # type: ignore[arg-type]
    return CarefulWriter(scripted, told, spending or MemorySpending(), time, time.sleep)


def written(writer: CarefulWriter, patience: Patience = PATIENCE) -> str:
    return "".join(piece.text for piece in writer.write(PROMPT, patience))


def kind_of(work: Callable[[], object]) -> str:
    with pytest.raises(WriterUnavailable) as caught:
        work()
    return caught.value.kind


def today(spending: MemorySpending) -> Used:
    return spending.used(datetime.now(UTC).date())


# -- tries -------------------------------------------------------------------------------------------------------------


def test_what_fails_before_its_first_word_is_tried_again_after_a_pause_that_grows() -> None:
    time = Time()
    assert written(careful(ScriptedWriter(fails(), fails(), "Half."), time)) == "Half."
    assert len(time.slept) == 2
    assert time.slept[0] < time.slept[1]


def test_it_is_tried_so_often_and_no_more() -> None:
    scripted = ScriptedWriter(fails())
    assert kind_of(lambda: written(careful(scripted, writer_tries=2))) == "server failed"
    assert len(scripted.asked) == 2


def test_what_trying_again_does_not_help_is_tried_once() -> None:
    scripted = ScriptedWriter(fails("not let in", again=False))
    assert kind_of(lambda: written(careful(scripted))) == "not let in"
    assert len(scripted.asked) == 1


def test_a_model_that_says_when_to_come_back_is_waited_for_exactly_so_long() -> None:
    time = Time()
    assert written(careful(ScriptedWriter(fails(after=2.5), "Half."), time)) == "Half."
    assert time.slept == [2.5]


def test_a_model_that_wants_a_person_to_wait_too_long_is_not_waited_for() -> None:
    time = Time()
    assert kind_of(lambda: written(careful(ScriptedWriter(fails(after=20)), time))) == "server failed"
    assert time.slept == []


def test_what_breaks_off_in_the_middle_is_not_begun_again() -> None:
    scripted = ScriptedWriter(Breaking("Half of ", fails()))
    writer = careful(scripted)
    pieces = writer.write(PROMPT, PATIENCE)
    assert next(pieces).text == "Half of "
    assert kind_of(lambda: next(pieces)) == "server failed"
    assert len(scripted.asked) == 1


class Breaking(list[str]):
    """Pieces that end in an error."""

    def __init__(self, piece: str, error: Exception) -> None:
        super().__init__([piece])
        self._error = error

    def __iter__(self):  # type: ignore[no-untyped-def]
        yield from super().__iter__()
        raise self._error


def test_a_form_is_tried_again_as_well() -> None:
    time = Time()
    filled, _ = careful(ScriptedWriter(fails(), '{"number": 3}'), time).fill(PROMPT, Told, 8)
    assert filled.number == 3
    assert len(time.slept) == 1


# -- the budget --------------------------------------------------------------------------------------------------------


def test_a_day_has_so_many_tokens_and_then_the_model_is_not_asked() -> None:
    scripted, spending = ScriptedWriter("Half of the firms keep a cat."), MemorySpending()
    writer = careful(scripted, spending=spending, writer_daily_tokens=200, writer_max_tokens=100)
    while today(spending).tokens + 120 <= 200:
        written(writer)
    asked = len(scripted.asked)
    assert kind_of(lambda: written(writer)) == "over budget"
    assert len(scripted.asked) == asked
    assert today(spending).tokens <= 200


def test_a_day_costs_no_more_than_it_may() -> None:
    """A call counts with the most that it can use until it is over, so that calls at once can't exceed it."""
    spending = MemorySpending()
    prices = {"writer_price_in": 1_000, "writer_price_out": 10_000}
    writer = careful(
        ScriptedWriter("Half."), spending=spending, writer_daily_cost="1.5", writer_max_tokens=100, **prices
    )
    one, other = writer.write(PROMPT, PATIENCE), writer.write(PROMPT, PATIENCE)
    next(one)
    assert kind_of(lambda: next(other)) == "over budget"
    list(one)
    assert today(spending).cost < Decimal("1.5")
    assert written(writer) == "Half."


def test_what_a_call_used_takes_the_place_of_the_most_it_could_use() -> None:
    spending = MemorySpending()
    written(careful(ScriptedWriter("Half."), spending=spending, writer_max_tokens=5_000))
    assert today(spending).calls == 1
    assert today(spending).tokens < 100


def test_whoever_leaves_early_pays_for_what_was_written() -> None:
    spending = MemorySpending()
    pieces = careful(ScriptedWriter("Half of the firms."), spending=spending).write(PROMPT, PATIENCE)
    next(pieces)
    pieces.close()
    assert 0 < today(spending).tokens < 100


def test_a_try_that_was_turned_away_costs_nothing() -> None:
    spending = MemorySpending()
    kind_of(lambda: written(careful(ScriptedWriter(fails("rate limited")), spending=spending)))
    assert today(spending).tokens == 0


class Broken(MemorySpending):
    """A ledger that can't be written."""

    def reserve(self, call: Call, limits: Limits) -> bool:
        raise LibraryError("The ledger can't be written.")


def test_without_its_ledger_a_budget_cannot_be_kept_so_nothing_is_asked() -> None:
    assert (
        kind_of(lambda: written(careful(ScriptedWriter("Half."), spending=Broken(), writer_daily_tokens=10)))
        == "over budget"
    )
    assert written(careful(ScriptedWriter("Half."), spending=Broken())) == "Half."


# -- the pace, and rests -----------------------------------------------------------------------------------------------


def test_so_many_calls_a_minute_and_the_next_is_refused_at_once() -> None:
    time = Time()
    writer = careful(ScriptedWriter("Half."), time, writer_per_minute=2)
    assert [written(writer), written(writer)] == ["Half.", "Half."]
    assert kind_of(lambda: written(writer)) == "too many a minute"
    time.now += 61
    assert written(writer) == "Half."


def test_a_model_that_fails_in_a_row_is_left_alone_then_tried_by_one() -> None:
    time = Time()
    scripted = ScriptedWriter(*[fails() for _ in range(FAILURES)], "Half.")
    writer = careful(scripted, time, writer_tries=1)
    for _ in range(FAILURES):
        kind_of(lambda: written(writer))
    assert kind_of(lambda: written(writer)) == "left alone"
    assert len(scripted.asked) == FAILURES
    time.now += FIRST_REST_S + 1
    assert written(writer) == "Half."
    assert written(writer) == "Half."


def test_a_rest_grows_while_the_model_goes_on_failing() -> None:
    time = Time()
    writer = careful(ScriptedWriter(fails()), time, writer_tries=1)
    for _ in range(FAILURES):
        kind_of(lambda: written(writer))
    time.now += FIRST_REST_S + 1
    assert kind_of(lambda: written(writer)) == "server failed"
    time.now += FIRST_REST_S + 1
    assert kind_of(lambda: written(writer)) == "left alone"


def test_a_prompt_that_a_model_refuses_is_not_held_against_the_model() -> None:
    writer = careful(ScriptedWriter(*[fails("refused", again=False) for _ in range(5)], "Half."))
    for _ in range(5):
        assert kind_of(lambda: written(writer)) == "refused"
    assert written(writer) == "Half."


# -- the log -----------------------------------------------------------------------------------------------------------


def test_the_log_has_what_a_call_was_for_and_what_it_cost_and_none_of_its_words() -> None:
    with structlog.testing.capture_logs() as lines:
        written(careful(ScriptedWriter("Half of the firms."), writer_price_in=1, writer_price_out=1))
    [line] = [line for line in lines if line["event"] == "asked"]
    assert (line["purpose"], line["prompt"], line["model"], line["outcome"]) == ("answer", "7", "scripted@1", "done")
    assert {"tokens_in", "tokens_out", "cost", "first_ms", "took_ms", "counted"} <= set(line)
    assert "Half" not in str(line)
    assert "cat" not in str(line)
    assert "ours" not in str(line)
