"""A writer that is still being made: a provider's package takes a second or two to load, beside the search."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future
from threading import Thread

from knowledge.ports import Form, Patience, Piece, Prompt, Usage, Writer


class Soon:
    """Begins to make a writer at once, and waits for it when it is first used.

    What goes wrong in making it is raised then, at each use.

    Args:
        name: the writer's.
        make: makes it, in a thread of its own.
    """

    def __init__(self, name: str, make: Callable[[], Writer]) -> None:
        self.name = name
        self._made: Future[Writer] = Future()
        Thread(target=self._make, args=(make,), daemon=True, name="footnote-loading").start()

    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:
        """What the writer writes."""
        yield from self._made.result().write(prompt, patience)

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        """What the writer fills in."""
        return self._made.result().fill(prompt, form, timeout_s)

    def _make(self, make: Callable[[], Writer]) -> None:
        try:
            self._made.set_result(make())
        except Exception as error:  # noqa: BLE001  (it is raised where the writer is used)
            self._made.set_exception(error)
