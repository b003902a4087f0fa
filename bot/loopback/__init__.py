"""A strict imitation of Slack's servers on loopback, for tests and for the playground. It knows nothing of the bot."""

from __future__ import annotations

from bot.loopback.blockkit import problems
from bot.loopback.clock import Clock, ManualClock, SystemClock
from bot.loopback.config import AppConfig
from bot.loopback.errors import Impossible
from bot.loopback.records import (
    Attempt,
    Call,
    Change,
    Channel,
    Delivery,
    File,
    Message,
    Notice,
    Prompts,
    Status,
    Stream,
    User,
    View,
)
from bot.loopback.slack import LoopbackSlack

__all__ = [
    "AppConfig",
    "Attempt",
    "Call",
    "Change",
    "Channel",
    "Clock",
    "Delivery",
    "File",
    "Impossible",
    "LoopbackSlack",
    "ManualClock",
    "Message",
    "Notice",
    "Prompts",
    "Status",
    "Stream",
    "SystemClock",
    "User",
    "View",
    "problems",
]
