"""What `footnote bench` promises, at tiny sizes; the parts on stores in memory, the whole on what is really used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.bench_bulk import BATCH, Bulk, fill
from bot.bench_process import AnsweringProcess
from bot.bench_table import Ingested, Measured, Pair, Timed, drawn
from knowledge.errors import FootnoteError
from knowledge.ports import Vectors
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.bot.parts import CATS, TEXT

SEEDS = ("Nearly half of the firms keep a cat in their offices.", "Hospitals keep none, says the survey of 500 firms.")


def vectors() -> Vectors:
    return np.eye(2, 384, dtype=np.float32)


# -- bulk -----------------------------------------------------------------------------------------------------------


def test_made_texts_differ_from_each_other_and_keep_to_real_words() -> None:
    (batch,) = Bulk(SEEDS, vectors()).batches(200)
    assert len(set(batch.texts)) > 190
    assert set(" ".join(batch.texts).split()) == set(" ".join(SEEDS).split())
    assert {len(text.split()) for text in batch.texts} == {len(text.split()) for text in SEEDS}


def test_made_vectors_have_unit_length_and_stay_near_a_real_one() -> None:
    (batch,) = Bulk(SEEDS, vectors()).batches(200)
    assert batch.vectors.shape == (200, 384)
    assert np.linalg.norm(batch.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert (batch.vectors @ vectors().T).max(axis=1) == pytest.approx(0.8, abs=0.08)


def test_so_many_come_as_were_asked_for_and_never_the_same_twice() -> None:
    bulk = Bulk(SEEDS, vectors())
    batches = [*bulk.batches(BATCH + 7), *bulk.batches(3)]
    assert [len(batch.texts) for batch in batches] == [BATCH, 7, 3]
    assert [batch.number for batch in batches] == [1, 2, 3]
    assert batches[1].texts[:3] != batches[2].texts


def test_a_library_grows_by_made_passages_beside_what_is_published() -> None:
    catalogue, index = MemoryCatalogue(), MemoryIndex()
    catalogue.add(CATS, TEXT, [])
    catalogue.publish([CATS.id], "ada")
    bulk = Bulk(SEEDS, vectors())
    fill(catalogue, index, bulk.batches(BATCH + 7))
    fill(catalogue, index, bulk.batches(3))
    edition = catalogue.current()
    assert edition
    assert edition.revision_ids[0] == CATS.id
    assert catalogue.count(edition.id) == index.count() == BATCH + 10


def test_a_made_passage_is_what_stands_at_its_place() -> None:
    catalogue, index = MemoryCatalogue(), MemoryIndex()
    fill(catalogue, index, Bulk(SEEDS, vectors()).batches(20))
    edition = catalogue.current()
    assert edition
    passages = catalogue.passages(edition.id, index.ids())
    text = catalogue.text(edition.revision_ids[0])
    assert len(passages) == 20
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)


def test_each_made_passage_has_a_statistic_that_stands_in_it() -> None:
    catalogue, index = MemoryCatalogue(), MemoryIndex()
    fill(catalogue, index, Bulk(SEEDS, vectors()).batches(20))
    edition = catalogue.current()
    assert edition
    text = catalogue.text(edition.revision_ids[0])
    statistics = catalogue.statistics(edition.id)
    assert len(statistics) == 20
    assert all(text[each.start : each.end] == each.quote for each in statistics)
    assert len({each.distribution for each in statistics if each.distribution}) > 1


# -- processes ------------------------------------------------------------------------------------------------------

ECHO = """
import json, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    time.sleep(float(asked["question"]))
    print(json.dumps({"id": asked["id"], "kind": "answer"}), flush=True)
"""


def test_answers_are_timed_from_outside_and_the_first_one_from_the_start() -> None:
    with AnsweringProcess(["-c", ECHO], {}) as process:
        first_s = process.first_answer_s("0.1")
        later_s = process.answer_s("0.05")
        assert first_s > 0.1
        assert 0.05 <= later_s < first_s
        assert process.resident_bytes() > 1_000_000


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; sys.exit('no library')", "no library"),
        ("pass", "it said nothing"),
        ('print(\'{"kind": "error"}\', flush=True); input(); input()', '"error"'),
    ],
)
def test_a_process_that_gives_no_answer_is_an_error_that_says_what_it_said(code: str, says: str) -> None:
    with AnsweringProcess(["-c", code], {}) as process, pytest.raises(FootnoteError) as caught:
        process.answer_s("Who?")
    assert says in str(caught.value)


# -- the table ------------------------------------------------------------------------------------------------------


def timed(size: int, p95_ms: float) -> Timed:
    return Timed(size, Pair(4, 8), Pair(50, 10), Pair(p95_ms, 20), Pair(900e6, 1200e6), size, (31.0, 48.0))


MEASURED = Measured(
    ingested=Ingested(29, 1_000_000, Pair(5000, 1500), 10.0, Pair(40, 80), 2.0),
    timed=(timed(1000, 200), timed(10_000, 250)),
    questions=50,
    threads=2,
)


def rows(measured: Measured) -> dict[str, list[str]]:
    lines = [line.strip().rsplit(maxsplit=3) for line in drawn(measured).splitlines()]
    return {line[0]: line[1:] for line in lines if len(line) == 4}


def test_each_row_has_ours_the_plain_pipelines_and_the_ratio() -> None:
    table = rows(MEASURED)
    assert table["ingest, s"] == ["40.0", "80.0", "0.50"]
    assert table["passages per second"] == ["125.0", "18.8", "6.67"]
    assert table["again with nothing changed, s *"] == ["2.00", "80.00", "0.03"]
    assert table["first answer from a cold start, s"] == ["4.0", "8.0", "0.50"]
    assert table["resident memory, MB"] == ["900", "1,200", "0.75"]


def test_look_ups_have_a_row_of_their_own_and_nothing_to_be_compared_with() -> None:
    lines = [" ".join(line.split()) for line in drawn(MEASURED).splitlines()]
    assert "look-up among 10,000 statistics, 95th percentile, ms 48" in lines


def test_sizes_are_compared_and_lines_are_no_wider_than_a_page() -> None:
    text = drawn(MEASURED)
    assert "From 1,000 to 10,000 passages Footnote's 95th percentile grows to 1.25 times" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100
    assert "grows" not in drawn(Measured(MEASURED.ingested, MEASURED.timed[:1], 50, 2))


# -- the whole ------------------------------------------------------------------------------------------------------


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(f"# Report {number}\n\n" + f"{TEXT} It is the {number}th.\n\n" * 5)
    return tmp_path


def test_both_sides_are_measured_in_one_run(documents: Path) -> None:
    pytest.importorskip("langchain_chroma")
    from bot import bench
    from bot.requests import (
        BenchmarkOptions,
        Request,
        Unwatched,
    )
    from bot.settings import load
    from bot.wiring import Services

    options = BenchmarkOptions(sizes=(200, 300), questions=2, seeds=10)
    request = Request(command="bench", user="ada", surface="terminal", inputs=(str(documents),), options=options)
    text = bench.run(Services(load()), request, Unwatched())
    assert "Files 3, characters" in text
    assert "at 300 passages" in text
    assert "look-up among" in text


def test_without_anything_to_read_it_says_so(tmp_path: Path) -> None:
    from bot.bench import files

    (tmp_path / "notes.json").write_text("[]")
    with pytest.raises(FootnoteError, match="There is nothing to read in"):
        files([str(tmp_path)])
