"""What every Catalogue promises, the fake and the database alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.errors import LibraryError, UnknownDocument
from knowledge.ports import Catalogue
from knowledge.records import Document, Passage, Revision, Statistic
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.memory import MemoryCatalogue

CATS = ["Three in four firms keep a cat.", "Companies that keep cats report fewer mice."]
DOGS = ["Hospitals keep no dogs.", "Three in four firms keep a cat."]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    makers: dict[str, Callable[[], Catalogue]] = {
        "memory": MemoryCatalogue,
        "sqlite": lambda: open_catalogue(tmp_path / "library"),
        "postgres": lambda: open_catalogue(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def revision(name: str, version: int = 1) -> Revision:
    return Revision(
        id=f"{name}@{version}",
        document=Document(id=name, uri=f"file:///{name}", name=name),
        sha256="0",
        title=f"About {name}",
        publisher="Example Research",
        published="2025-02",
        period=(2024, 2025),
        media_type="text/plain",
        read_at=datetime(2026, 3, 4, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=2))),
    )


def passages(of: Revision, sentences: list[str]) -> list[Passage]:
    """One passage a sentence; the same sentence is the same content in every document."""
    found: list[Passage] = []
    start = 0
    for sentence in sentences:
        end = start + len(sentence)
        found.append(
            Passage(
                id=f"{of.id}:{start}",
                revision_id=of.id,
                content_id=f"content of {sentence}",
                text=sentence,
                context="",
                start=start,
                end=end,
                page=2,
                headings=("Findings", "Pets"),
                kind="list",
            )
        )
        start = end + 1
    return found


def statistic(of: Revision) -> Statistic:
    return Statistic(
        id=f"{of.id}:s",
        revision_id=of.id,
        value=Decimal("75.10"),
        upper=Decimal("80.0"),
        unit="percent",
        as_written="Three in four",
        at=0,
        measure="keep a cat",
        base_size=512,
        quote=CATS[0],
        start=0,
        end=len(CATS[0]),
        choice="single",
        aliases=("cats", "pets"),
        headings=("Pets", "Cats"),
        row="Total",
    )


def add(catalogue: Catalogue, of: Revision, sentences: list[str]) -> Revision:
    catalogue.add(of, " ".join(sentences), passages(of, sentences), [statistic(of)])
    return of


@pytest.fixture
def published(catalogue: Catalogue) -> Catalogue:
    """Edition 1: dogs, then cats."""
    add(catalogue, revision("cats"), CATS)
    add(catalogue, revision("dogs"), DOGS)
    catalogue.publish(["dogs@1", "cats@1"], "ada")
    return catalogue


def found(catalogue: Catalogue, *words: str, documents: list[str] | None = None, edition: int = 1) -> list[str]:
    hits = catalogue.search(edition, words, 10, documents)
    return [hit.content_id.removeprefix("content of ") for hit in hits]


def test_an_empty_catalogue_has_no_edition_and_finds_nothing(catalogue: Catalogue) -> None:
    assert catalogue.current() is None
    assert found(catalogue, "cat") == []
    assert (catalogue.revisions(1), catalogue.statistics(1), catalogue.count(1)) == ([], [], 0)


def test_what_is_added_is_stored_and_shown_to_no_one(catalogue: Catalogue) -> None:
    add(catalogue, revision("cats"), CATS)
    assert catalogue.stored("cats@1")
    assert catalogue.current() is None
    assert found(catalogue, "cat") == []


def test_what_is_published_comes_back_as_it_was_added(published: Catalogue) -> None:
    assert published.revisions(1) == [revision("cats"), revision("dogs")]
    assert published.text("cats@1") == " ".join(CATS)
    assert published.statistics(1, ["cats"]) == [statistic(revision("cats"))]
    assert published.passages(1, [f"content of {CATS[1]}"]) == passages(revision("cats"), CATS)[1:]


def test_an_edition_says_what_it_is_made_of_by_whom_and_since_when(published: Catalogue) -> None:
    edition = published.current()
    assert edition
    assert (edition.id, edition.revision_ids, edition.published_by) == (1, ("dogs@1", "cats@1"), "ada")
    assert abs(datetime.now(UTC) - edition.published_at) < timedelta(minutes=5)


def test_content_that_two_documents_share_brings_both_passages_in_the_editions_order(published: Catalogue) -> None:
    shared = published.passages(1, [f"content of {CATS[0]}", "content of nothing"])
    assert [passage.revision_id for passage in shared] == ["dogs@1", "cats@1"]


def test_the_contents_of_documents_come_each_once(published: Catalogue) -> None:
    both = published.contents(1, ["cats", "dogs", "nowhere"])
    assert sorted(both) == sorted({f"content of {sentence}" for sentence in CATS + DOGS})
    assert set(published.contents(1, ["cats"])) == {f"content of {sentence}" for sentence in CATS}


def test_search_ranks_the_rarer_word_higher_and_knows_word_forms(published: Catalogue) -> None:
    assert found(published, "company", "keep")[0] == CATS[1]
    assert set(found(published, "keep")) == {*CATS, *DOGS}
    assert found(published, "zebra") == []


def test_search_stays_in_the_documents_and_the_edition_asked_for(published: Catalogue) -> None:
    assert set(found(published, "keep", documents=["cats"])) == set(CATS)
    assert found(published, "keep", documents=[]) == found(published, "keep", edition=2) == []


def test_scores_fall_and_the_limit_holds(published: Catalogue) -> None:
    scores = [hit.score for hit in published.search(1, ["keep", "cats", "mice"], 10)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0
    assert len(published.search(1, ["keep"], 2)) == 2


HOSTILE = [
    '"',
    "'",
    "(",
    "*",
    "NEAR(cat",
    "cat OR",
    "AND",
    "-",
    "text:cat",
    "^",
    "🐈",
    "",
    " ",
    "\0",
    "\ud800",
    "%",
    ";--",
]
LONG = ["é" * 500, "a" * 100_000, "ein-zwei/drei " * 500]


@pytest.mark.parametrize("word", [*HOSTILE, 'cat" OR "dogs', *LONG])
def test_no_word_that_a_person_may_type_breaks_the_search(published: Catalogue, word: str) -> None:
    assert CATS[1] in found(published, word, "mice")
    assert len(published.search(1, [word] * 500, 10)) <= 10


def test_passages_of_more_ids_than_one_statement_takes(published: Catalogue) -> None:
    ids = [*(f"unknown {number}" for number in range(2500)), *published.contents(1, ["cats", "dogs"])]
    assert len(published.passages(1, ids)) == published.count(1) == 4


def test_an_unknown_revision_has_no_text(published: Catalogue) -> None:
    with pytest.raises(UnknownDocument, match="zebras@1"):
        published.text("zebras@1")


def test_a_revision_that_is_stored_is_left_as_it_is(published: Catalogue) -> None:
    published.add(revision("cats"), "Other words.", [])
    assert published.text("cats@1") == " ".join(CATS)
    assert published.count(1) == 4


def test_a_new_edition_leaves_the_old_one_as_it_was(published: Catalogue) -> None:
    add(published, revision("cats", 2), ["Nobody keeps a cat."])
    edition = published.publish(["cats@2"], "bob")
    assert published.current() == edition
    assert found(published, "cat", edition=edition.id) == ["Nobody keeps a cat."]
    assert "Nobody keeps a cat." not in found(published, "cat")


def test_publishing_an_earlier_edition_again_brings_it_back(published: Catalogue) -> None:
    published.publish([], "bob")
    assert found(published, "cat", edition=2) == []
    again = published.publish(["dogs@1", "cats@1"], "bob")
    assert again.id == 3
    assert found(published, "cat", edition=3) == found(published, "cat")


def test_publishing_what_is_not_stored_changes_nothing(published: Catalogue) -> None:
    with pytest.raises(LibraryError, match="zebras@1"):
        published.publish(["cats@1", "zebras@1"], "bob")
    edition = published.current()
    assert edition
    assert edition.id == 1


def test_pruning_drops_what_no_edition_has_and_tells_which_content_is_free(published: Catalogue) -> None:
    add(published, revision("rats"), [CATS[0], "Rats keep themselves."])
    assert published.prune() == {"content of Rats keep themselves."}
    assert not published.stored("rats@1")
    assert published.content_ids() == {f"content of {sentence}" for sentence in CATS + DOGS}


def test_what_was_pruned_can_be_added_and_found_again(published: Catalogue) -> None:
    for _ in range(2):
        add(published, revision("rats"), ["Rats keep themselves."])
        published.prune()
    add(published, revision("rats"), ["Rats keep themselves."])
    edition = published.publish(["rats@1"], "bob")
    assert found(published, "rats", edition=edition.id) == ["Rats keep themselves."]


def test_readers_see_one_edition_or_the_other_while_another_thread_publishes(published: Catalogue) -> None:
    add(published, revision("cats", 2), ["Nobody keeps a cat."])
    published_by_then: list[bool] = []

    def read() -> set[tuple[int, tuple[str, ...]]]:
        seen: set[tuple[int, tuple[str, ...]]] = set()
        while not published_by_then or not seen:
            edition = published.current()
            assert edition
            seen.add((len(edition.revision_ids), tuple(sorted(found(published, "cat", edition=edition.id)))))
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for _ in range(10):
            published.publish(["cats@2"], "bob")
            published.publish(["dogs@1", "cats@1"], "bob")
        published_by_then.append(True)
    old, new = tuple(sorted(found(published, "cat"))), ("Nobody keeps a cat.",)
    assert all(reader.result() <= {(2, old), (1, new)} for reader in readers)
