"""What every PassageIndex promises, the fake and Chroma alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.ports import PassageIndex, Vectors
from knowledge.stores.chroma import ChromaIndex
from knowledge.stores.chroma_server import ChromaServerIndex
from knowledge.stores.memory import MemoryIndex
from tests.support.chroma_server import own_embedder

DIMENSIONS = 8


def axes(count: int = DIMENSIONS) -> Vectors:
    """Vectors that each lie nearest to themselves."""
    return np.eye(count, DIMENSIONS, dtype=np.float32)


@pytest.fixture(params=["memory", "chroma", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> PassageIndex:
    makers: dict[str, Callable[[], PassageIndex]] = {
        "memory": MemoryIndex,
        "chroma": lambda: ChromaIndex(tmp_path, "axes@1", DIMENSIONS),
        "server": lambda: ChromaServerIndex(request.getfixturevalue("chroma_url"), own_embedder(), DIMENSIONS),
    }
    return makers[request.param]()


@pytest.fixture
def filled(index: PassageIndex) -> PassageIndex:
    index.add(["a", "b", "c"], axes(3))
    return index


def test_nothing_is_found_in_an_empty_index(index: PassageIndex) -> None:
    assert index.search(axes()[0], 5) == []
    assert index.search(axes()[0], 5, within=["a"]) == []
    assert index.count() == 0


def test_the_nearest_comes_first_with_its_cosine(filled: PassageIndex) -> None:
    hits = filled.search(np.array([0.6, 0.8, 0, 0, 0, 0, 0, 0], dtype=np.float32), 2)
    assert [hit.content_id for hit in hits] == ["b", "a"]
    assert [hit.score for hit in hits] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_no_more_than_the_limit_and_no_more_than_there_is(filled: PassageIndex) -> None:
    assert len(filled.search(axes()[0], 2)) == 2
    assert len(filled.search(axes()[0], 50)) == 3


def test_within_limits_the_search_to_stored_ids_each_once(filled: PassageIndex) -> None:
    assert [hit.content_id for hit in filled.search(axes()[0], 5, within=["c", "nowhere", "c"])] == ["c"]
    assert filled.search(axes()[0], 5, within=[]) == []


def test_within_gives_the_same_scores_as_without(filled: PassageIndex) -> None:
    query = np.full(DIMENSIONS, DIMENSIONS**-0.5, dtype=np.float32)
    within = dict(filled.search(query, 3, within=["a", "b", "c"]))
    assert within == pytest.approx(dict(filled.search(query, 3)), abs=1e-5)


def test_an_id_that_is_there_is_left_as_it_is(filled: PassageIndex) -> None:
    filled.add(["a", "d", "d"], axes()[[4, 3, 5]])
    assert filled.count() == 4
    assert filled.search(axes()[0], 1)[0].content_id == "a"
    assert filled.search(axes()[3], 1)[0].content_id == "d"


def test_what_is_missing_is_told_before_and_after(filled: PassageIndex) -> None:
    assert filled.missing(["a", "x", "y"]) == {"x", "y"}
    filled.add(["x"], axes(1))
    assert filled.missing(["a", "x", "y"]) == {"y"}


def test_what_is_removed_is_found_no_more(filled: PassageIndex) -> None:
    assert filled.search(axes()[0], 1, within=["a"])
    filled.remove(["a", "never there"])
    assert filled.ids() == {"b", "c"}
    assert filled.search(axes()[0], 1, within=["a"]) == []


def test_adding_and_removing_nothing_is_no_error(filled: PassageIndex) -> None:
    filled.add([], axes(0))
    filled.remove([])
    assert filled.count() == 3


def test_ids_and_vectors_must_match(index: PassageIndex) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the two say it differently
        index.add(["a", "b"], axes(1))


def test_threads_search_while_another_adds(filled: PassageIndex) -> None:
    def search(_: int) -> str:
        return filled.search(axes()[0], 1)[0].content_id

    with ThreadPoolExecutor(3) as pool:
        found = pool.map(search, range(60))
        for number in range(5):
            filled.add([f"more {number}"], axes()[[7]])
    assert set(found) == {"a"}
    assert filled.count() == 8
