"""What this package can be told. ``bot.settings`` nests these classes and alone reads the environment."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import BaseModel, Field, SecretStr


class KnowledgeSettings(BaseModel):
    """Where the library is, and how much of the machine answering may use."""

    library: Path = Field(
        default_factory=lambda: user_data_path("footnote"),
        description="Folder of the embedded library: the catalogue (SQLite) and the vectors (Chroma).",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Address of a Postgres database (postgresql://USER:PASSWORD@HOST/DATABASE) that several machines "
        "share: catalogue, sources, runs, what was asked and Slack's installations are there instead of in the folder.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="Address of a Chroma server (http://HOST:8000): the vectors are there instead of in the folder.",
    )
    chroma_token: SecretStr | None = Field(
        default=None, description="What the Chroma server, or the proxy before it, lets Footnote in with."
    )
    threads: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="Processor threads that the models may use together.",
    )
    rerank: bool = Field(default=True, description="Rank the best passages again with the cross-encoder.")
    candidates: int = Field(default=16, ge=1, le=100, description="How many passages are ranked again a question.")
    stored_answers: int = Field(
        default=1000,
        ge=0,
        description="How many answers a process keeps for whoever asks the same of the same edition and documents.",
    )

    @property
    def place(self) -> Path | str:
        """Where the catalogue and what was asked are: the library's folder, or the address of a server."""
        return self.database_url.get_secret_value() if self.database_url else self.library
