"""Vectors on a Chroma server, which several machines share. What one of them adds the others find at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from knowledge.errors import FootnoteError, InvalidSettings, LibraryError
from knowledge.stores.collection import HNSW, CollectionIndex, first_line

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

CONNECT_TIMEOUT_S = 3.0
TIMEOUT_S = 30.0  # of one request; a search takes milliseconds, a batch of vectors some seconds on a busy machine
TRIES = 2  # of what could not be connected to: a server that was started again has closed the connections kept open
PAUSE_S = 0.2
BATCH = 1_000  # vectors in a request: 2 MB
# Vectors come over the network, 2 kB each; the server's own search within ids is the quicker one much sooner.
EXACT_LIMIT = 1_000
PAGE = 50_000  # ids in a response


class _Place(NamedTuple):
    host: str
    port: int
    encrypted: bool
    path: str


class _Open(NamedTuple):
    client: Client
    collection: ChromaCollection
    batch: int


class ChromaServerIndex(CollectionIndex):
    """The vectors of one embedder on a server. It is connected to when first used, and again when it was away.

    Args:
        url: http:// or https://, with the path where a proxy has one.
        embedder_name: names the collection, so that vectors of two models never mix.
        dimensions: of each vector.
        token: for the server, or the proxy before it.
        timeout_s: how long a request may take.

    Raises InvalidSettings for another kind of address.
    """

    def __init__(
        self, url: str, embedder_name: str, dimensions: int, token: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        super().__init__(embedder_name, dimensions, EXACT_LIMIT)
        self._url = url
        self._place = _place(url)
        self._token = token
        self._timeout_s = timeout_s
        self._connecting = Lock()
        self._opened: _Open | None = None

    def ids(self) -> set[str]:
        """Every stored id, some at a time: a response has to fit into memory twice."""
        found: set[str] = set()
        with self._reading() as collection:
            while page := collection.get(include=[], limit=PAGE, offset=len(found))["ids"]:
                before = len(found)
                found.update(page)
                if len(found) == before:
                    break
        return found

    def close(self) -> None:
        """Close the connections."""
        with self._connecting:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.client.close()

    @contextmanager
    def _reading(self) -> Iterator[ChromaCollection]:
        with self._usable():
            yield self._open().collection

    @contextmanager
    def _writing(self) -> Iterator[tuple[ChromaCollection, int]]:
        with self._usable():
            opened = self._open()
            yield opened.collection, opened.batch

    def _open(self) -> _Open:
        with self._connecting:
            if self._opened is None:
                self._opened = self._connect()
            return self._opened

    def _connect(self) -> _Open:
        import chromadb  # takes half a second
        from chromadb.config import Settings

        socket.create_connection((self._place.host, self._place.port), CONNECT_TIMEOUT_S).close()
        headers = {"Authorization": f"Bearer {self._token}", "X-Chroma-Token": self._token} if self._token else {}
        client = chromadb.HttpClient(
            host=self._url.rstrip("/") if self._place.path else self._place.host,
            port=self._place.port,
            ssl=self._place.encrypted,
            headers=headers,
            settings=Settings(anonymized_telemetry=False),
        )
        _Patient(client, self._timeout_s)
        collection = client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": HNSW})
        return _Open(cast("Client", client), collection, min(BATCH, client.get_max_batch_size()))

    @contextmanager
    def _usable(self) -> Iterator[None]:
        from chromadb.errors import ChromaError, NotFoundError
        from httpx import HTTPError

        try:
            yield
        except NotFoundError as error:  # the server is another one than before, or was emptied
            self.close()
            raise self._unusable(error, "try again; if that doesn't help, run footnote doctor --repair") from error
        except FootnoteError:
            raise
        except (HTTPError, OSError) as error:
            raise self._unreachable(error) from error
        except (ChromaError, ValueError) as error:  # ValueError is what it says where it can't connect
            if isinstance(error, ValueError) and not isinstance(error, ChromaError):
                if "connect" not in str(error):
                    raise
                raise self._unreachable(error) from error
            raise self._unusable(error, "look into its log") from error

    def _unreachable(self, error: Exception) -> LibraryError:
        what_to_do = "see that it runs and FOOTNOTE_CHROMA_URL is right; it is used again as soon as it answers"
        return self._unusable(error, what_to_do)

    def _unusable(self, error: Exception, what_to_do: str) -> LibraryError:
        said = first_line(error).rstrip(".") or type(error).__name__
        place = f"{self._place.host}:{self._place.port}"
        return LibraryError(f"The Chroma server {place} cannot be used ({said}): {what_to_do}.")


class _Patient:
    """Makes a client's requests end in time, and tries again where none was sent; all of ours may be sent twice."""

    def __init__(self, client: Any, timeout_s: float) -> None:
        from httpx import ConnectError, RemoteProtocolError

        self._again = (ConnectError, RemoteProtocolError)
        session = client._server._session  # noqa: SLF001  (Chroma lets nobody set it otherwise)
        session.timeout = timeout_s
        self._request = session.request
        session.request = self.request

    def request(self, *args: Any, **given: Any) -> Any:
        """What the session would do."""
        for _ in range(TRIES - 1):
            try:
                return self._request(*args, **given)
            except self._again:
                time.sleep(PAUSE_S)
        return self._request(*args, **given)


def _place(url: str) -> _Place:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidSettings("FOOTNOTE_CHROMA_URL is no address of a Chroma server: write http://HOST:8000.")
    encrypted = parts.scheme == "https"
    return _Place(parts.hostname, port or (443 if encrypted else 80), encrypted, parts.path.strip("/"))
