"""Where the time of a question goes: the core says which stage it is at, and whoever measures listens.

Without a listener this costs next to nothing. The core knows of no metrics and no traces, and a listener learns names
alone, never what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Literal

Kind = Literal["stage", "model"]
Listener = Callable[[Kind, str], AbstractContextManager[object]]

_listeners: list[Listener] = []


@contextmanager
def stage(name: str, kind: Kind = "stage") -> Iterator[None]:
    """Work on a question that belongs together: ``understand``, ``retrieve``, ``read``, ``compose``."""
    if not _listeners:
        yield
        return
    with ExitStack() as stack:
        for listener in (*_listeners,):
            stack.enter_context(listener(kind, name))
        yield


def model_call(name: str) -> AbstractContextManager[None]:
    """One call of a model, whatever it is asked for: ``embed``, ``rerank``, ``answerable``, ``write``."""
    return stage(name, "model")


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have a listener told of every stage, in whichever thread, for as long as the context lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
