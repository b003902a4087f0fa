"""A server on loopback that speaks OpenAI's protocol for chat completions, and behaves as well or badly as it is told.

Run by itself it answers like a good model, from the sources in the prompt: ``python -m tests.support.openai_server``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from knowledge.models.scripted import QuotingWriter
from knowledge.ports import Patience, Prompt

Json = dict[str, Any]
Asked = Callable[[Json], "Behaviour"]


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What becomes of one request."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    before_s: float = 0.0  # before anything is said
    between_s: float = 0.0  # two pieces
    comments: bool = False  # instead of being silent meanwhile, lines that keep the connection alive
    cut_after: int | None = None  # pieces: then the connection is closed in the middle
    ends_without_reason: bool = False  # as if all was well, but nothing says that it is over
    reason: str = "stop"
    raw: bytes | None = None  # instead of a stream
    endless: bool = False
    usage: bool = True
    refuses: str = ""  # a key of the request for which it is refused with 400, as by a server that doesn't know it


def says(text: str, **how: Any) -> Behaviour:
    """A good answer."""
    return Behaviour(text=text, **how)


def fails(status: int, **headers: str) -> Behaviour:
    """An error, with headers such as ``Retry_After``."""
    return Behaviour(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


class OpenAiServer:
    """Serves until it is left. Each request takes the next behaviour; the last one stays."""

    def __init__(self, *behaviours: Behaviour | Asked, port: int = 0) -> None:
        self._behaviours = list(behaviours)
        self.asked: list[Json] = []  # bodies
        self.headers: list[dict[str, str]] = []  # by lower-case name
        self.given_up = Event()  # a client closed its connection in the middle
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.stopping = Event()

    @property
    def url(self) -> str:
        """What FOOTNOTE_WRITER_URL is set to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="openai").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def next(self, body: Json, headers: dict[str, str]) -> Behaviour:
        """What is done with a request."""
        self.asked.append(body)
        self.headers.append(headers)
        chosen = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
        return chosen if isinstance(chosen, Behaviour) else chosen(body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(_Handler):
            openai = server

        return Handler


class _Handler(BaseHTTPRequestHandler):
    openai: OpenAiServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (as the base class calls it)
        """Nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        behaviour = self.openai.next(body, {name.lower(): value for name, value in self.headers.items()})
        try:
            self._answer(body, behaviour)
        except (BrokenPipeError, ConnectionResetError):
            self.openai.given_up.set()
        self.close_connection = True

    def _answer(self, body: Json, behaviour: Behaviour) -> None:
        if not self.path.endswith("/chat/completions"):
            self._whole(404, b'{"error": {"message": "no such path"}}')
        elif behaviour.refuses and behaviour.refuses in body:
            self._whole(400, json.dumps({"error": {"message": f"unknown: {behaviour.refuses}"}}).encode())
        elif behaviour.status != 200:
            time.sleep(behaviour.before_s)
            self._whole(behaviour.status, b'{"error": {"message": "as it was told"}}', behaviour.headers)
        elif behaviour.raw is not None:
            self._raw(behaviour.raw)
        elif body.get("stream"):
            self._stream(body, behaviour)
        else:
            time.sleep(behaviour.before_s)
            self._whole(200, json.dumps(_completion(body, behaviour)).encode())

    def _whole(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _raw(self, body: bytes) -> None:
        self._open()
        self._chunk(body)
        self._close()

    def _stream(self, body: Json, behaviour: Behaviour) -> None:
        self._open()
        self._wait(behaviour.before_s, behaviour.comments)
        for number, piece in enumerate(_pieces(behaviour)):
            if number == behaviour.cut_after:
                self.connection.close()
                return
            self._event(_chunk_json(body, {"content": piece}))
            self._wait(behaviour.between_s, behaviour.comments)
        if not behaviour.ends_without_reason:
            self._event(_chunk_json(body, {}, behaviour.reason))
            if behaviour.usage and body.get("stream_options", {}).get("include_usage"):
                self._event(_chunk_json(body, None) | {"usage": _usage(behaviour.text)})
            self._chunk(b"data: [DONE]\n\n")
        self._close()

    def _wait(self, seconds: float, comments: bool) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.openai.stopping.wait(min(left, 0.02)):
            if comments:
                self._chunk(b": still here\n\n")

    def _open(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _event(self, value: Json) -> None:
        self._chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _close(self) -> None:
        self.wfile.write(b"0\r\n\r\n")


def _pieces(behaviour: Behaviour) -> Iterator[str]:
    while True:
        yield from (behaviour.text[at : at + 9] for at in range(0, len(behaviour.text), 9))
        if not behaviour.endless:
            return


def _chunk_json(body: Json, delta: Json | None, reason: str | None = None) -> Json:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": reason}]
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": body["model"], "choices": choices}


def _completion(body: Json, behaviour: Behaviour) -> Json:
    message: Json = {"role": "assistant", "content": behaviour.text}
    if body.get("tools"):
        called = {"name": body["tools"][0]["function"]["name"], "arguments": behaviour.text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c1", "type": "function", "function": called}],
        }
    choice = {"index": 0, "message": message, "finish_reason": behaviour.reason}
    made = {"id": "1", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice]}
    return made | {"usage": _usage(behaviour.text)}


def _usage(text: str) -> Json:
    return {"prompt_tokens": 100, "completion_tokens": len(text) // 4, "total_tokens": 100 + len(text) // 4}


# -- by itself ---------------------------------------------------------------------------------------------------------


def good_model(body: Json) -> Behaviour:
    """Answers from the sources in the prompt, at the pace of a quick model."""
    given = {message["role"]: message["content"] for message in body["messages"]}
    prompt = Prompt("answer", "", given.get("system", ""), given.get("user", ""))
    pieces = QuotingWriter().write(prompt, Patience(1, 1))
    return says("".join(piece.text for piece in pieces), before_s=0.3, between_s=0.04)


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8711)
    with OpenAiServer(good_model, port=parser.parse_args().port) as server:
        print(f"FOOTNOTE_WRITER=openai:demo FOOTNOTE_WRITER_URL={server.url}", flush=True)  # noqa: T201
        Event().wait()


if __name__ == "__main__":
    main()
