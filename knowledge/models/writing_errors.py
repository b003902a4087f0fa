"""What goes wrong when a chat model is called → one kind of error, with what to do next.

The words of a provider's error never leave: they may hold the prompt, or a part of a key.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from langchain_core.exceptions import (
    ModelAuthenticationError,
    ModelError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
)
from pydantic import ValidationError

from knowledge.errors import WriterUnavailable

_UNREACHABLE = frozenset({"TransportError", "APIConnectionError", "ConnectionError", "ModelConnectionError"})


def slow() -> WriterUnavailable:
    """The error of a model that let a person wait for too long."""
    return WriterUnavailable("The model took too long.", "slow")


def unavailable(error: Exception) -> WriterUnavailable:
    """The error of a provider's client, as one that a person understands."""
    status = _status(error)
    if isinstance(error, ModelAuthenticationError | ModelPermissionDeniedError) or status in (401, 403):
        return WriterUnavailable("The model's provider doesn't take the key: see FOOTNOTE_WRITER_KEY.", "not let in")
    if isinstance(error, ModelNotFoundError) or status == 404:
        return WriterUnavailable("There is no such model there: see FOOTNOTE_WRITER.", "no such model")
    if isinstance(error, ModelRateLimitError) or status == 429:
        wait = _retry_after_s(error)
        return WriterUnavailable("The model is asked too often.", "rate limited", retryable=True, retry_after_s=wait)
    if isinstance(error, ModelInvalidRequestError) or status in (400, 413, 422):
        return WriterUnavailable("The model doesn't take what it is asked.", "refused")
    if status is not None and status >= 500:
        wait = _retry_after_s(error)
        return WriterUnavailable("The model's server failed.", "server failed", retryable=True, retry_after_s=wait)
    if _is_unreachable(error):
        return WriterUnavailable("The model can't be reached.", "unreachable", retryable=True)
    if isinstance(error, ValidationError):
        return WriterUnavailable("The model didn't fill in the form.", "no form")
    again = isinstance(error, ModelError) and error.is_retryable
    return WriterUnavailable("The model's answer can't be understood.", type(error).__name__, retryable=again)


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _is_unreachable(error: Exception) -> bool:
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & _UNREACHABLE)


def _retry_after_s(error: Exception) -> float | None:
    """What the header Retry-After says, in seconds from now; None where there is none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = str(headers.get("retry-after") or "").strip()
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time()) if said else None
    except (TypeError, ValueError):
        return None
