"""When a model isn't asked at all: it was asked too often this minute, or it failed several times in a row."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

FAILURES = 3  # in a row, after which a model is left alone
FIRST_REST_S, LONGEST_REST_S = 15.0, 300.0

Clock = Callable[[], float]  # seconds, from any beginning


class Pace:
    """So many calls a minute, by a window that slides. One more is refused and not kept waiting: a person waits."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._lock = Lock()
        self._calls: deque[float] = deque()

    def may(self) -> bool:
        """Whether one more call may be made now; if so, it counts."""
        with self._lock:
            now = self._clock()
            while self._calls and self._calls[0] <= now - 60:
                self._calls.popleft()
            allowed = len(self._calls) < self._per_minute
            if allowed:
                self._calls.append(now)
        return allowed


class Breaker:
    """Leaves a model alone that fails again and again, longer each time, and lets one call try it after the rest."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rest_s = FIRST_REST_S
        self._until: float | None = None  # None: it isn't left alone

    def may(self) -> bool:
        """Whether it may be asked now."""
        with self._lock:
            if self._until is None:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest_s  # one call tries; the others wait for what comes of it
            return True

    def went_well(self) -> None:
        """It answered."""
        with self._lock:
            self._failures, self._rest_s, self._until = 0, FIRST_REST_S, None

    def failed(self, at_least_s: float = 0.0) -> None:
        """It didn't; ``at_least_s``: it said itself for how long it isn't to be asked."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = self._clock() + max(self._rest_s, at_least_s)
                self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
