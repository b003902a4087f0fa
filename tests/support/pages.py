"""A web server on loopback that serves what it is told, also badly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Respond = Callable[[BaseHTTPRequestHandler], None]


class Pages:
    """Routes by path; ``asked`` are the requests so far, as (path, headers)."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.routes: dict[str, Respond] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def serve(self, path: str, *turns: Respond) -> str:
        """Answer a path, each time with the next of these and at last always with the last; returns its URL."""
        left = list(turns)

        def respond(handler: BaseHTTPRequestHandler) -> None:
            (left.pop(0) if len(left) > 1 else left[0])(handler)

        self.routes[path] = respond
        return self.base + path


def page(
    body: bytes | str, media_type: str | None = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Respond:
    """A whole answer."""
    data = body.encode() if isinstance(body, str) else body
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    typed = {"Content-Type": media_type} if media_type else {}
    return _answer(status, {"Content-Length": str(len(data)), **typed, **extra}, lambda write: write(data))


def tagged(body: str, etag: str | None = None, last_modified: str | None = None) -> Respond:
    """A page that answers 304 to whoever knows it as it is, as RFC 9110 has it: the tag goes before the date."""
    validators = {name: value for name, value in (("ETag", etag), ("Last-Modified", last_modified)) if value}
    typed = {"Content-Type": "text/html; charset=utf-8"}

    def respond(handler: BaseHTTPRequestHandler) -> None:
        if (known := handler.headers["If-None-Match"]) is not None:
            same = known == etag
        else:
            same = last_modified is not None and handler.headers["If-Modified-Since"] == last_modified
        status, data = (304, b"") if same else (200, body.encode())
        _answer(status, {"Content-Length": str(len(data)), **typed, **validators}, lambda write: write(data))(handler)

    return respond


def redirect(to: str, status: int = 302) -> Respond:
    """A redirect."""
    return page(b"", status=status, Location=to)


def endless(piece: bytes, pause_s: float = 0.0, media_type: str = "text/plain", **headers: str) -> Respond:
    """A body that never ends, piece by piece."""

    def body(write: Callable[[bytes], Any]) -> None:
        while True:
            write(piece)
            time.sleep(pause_s)

    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return _answer(200, {"Content-Type": media_type, **extra}, body)


def dripping_headers(pause_s: float = 0.1) -> Respond:
    """Headers that arrive letter by letter and never end."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            handler.wfile.write(b"x")
            time.sleep(pause_s)

    return respond


def silence(seconds: float) -> Respond:
    """No answer for a while, then none at all."""
    return lambda handler: time.sleep(seconds)


def cut_short() -> Respond:
    """Half of what was announced."""
    return _answer(200, {"Content-Type": "text/plain", "Content-Length": "100"}, lambda write: write(b"half"))


def _answer(status: int, headers: dict[str, str], body: Callable[[Callable[[bytes], Any]], Any]) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        body(handler.wfile.write)

    return respond


@contextmanager
def serving() -> Iterator[Pages]:
    """A running server; connections that are still open when it ends are dropped."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append((self.path, dict(self.headers)))
            try:
                pages.routes.get(self.path, page("nothing here", status=404))(self)
            except OSError:  # the client has had enough, which is what is tested
                self.close_connection = True

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    pages = Pages(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
