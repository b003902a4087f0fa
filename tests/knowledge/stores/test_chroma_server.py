"""A Chroma server: other processes, its absence, its neighbours, and addresses that are none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from knowledge.errors import InvalidSettings, LibraryError
from knowledge.stores.chroma import ChromaIndex
from knowledge.stores.chroma_server import EXACT_LIMIT, ChromaServerIndex
from knowledge.stores.moving import move_vectors
from tests.knowledge.stores.test_chroma import DIMENSIONS, noise
from tests.support.chroma_server import ChromaServer, chroma_url, own_embedder, running

__all__ = ["chroma_url"]


@pytest.fixture
def server() -> Iterator[ChromaServer]:
    """A server that the test may stop."""
    with running() as server:
        yield server


def test_what_one_adds_and_removes_the_others_see_at_once(chroma_url: str) -> None:
    name = own_embedder()
    here, there = (ChromaServerIndex(chroma_url, name, DIMENSIONS) for _ in range(2))
    query = np.eye(1, DIMENSIONS, dtype=np.float32)[0]
    assert here.search(query, 1) == []
    there.add(["other"], np.eye(1, DIMENSIONS, dtype=np.float32))
    assert here.search(query, 1)[0].content_id == "other"
    there.remove(["other"])
    assert here.search(query, 1) == []


def test_vectors_of_two_embedders_never_mix(chroma_url: str) -> None:
    name = own_embedder()
    ChromaServerIndex(chroma_url, f"{name}/1", DIMENSIONS).add(["a"], noise(1))
    assert ChromaServerIndex(chroma_url, f"{name}-1", DIMENSIONS).ids() == set()


def test_vectors_come_back_as_they_were_stored_in_any_number(chroma_url: str) -> None:
    index, vectors = ChromaServerIndex(chroma_url, own_embedder(), DIMENSIONS), noise(3000)
    names = [str(row) for row in range(3000)]
    index.add(names, vectors)
    ids, found = index.stored(["2999", "unknown", "0"])
    assert ids == ["2999", "0"]
    assert np.array_equal(found, vectors[[2999, 0]])
    assert index.ids() == set(names)


def test_vectors_move_from_a_folder_to_a_server_and_others_are_noticed(chroma_url: str, tmp_path: Path) -> None:
    folder = ChromaIndex(tmp_path, "noise@1", DIMENSIONS)
    server = ChromaServerIndex(chroma_url, own_embedder(), DIMENSIONS)
    names, vectors = [str(row) for row in range(1500)], noise(1500) * np.float32(1.0000001)
    folder.add(names, vectors)
    assert move_vectors(folder, server, names, print) == 1500
    assert server.ids() == folder.ids()
    assert move_vectors(folder, server, names, print) == 1500  # again: they are there already
    server.remove(["7"])
    server.add(["7"], noise(1, seed=9))
    with pytest.raises(LibraryError, match="the target has others"):
        move_vectors(folder, server, names, print)


def test_within_more_ids_than_are_compared_one_by_one(chroma_url: str) -> None:
    index = ChromaServerIndex(chroma_url, own_embedder(), DIMENSIONS)
    index.add([str(row) for row in range(200)], noise(200))
    within = ["7", "8", *(f"unknown {number}" for number in range(EXACT_LIMIT))]
    assert index.search(noise(200)[8], 10, within)[0].content_id == "8"
    assert index.search(noise(1)[0], 10, within[2:]) == []


def test_a_server_that_was_away_is_used_again_without_a_restart(server: ChromaServer) -> None:
    index = ChromaServerIndex(server.url, "noise@1", DIMENSIONS)
    index.add(["a"], noise(1))
    server.stop()
    sentence = rf"Chroma server 127\.0\.0\.1:{server.port} cannot be used .*used again as soon as it answers\.$"
    for what in (index.count, lambda: index.search(noise(1)[0], 1), lambda: index.add(["b"], noise(1, seed=2))):
        with pytest.raises(LibraryError, match=sentence):
            what()
    with pytest.raises(LibraryError, match=sentence):
        ChromaServerIndex(server.url, "noise@1", DIMENSIONS).count()
    server.start()
    assert index.count() == 1
    index.add(["b"], noise(1, seed=2))
    assert index.ids() == {"a", "b"}


def test_a_server_that_was_emptied_is_filled_again(server: ChromaServer) -> None:
    index = ChromaServerIndex(server.url, "noise@1", DIMENSIONS)
    index.add(["a"], noise(1))
    server.stop()
    server.clear()
    server.start()
    with pytest.raises(LibraryError, match="try again"):
        index.count()
    assert index.count() == 0
    index.add(["a"], noise(1))
    assert index.count() == 1


def test_a_server_that_never_answers_is_not_waited_for_forever(chroma_url: str) -> None:
    index = ChromaServerIndex(chroma_url, own_embedder(), DIMENSIONS, timeout_s=0.2)
    index.add(["a"], noise(1))
    opened = index._open()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        Thread(target=lambda: [silent.accept() for _ in range(3)], daemon=True).start()
        opened.client._server._api_url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v2"
        with pytest.raises(LibraryError, match=r"timed out.*cannot be used|cannot be used .*timed out"):
            index.count()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://h", "http://", "http://h:port"])
def test_an_address_of_something_else_is_refused_with_how_to_write_it(url: str) -> None:
    with pytest.raises(InvalidSettings, match="write http://HOST:8000"):
        ChromaServerIndex(url, "noise@1", DIMENSIONS)
