"""Chat models of any provider, through LangChain: text as it is written, forms filled in, and one kind of error.

Every call runs in an event loop of its own thread. So a call that is given up is really ended, whatever the provider's
client is waiting for, and the time of a call is bounded here and not by each client in its own way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

import structlog
from langchain_core.exceptions import ModelInvalidRequestError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langsmith import tracing_context
from pydantic import ValidationError

from knowledge.errors import WriterUnavailable
from knowledge.models.writing_errors import slow, unavailable
from knowledge.ports import Form, Patience, Piece, Prompt, Usage

log = structlog.get_logger(__name__)

MOST_CHARACTERS = 40_000  # of one answer; nobody needs more, and an endless one ends here
GRACE_S = 5.0  # beyond its time, for a call to end by itself
_ENDED = ("finish_reason", "stop_reason", "done_reason", "status")  # where a provider says why it stopped
_TOO_LONG = frozenset({"length", "max_tokens", "incomplete"})

Messages = list[SystemMessage | HumanMessage]
Item = Piece | WriterUnavailable | None  # None: it is done


class ChatWriter:
    """A Writer over a chat model. Safe to share between threads.

    Args:
        name: the provider's and the model's.
        model: made so that it tries once, and not again.
        says_why_it_ends: whether its provider does; then a stream that ends without a reason was cut.
    """

    def __init__(self, name: str, model: BaseChatModel, *, says_why_it_ends: bool = True) -> None:
        self.name = name
        self._model = model
        self._says_why_it_ends = says_why_it_ends
        self._methods: list[dict[str, str]] = [{}, {"method": "function_calling"}]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = Lock()

    # -- from any thread -----------------------------------------------------------------------------------------------
    def write(self, prompt: Prompt, patience: Patience) -> Generator[Piece, None, None]:
        """What it writes, piece by piece. Closing the iterator ends the call. Raises WriterUnavailable."""
        items: SimpleQueue[Item] = SimpleQueue()
        left = Event()
        call = asyncio.run_coroutine_threadsafe(self._stream(prompt, patience, items, left), self._running())
        try:
            while (item := _next(items, patience.whole_s + GRACE_S)) is not None:
                if isinstance(item, WriterUnavailable):
                    raise item
                yield item
        finally:
            left.set()
            call.cancel()

    def fill(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        """A form that it fills in. Raises WriterUnavailable, where it isn't in the form as well."""
        call = asyncio.run_coroutine_threadsafe(self._filled(prompt, form, timeout_s), self._running())
        try:
            return call.result(timeout_s + GRACE_S)
        except TimeoutError as error:
            raise slow() from error
        finally:
            call.cancel()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # Nothing waits for it at the end: a daemon keeps no program from ending.
                Thread(target=self._loop.run_forever, daemon=True, name="footnote-writer").start()
            return self._loop

    # -- in the loop ---------------------------------------------------------------------------------------------------
    async def _stream(self, prompt: Prompt, patience: Patience, items: SimpleQueue[Item], left: Event) -> None:
        try:
            async with aclosing(self._pieces(prompt, patience)) as pieces:
                async for piece in pieces:
                    if left.is_set():  # in case the cancellation was swallowed
                        return
                    items.put(piece)
            items.put(None)
        except WriterUnavailable as error:
            items.put(error)
        except Exception as error:  # noqa: BLE001  (whatever a provider's client raises becomes one kind of error)
            items.put(unavailable(error))

    async def _pieces(self, prompt: Prompt, patience: Patience) -> AsyncGenerator[Piece, None]:
        clock = asyncio.timeout(patience.first_s)
        began = asyncio.get_running_loop().time()
        seen, reason = 0, ""
        used = Usage(0, 0)
        try:
            async with clock:
                with tracing_context(enabled=False):  # what is asked goes to the model and nowhere else
                    async for chunk in self._model.astream(_messages(prompt)):
                        if (
                            clock.expired()
                        ):  # asyncio.wait_for of Python 3.11, in a client, may swallow the cancellation
                            raise slow()
                        reason = _why_ended(chunk) or reason
                        used = _added(used, chunk)
                        if text := chunk.text:
                            if not seen:
                                clock.reschedule(began + patience.whole_s)
                            seen += len(text)
                            yield Piece(text, used if any(used[:2]) else None)
                        if seen > MOST_CHARACTERS:
                            raise WriterUnavailable("The model writes without an end.", "endless")
        except TimeoutError as error:
            raise slow() if clock.expired() else unavailable(error) from error
        if any(used[:2]):
            yield Piece("", used)
        if reason in _TOO_LONG:
            raise WriterUnavailable("What the model wrote was longer than it may be.", "too long")
        if not reason and self._says_why_it_ends:
            raise WriterUnavailable("The model stopped in the middle.", "cut", retryable=True)

    async def _filled(self, prompt: Prompt, form: type[Form], timeout_s: float) -> tuple[Form, Usage]:
        clock = asyncio.timeout(timeout_s)
        try:
            async with clock:
                return await self._form(prompt, form)
        except WriterUnavailable:
            raise
        except TimeoutError as error:
            raise slow() if clock.expired() else unavailable(error) from error
        except Exception as error:
            raise unavailable(error) from error

    async def _form(self, prompt: Prompt, form: type[Form]) -> tuple[Form, Usage]:
        """By the way of asking that the provider prefers; by the older one where it doesn't know that."""
        try:
            said = await self._ask_for(prompt, form, self._methods[0])
        except ModelInvalidRequestError:
            if len(self._methods) == 1:
                raise
            said = await self._ask_for(prompt, form, self._methods[1])
            self._methods = self._methods[1:]
        raw = said["raw"]
        used = _added(Usage(0, 0), raw) if isinstance(raw, AIMessage) else Usage(0, 0)
        try:
            return form.model_validate(said["parsed"]), used
        except ValidationError as error:
            raise WriterUnavailable("The model didn't fill in the form.", "no form") from error

    async def _ask_for(self, prompt: Prompt, form: type[Form], method: dict[str, str]) -> dict[str, Any]:
        asked = self._model.with_structured_output(form, include_raw=True, **method)
        with tracing_context(enabled=False):
            said: Any = await asked.ainvoke(_messages(prompt))
        return dict(said)


def _next(items: SimpleQueue[Item], timeout_s: float) -> Item:
    try:
        return items.get(timeout=timeout_s)
    except Empty:  # the client holds its whole loop up
        raise slow() from None


def _messages(prompt: Prompt) -> Messages:
    return [SystemMessage(prompt.instructions), HumanMessage(prompt.given)]


def _added(used: Usage, message: AIMessage) -> Usage:
    """Providers that tell it in several chunks tell what is new in each."""
    said = message.usage_metadata
    return Usage(used.tokens_in + said["input_tokens"], used.tokens_out + said["output_tokens"]) if said else used


def _why_ended(chunk: AIMessageChunk) -> str:
    told = (chunk.response_metadata.get(name) for name in _ENDED)
    return next((str(reason) for reason in told if reason), "")
