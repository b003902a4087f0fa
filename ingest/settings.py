"""What this package can be told. ``bot.settings`` nests this class and alone reads the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


class IngestSettings(BaseModel):
    """Limits on what is read, so that one bad source cannot take the machine or the network with it."""

    max_source_mb: float = Field(default=100, gt=0, description="A larger file or page is refused, in MB.")
    max_unpacked_mb: float = Field(
        default=500, gt=0, description="A DOCX, PPTX or XLSX that unpacks to more is refused, in MB."
    )
    fetch_timeout_s: float = Field(default=20, gt=0, description="How long a web page may take to arrive, in seconds.")
    max_redirects: int = Field(default=5, ge=0, description="How many redirects of a URL are followed.")
    retry_first_s: float = Field(
        default=300,
        gt=0,
        description="A source that failed is tried again after so many seconds, then later and later.",
    )
    retry_most_s: float = Field(default=86_400, gt=0, description="The longest pause between two tries, in seconds.")
    park_after: int = Field(
        default=6, ge=1, description="After so many failures in a row a source is parked until somebody asks for it."
    )
    allow_private_urls: bool = Field(
        default=False, description="Whether URLs may point to private, loopback or link-local addresses."
    )
    keep_editions: int = Field(
        default=10, ge=2, description="How many editions are kept, the published one among them, to roll back to."
    )
    keep_days: float = Field(
        default=0, ge=0, description="Editions that were still published within so many days are kept beyond those."
    )
    assisted_statistics: bool = Field(
        default=False,
        description="Whether a model helps to say what a figure is of, where a writer is set; what it proposes is kept "
        "only where it stands in the document.",
    )
    assisted_paragraphs: int = Field(
        default=60, ge=1, description="About how many paragraphs of a document a model is asked at most for that."
    )
    assisted_calls: int = Field(default=1000, ge=0, description="And how often in one ingest.")
    assisted_timeout_s: float = Field(
        default=30, gt=0, description="How long a model may take for a paragraph, in seconds."
    )
    golden: Path | None = Field(
        default=None,
        description="File of golden questions, YAML or JSON; without it, golden.json or .yaml in the library's folder.",
    )
