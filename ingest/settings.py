"""What this package can be told. ``bot.settings`` nests this class and alone reads the environment."""

from __future__ import annotations

from pydantic import BaseModel, Field


class IngestSettings(BaseModel):
    """Limits on what is read, so that one bad source cannot take the machine or the network with it."""

    max_source_mb: float = Field(default=100, gt=0, description="A larger file or page is refused, in MB.")
    max_unpacked_mb: float = Field(
        default=500, gt=0, description="A DOCX, PPTX or XLSX that unpacks to more is refused, in MB."
    )
    fetch_timeout_s: float = Field(default=20, gt=0, description="How long a web page may take to arrive, in seconds.")
    max_redirects: int = Field(default=5, ge=0, description="How many redirects of a URL are followed.")
    allow_private_urls: bool = Field(
        default=False, description="Whether URLs may point to private, loopback or link-local addresses."
    )
