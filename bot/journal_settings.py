"""What can be told of what people asked: how long it is kept, and whether answers are followed."""

from __future__ import annotations

from pydantic import BaseModel, Field


class JournalSettings(BaseModel):
    """``bot.settings`` nests this class."""

    keep_questions_days: float = Field(
        default=90,
        ge=0,
        description="What people asked in chats, and thought of it, is forgotten after so many days. 0: after one day, "
        "which follow-ups and the buttons under an answer need.",
    )
    living: bool = Field(
        default=True,
        description="Whether the thread of an answer is told when a publish changes or removes what it rests on.",
    )
    living_days: float = Field(
        default=30, gt=0, description="Answers that are older than so many days are left alone then."
    )
    living_per_minute: int = Field(
        default=20, ge=1, description="How many threads of a workspace are told a minute; the others wait."
    )
