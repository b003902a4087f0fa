"""From the settings to the model that writes: which provider, at which address, with which key."""

from __future__ import annotations

import re
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from knowledge.errors import InvalidSettings, ModelUnavailable
from knowledge.models.scripted import QuotingWriter
from knowledge.models.writing_soon import Soon
from knowledge.ports import Writer
from knowledge.writing.settings import SCRIPTED, WriterSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# The providers that are tried, each with its module; the extra of Footnote's is called like the provider.
EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
NO_KEY = "none"  # sent to an address for which there is no key: never that of the provider's own variable
_PACKAGE = re.compile(r"langchain-[\w-]+")
_PROVIDER = re.compile(r"([a-z][a-z_]*):(.+)", re.DOTALL)


def load_writer(settings: WriterSettings) -> Writer:
    """The writer of the settings. Raises InvalidSettings and ModelUnavailable, each saying what to set or install."""
    if settings.writer == SCRIPTED:
        return QuotingWriter()
    provider, model = named(settings)
    if said := missing(settings):
        raise ModelUnavailable(said)
    from knowledge.models.writing import ChatWriter

    return ChatWriter(
        f"{provider}:{model}", _chat_model(provider, model, settings), says_why_it_ends=provider in EXTRAS
    )


def load_soon(settings: WriterSettings) -> Writer:
    """The same without waiting; what is wrong beyond names and packages is raised at the first use."""
    if settings.writer == SCRIPTED:
        return QuotingWriter()
    provider, model = named(settings)
    if said := missing(settings):
        raise ModelUnavailable(said)
    return Soon(f"{provider}:{model}", lambda: load_writer(settings))


def named(settings: WriterSettings) -> tuple[str, str]:
    """The provider and its model. Raises InvalidSettings."""
    said = settings.writer or ""
    parted = _PROVIDER.fullmatch(said)
    if parted and (not settings.writer_url or parted[1] in EXTRAS):
        return parted[1], parted[2]
    if settings.writer_url:  # whatever it is called there, it speaks OpenAI's protocol
        return "openai", said
    raise InvalidSettings(
        f"FOOTNOTE_WRITER is {said!r}, which names no provider: write openai:MODEL, anthropic:MODEL or ollama:MODEL."
    )


def missing(settings: WriterSettings) -> str | None:
    """What isn't installed, as a sentence; nothing is imported for it. Raises InvalidSettings."""
    provider, _ = named(settings)
    if provider in EXTRAS and find_spec(EXTRAS[provider]) is None:
        return f'What speaks to {provider} isn\'t installed: run pip install "footnote[{provider}]".'
    return None


def _chat_model(provider: str, model: str, settings: WriterSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of settings that one provider knows and another doesn't
            made: BaseChatModel = init_chat_model(model, model_provider=provider, **_given(provider, settings))
            return made
    except ImportError as error:
        package = _PACKAGE.search(str(error))
        todo = f"run pip install {package[0]}" if package else "install LangChain's package for it"
        raise ModelUnavailable(f"What speaks to {provider} isn't installed: {todo}.") from error
    except Exception as error:
        raise InvalidSettings(_trouble(provider, error)) from error


def _given(provider: str, settings: WriterSettings) -> dict[str, Any]:
    """What a model is made with: it tries once, since whoever calls it knows how long a person waits."""
    key = settings.writer_key.get_secret_value() if settings.writer_key else None
    address = {"base_url": settings.writer_url} if settings.writer_url else {}
    if provider == "ollama":
        headers = {"client_kwargs": {"headers": {"Authorization": f"Bearer {key}"}}} if key else {}
        return {"num_predict": settings.writer_max_tokens, **address, **headers}
    given: dict[str, Any] = {"max_retries": 0, "timeout": settings.writer_whole_s, **address}
    given["max_tokens"] = settings.writer_max_tokens
    if provider == "openai":
        given["stream_usage"] = True
        given["stream_chunk_timeout"] = None  # the time of a call is bounded where it is made
        given |= {"use_responses_api": False} if address else {}
    if key or address:
        given["api_key"] = key or NO_KEY
    return given


def _trouble(provider: str, error: Exception) -> str:
    """A sentence without the vendor's words, which may hold a part of a key."""
    said = str(error).lower()
    if "unsupported" in said and "provider" in said:
        return f"FOOTNOTE_WRITER names {provider}, a provider that LangChain doesn't know: correct it."
    if "api_key" in said or "credential" in said or "api key" in said:
        return f"There is no key for {provider}: set FOOTNOTE_WRITER_KEY."
    return f"The model of FOOTNOTE_WRITER can't be made for {provider} ({type(error).__name__}): correct it."
