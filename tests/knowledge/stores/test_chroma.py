"""Chroma: other processes, damage, and how many of the nearest it finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import LibraryError
from knowledge.ports import Vectors
from knowledge.stores.chroma import EXACT_LIMIT, FOLDER, ChromaIndex

DIMENSIONS = 32
OTHER_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from knowledge.stores.chroma import ChromaIndex

index = ChromaIndex(Path(sys.argv[1]), "noise@1", 32)
if sys.argv[2] == "add":
    index.add(["other"], np.eye(1, 32, dtype=np.float32))
elif sys.argv[2] == "remove":
    index.remove(["other"])
else:
    index.settle()
"""


def noise(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def other_process(library: Path, what: str) -> None:
    subprocess.run([sys.executable, "-c", OTHER_PROCESS, library, what], check=True)


def test_what_another_process_adds_and_removes_is_found_once_it_is_settled(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "noise@1", DIMENSIONS)
    index.add([str(number) for number in range(20)], noise(20))
    query = np.eye(1, DIMENSIONS, dtype=np.float32)[0]
    assert index.search(query, 1)[0].content_id != "other"
    other_process(tmp_path, "add")
    assert index.search(query, 1)[0].content_id != "other"  # nobody who asks waits for somebody who ingests
    other_process(tmp_path, "settle")  # whoever does it: who added it may have been killed
    assert (
        index.search(query, 1)[0].content_id == index.search(query, 1, within=["other", "1"])[0].content_id == "other"
    )
    other_process(tmp_path, "remove")
    index.add(["late"], noise(1, seed=5))
    assert "other" not in {hit.content_id for hit in index.search(query, 50)}


def test_what_is_counted_and_missing_is_so_at_once(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "noise@1", DIMENSIONS)
    index.add(["own"], noise(1))
    other_process(tmp_path, "add")
    assert (index.count(), index.missing(["other", "none"]), index.ids()) == (2, {"none"}, {"own", "other"})


def test_a_search_opens_nothing_again_while_another_process_writes(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "noise@1", DIMENSIONS)
    index.add(["own"], noise(1))
    collection = index._collection
    other_process(tmp_path, "add")
    assert [hit.content_id for hit in index.search(noise(1)[0], 5)] == ["own"]
    assert index._collection is collection


def test_vectors_outlive_the_process_that_added_them(tmp_path: Path) -> None:
    other_process(tmp_path, "add")
    assert ChromaIndex(tmp_path, "noise@1", DIMENSIONS).ids() == {"other"}


def test_vectors_of_two_embedders_never_mix(tmp_path: Path) -> None:
    ChromaIndex(tmp_path, "noise@1", DIMENSIONS).add(["a"], noise(1))
    assert ChromaIndex(tmp_path, "noise/1", DIMENSIONS).ids() == set()


def test_nearly_all_of_the_nearest_are_found(tmp_path: Path) -> None:
    index, vectors = ChromaIndex(tmp_path, "noise@1", DIMENSIONS), noise(6000)
    index.add([str(row) for row in range(len(vectors))], vectors)
    queries = noise(20, seed=1)
    exact = [set(map(str, np.argsort(-(vectors @ query))[:50])) for query in queries]
    found = [{hit.content_id for hit in index.search(query, 50)} for query in queries]
    assert np.mean([len(one & other) / 50 for one, other in zip(exact, found, strict=True)]) >= 0.98


def test_within_more_ids_than_are_compared_one_by_one(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path, "noise@1", DIMENSIONS)
    index.add([str(row) for row in range(200)], noise(200))
    within = ["7", "8", *(f"unknown {number}" for number in range(EXACT_LIMIT))]
    assert index.search(noise(200)[8], 10, within)[0].content_id == "8"
    assert index.search(noise(1)[0], 10, within[2:]) == []


def test_a_damaged_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "chroma.sqlite3").write_bytes(b"no database " * 1000)
    with pytest.raises(LibraryError, match=r"vectors cannot be used .* delete it and ingest again"):
        ChromaIndex(tmp_path, "noise@1", DIMENSIONS)


def test_the_module_loads_without_chroma() -> None:
    program = "import sys, knowledge.stores.chroma; sys.exit('chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
