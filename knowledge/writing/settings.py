"""What can be told of the model that writes answers, and of what it may cost."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

SCRIPTED = "scripted"  # the writer that needs no model: it says the quotes again, with their figures as slots


class WriterSettings(BaseModel):
    """``bot.settings`` nests this class. Without ``writer`` answers are quotes, and nothing else here matters."""

    writer: str | None = Field(
        default=None,
        description="The chat model that writes answers, as PROVIDER:MODEL: openai:gpt-5-mini, anthropic:…, ollama:…, "
        "or any other of LangChain's. Without it answers are quotes. What it writes is held against the quotes.",
    )
    writer_url: str | None = Field(
        default=None,
        description="Where that model is served, if not at its provider's: any address that speaks OpenAI's protocol "
        "(http://HOST:8000/v1), or that of an Ollama.",
    )
    writer_key: SecretStr | None = Field(
        default=None,
        description="The key that the model's provider lets Footnote in with. Without it the provider's package looks "
        "for its own variable (OPENAI_API_KEY …), unless another address is given.",
    )
    writer_first_s: float = Field(
        default=8.0,
        gt=0,
        description="How many seconds an answer waits for the model's first word; then it is given in quotes.",
    )
    writer_whole_s: float = Field(
        default=45.0, gt=0, description="After how many seconds a model that is still writing is interrupted."
    )
    writer_tries: int = Field(
        default=3, ge=1, le=10, description="How often a call is tried that fails before its first word."
    )
    writer_max_tokens: int = Field(
        default=800, ge=50, description="The longest answer that a model may write, in tokens."
    )
    writer_per_minute: int = Field(
        default=60,
        ge=1,
        description="How many calls of the model one process makes a minute; beyond it answers are quotes.",
    )
    writer_price_in: Decimal = Field(
        default=Decimal(0), ge=0, description="What a million tokens cost that the model reads."
    )
    writer_price_out: Decimal = Field(
        default=Decimal(0), ge=0, description="What a million tokens cost that the model writes."
    )
    writer_daily_tokens: int | None = Field(
        default=None,
        ge=1,
        description="How many tokens may be used a day (UTC), read and written; beyond it answers are quotes.",
    )
    writer_daily_cost: Decimal | None = Field(
        default=None,
        gt=0,
        description="What may be spent a day (UTC), in the currency of the two prices, which it needs.",
    )

    @field_validator("writer", "writer_url", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return (given.strip() or None) if isinstance(given, str) else given

    @field_validator("writer_url")
    @classmethod
    def _is_an_address(cls, given: str | None) -> str | None:
        if given is not None and not given.startswith(("http://", "https://")):
            raise ValueError("an address begins with http:// or https://")
        return given

    @field_validator("writer_daily_cost")
    @classmethod
    def _needs_prices(cls, given: Decimal | None, before: ValidationInfo) -> Decimal | None:
        if given is not None and not (before.data.get("writer_price_in") or before.data.get("writer_price_out")):
            raise ValueError("it needs writer_price_in and writer_price_out")
        return given

    @field_validator("writer_whole_s")
    @classmethod
    def _is_no_shorter(cls, given: float, before: ValidationInfo) -> float:
        if given < before.data.get("writer_first_s", 0):
            raise ValueError("it can't be shorter than writer_first_s")
        return given
