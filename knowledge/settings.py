"""What this package can be told. ``bot.settings`` nests these classes and alone reads the environment."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import BaseModel, Field


class KnowledgeSettings(BaseModel):
    """Where the library is, and how much of the machine answering may use."""

    library: Path = Field(
        default_factory=lambda: user_data_path("footnote"),
        description="Folder of the embedded library: the catalogue (SQLite) and the vectors (Chroma).",
    )
    threads: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Processor threads that the models may use together.",
    )
    rerank: bool = Field(default=True, description="Rank the best passages again with the cross-encoder.")
    candidates: int = Field(default=16, ge=1, le=100, description="How many passages are ranked again a question.")
