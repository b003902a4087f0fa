"""What can go wrong in a loopback Slack."""

from __future__ import annotations

from typing import Any


class Impossible(Exception):
    """A person can't do that in Slack: the button isn't there, the channel isn't theirs, a required input is empty."""


class Refused(Exception):
    """Slack says no to the app: the error's name, and what else stands in the answer."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details
