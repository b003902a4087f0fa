"""What calls of a model used, and whether one more may be made today. The ledger is shared by all processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Lock
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as the ledger has it. Until it is over, it counts with the most that it can use."""

    id: str
    at: datetime  # with time zone; its day is that of UTC
    purpose: str
    prompt: str  # the version of its instructions
    model: str
    tokens_in: int
    tokens_out: int
    cost: Decimal
    outcome: str = "under way"  # "done", "left", or in a word what went wrong

    @property
    def day(self) -> date:
        """The day that it counts for."""
        return self.at.astimezone(UTC).date()


class Limits(NamedTuple):
    """What may be used a day; None: as much as anybody likes."""

    tokens: int | None = None
    cost: Decimal | None = None


class Used(NamedTuple):
    """What was used on a day."""

    calls: int = 0
    tokens: int = 0
    cost: Decimal = Decimal(0)

    def allows(self, call: Call, limits: Limits) -> bool:
        """Whether one more call stays within the limits, should it use all that it can."""
        tokens = self.tokens + call.tokens_in + call.tokens_out
        within_tokens = limits.tokens is None or tokens <= limits.tokens
        return within_tokens and (limits.cost is None or self.cost + call.cost <= limits.cost)


class Spending(Protocol):
    """The ledger. Every method raises LibraryError where it can't be read or written."""

    def reserve(self, call: Call, limits: Limits) -> bool:
        """Enter a call with the most that it can use, unless the day's limits forbid it; nobody comes in between."""
        ...

    def settle(self, call: Call) -> None:
        """What the call used in the end, and how it ended."""
        ...

    def used(self, day: date) -> Used:
        """What was used on a day, with what is under way."""
        ...


class MemorySpending:
    """The shipped fake: a ledger that ends with its process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[str, Call] = {}

    def reserve(self, call: Call, limits: Limits) -> bool:
        """Enter a call, unless the day's limits forbid it."""
        with self._lock:
            allowed = self._used(call.day).allows(call, limits)
            if allowed:
                self._calls[call.id] = call
        return allowed

    def settle(self, call: Call) -> None:
        """What the call used in the end."""
        with self._lock:
            if call.id in self._calls:
                self._calls[call.id] = replace(call, at=self._calls[call.id].at)

    def used(self, day: date) -> Used:
        """What was used on a day."""
        with self._lock:
            return self._used(day)

    def _used(self, day: date) -> Used:
        calls = [call for call in self._calls.values() if call.day == day]
        tokens = sum(call.tokens_in + call.tokens_out for call in calls)
        return Used(len(calls), tokens, sum((call.cost for call in calls), Decimal(0)))
