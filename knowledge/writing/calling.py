"""A writer within bounds: a budget, a pace, time, and tries; each call leaves a line in the log, without any text."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import structlog

from knowledge.errors import LibraryError, WriterUnavailable
from knowledge.ports import Form, Patience, Piece, Prompt, Usage, Writer
from knowledge.stages import model_call
from knowledge.writing.estimating import estimate
from knowledge.writing.pacing import Breaker, Clock, Pace
from knowledge.writing.settings import WriterSettings
from knowledge.writing.spending import Call, Limits, Spending

log = structlog.get_logger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 4.0  # between two tries, where the model doesn't say
LEAST_S = 0.5  # with less time left than this nothing is tried again
MILLION = 1_000_000
# The provider did nothing for these, and takes nothing for them.
_FREE = frozenset({"rate limited", "server failed", "unreachable", "not let in", "no such model", "refused"})
_NOT_ITS_FAULT = frozenset(
    {"no form", "too long", "endless", "refused"}
)  # of this prompt, not of the model's being there


@dataclass(slots=True)
class _Try:
    """One call of the model under way."""

    call: Call
    began: float
    given: int  # tokens, estimated
    said: str = ""
    usage: Usage | None = None
    first_s: float | None = None

    def used(self) -> Usage:
        """What is known of it, or what its texts are worth."""
        if self.usage is not None and any(self.usage[:2]):
            return self.usage
        return Usage(self.given, estimate(self.said), counted=False)


class CarefulWriter:
    """A Writer that keeps another one within bounds. Safe to share; one for each process.

    Args:
        writer: makes one try a call.
        settings: the bounds.
        spending: what was used today, by all processes.
        clock: seconds; another one for tests.
        sleep: waits; another one for tests.
    """

    def __init__(
        self,
        writer: Writer,
        settings: WriterSettings,
        spending: Spending,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = writer.name
        self._writer, self._settings, self._spending = writer, settings, spending
        self._clock, self._sleep = clock, sleep
        self._limits = Limits(settings.writer_daily_tokens, settings.writer_daily_cost)
        self._pace, self._breaker = Pace(settings.writer_per_minute, clock), Breaker(clock)
        self._random = Random()  # noqa: S311  (so that processes don't try again in step)

    @property
    def patience(self) -> Patience:
        """How long an answer waits, by the settings."""
        return Patience(self._settings.writer_first_s, self._settings.writer_whole_s)

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:
        """The pieces of the first try that begins to write. Raises WriterUnavailable, at once if it may not ask."""
        until = self._clock() + patience.first_s
        end = self._clock() + patience.whole_s
        for attempt in range(1, self._settings.writer_tries + 1):
            left = Patience(until - self._clock(), end - self._clock())
            one = self._admitted(prompt)
            try:
                yield from self._pieces(one, prompt, left)
                return
            except WriterUnavailable as error:
                self._failed(one, error)
                if one.said:  # a part of it is out already
                    raise
                self._pause(attempt, error, until)

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        """The same for a form: of the first try that gives one. Raises WriterUnavailable."""
        until = self._clock() + timeout_s
        for attempt in range(1, self._settings.writer_tries + 1):
            one = self._admitted(prompt)
            try:
                with model_call("write"):
                    filled, one.usage = self._writer.fill(prompt, form, until - self._clock())
            except WriterUnavailable as error:
                self._failed(one, error)
                self._pause(attempt, error, until)
            else:
                self._settled(one, "done")
                return filled, one.usage
        raise AssertionError("the last try returns or raises")

    # -- a try -------------------------------------------------------------------------------------------------------
    def _pieces(self, one: _Try, prompt: Prompt, left: Patience) -> Generator[Piece, None, None]:
        outcome = "left"  # whoever reads had enough
        try:
            with model_call("write"), closing(self._writer.write(prompt, left)) as pieces:
                for piece in pieces:
                    one.usage = piece.usage or one.usage
                    if piece.text and one.first_s is None:
                        one.first_s = self._clock() - one.began
                    one.said += piece.text
                    yield piece
            outcome = "done"
        except WriterUnavailable:
            outcome = ""  # whoever catches it settles it
            raise
        finally:
            if outcome:
                self._settled(one, outcome)

    def _admitted(self, prompt: Prompt) -> _Try:
        """A try that may be made, with its place in the ledger. Raises WriterUnavailable."""
        if not self._breaker.may():
            raise WriterUnavailable("The model failed several times and is left alone for a while.", "left alone")
        if not self._pace.may():
            raise WriterUnavailable("The model was asked too often this minute.", "too many a minute")
        given, most = estimate(prompt.instructions + prompt.given), self._settings.writer_max_tokens
        at = datetime.now(UTC)
        call = Call(
            secrets.token_hex(8), at, prompt.purpose, prompt.version, self.name, given, most, self._cost(given, most)
        )
        if not self._entered(call):
            raise WriterUnavailable("What the model may use today is used up.", "over budget")
        return _Try(call, self._clock(), given)

    def _entered(self, call: Call) -> bool:
        try:
            return self._spending.reserve(call, self._limits)
        except LibraryError:
            log.exception("what a model used cannot be written down")
            return not any(self._limits)  # without a ledger there is no telling whether a budget is kept

    def _failed(self, one: _Try, error: WriterUnavailable) -> None:
        self._settled(one, error.kind)
        if error.kind not in _NOT_ITS_FAULT:
            self._breaker.failed(error.retry_after_s or 0.0)

    def _pause(self, attempt: int, error: WriterUnavailable, until: float) -> None:
        """Wait before the next try. Raises the error where there is none, or no time for one."""
        pause = min(FIRST_PAUSE_S * 2 ** (attempt - 1), LONGEST_PAUSE_S) * self._random.uniform(0.8, 1.2)
        pause = pause if error.retry_after_s is None else error.retry_after_s
        last = attempt == self._settings.writer_tries
        if last or not error.retryable or self._clock() + pause + LEAST_S > until:
            raise error
        self._sleep(pause)

    def _settled(self, one: _Try, outcome: str) -> None:
        """Write down what it used: in the ledger, and a line in the log."""
        if outcome in ("done", "left"):
            self._breaker.went_well()
        used = Usage(0, 0) if outcome in _FREE and not one.said else one.used()
        cost = self._cost(used.tokens_in, used.tokens_out)
        call = replace(one.call, tokens_in=used.tokens_in, tokens_out=used.tokens_out, cost=cost, outcome=outcome)
        try:
            self._spending.settle(call)
        except LibraryError:
            log.exception("what a model used cannot be written down")
        log.info(
            "asked",
            purpose=call.purpose,
            prompt=call.prompt,
            model=call.model,
            tokens_in=used.tokens_in,
            tokens_out=used.tokens_out,
            counted=used.counted,
            cost=str(cost),
            first_ms=None if one.first_s is None else round(one.first_s * 1000),
            took_ms=round((self._clock() - one.began) * 1000),
            outcome=outcome,
        )

    def _cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        prices = self._settings.writer_price_in, self._settings.writer_price_out
        return (tokens_in * prices[0] + tokens_out * prices[1]) / MILLION
