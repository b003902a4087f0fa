"""What the service, and its log, can be told."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class ServiceSettings(BaseModel):
    """How ``footnote serve`` ends, and what it lets through."""

    development: bool = Field(
        default=False,
        description="Whether footnote serve may run with a door whose authentication is switched off; it then listens "
        "on this machine alone.",
    )
    shutdown_s: float = Field(
        default=25.0,
        gt=0,
        le=600,
        description="How many seconds footnote serve takes at most, once it is told to end, to finish what is under "
        "way; a little less than what its container is given.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people, or for programs: one JSON object each."
    )
    log_words: bool = Field(
        default=False,
        description="Whether log lines may have words of people and documents in them, for finding a fault.",
    )
