"""Trouble on demand: failing, slow and limited methods, forged and doubled deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar


@dataclass(slots=True)
class Fault:
    """How a call fails. ``left`` counts down; None is for ever."""

    left: int | None
    error: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False


@dataclass(slots=True)
class Delay:
    """How long a call takes."""

    left: int | None
    seconds: float


@dataclass(slots=True)
class Forgery:
    """What is wrong with a delivery over HTTP."""

    left: int | None
    secret: str | None = None
    age_s: float = 0.0
    unsigned: bool = False


Trouble = TypeVar("Trouble", Fault, Delay, Forgery)


class Faults:
    """What is to go wrong next."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._delays: dict[str, list[Delay]] = defaultdict(list)
        self._forgeries: list[Forgery] = []
        self._doubled: int | None = 0

    def add(self, method: str, fault: Fault) -> None:
        """Let a method (or ``*``) fail."""
        self._faults[method].append(fault)

    def slow(self, method: str, delay: Delay) -> None:
        """Let a method (or ``*``) take long."""
        self._delays[method].append(delay)

    def forge(self, forgery: Forgery) -> None:
        """Let deliveries be forged."""
        self._forgeries.append(forgery)

    def double(self, times: int | None) -> None:
        """Let so many events be delivered twice; None is for ever."""
        self._doubled = None if times is None or self._doubled is None else self._doubled + times

    def clear(self) -> None:
        """All is well again."""
        self._faults.clear()
        self._delays.clear()
        self._forgeries.clear()
        self._doubled = 0

    def next_fault(self, method: str) -> Fault | None:
        """How this call fails, if it does."""
        return _taken(self._faults[method]) or _taken(self._faults["*"])

    def next_delay_s(self, method: str) -> float:
        """How long this call takes beyond what it takes anyway."""
        delay = _taken(self._delays[method]) or _taken(self._delays["*"])
        return delay.seconds if delay else 0.0

    def next_forgery(self) -> Forgery | None:
        """What is wrong with this delivery, if anything."""
        return _taken(self._forgeries)

    def next_doubled(self) -> bool:
        """Whether this event is delivered twice."""
        if self._doubled is None:
            return True
        self._doubled, doubled = max(0, self._doubled - 1), self._doubled > 0
        return doubled


def _taken(waiting: list[Trouble]) -> Trouble | None:
    if not waiting:
        return None
    first = waiting[0]
    if first.left is not None:
        first.left -= 1
        if first.left <= 0:
            waiting.pop(0)
    return first
