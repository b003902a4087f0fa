"""The time that a loopback Slack goes by; a test can move it on without waiting."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()


class ManualClock:
    """The real time plus what it was moved on: ``advance(300)`` makes everything five minutes older at once."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def now(self) -> float:
        """Seconds since 1970, moved on."""
        return time.time() + self.ahead_s

    def advance(self, seconds: float) -> None:
        """Move on by that many seconds."""
        self.ahead_s += seconds
