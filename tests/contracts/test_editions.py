"""What every Catalogue promises of editions, old, new and staged, and of the record of acts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest

from knowledge.answering import Answerer
from knowledge.errors import EditionChanged, LibraryError, NothingStaged, UnknownEdition
from knowledge.history import Discarded
from knowledge.models.reading import FittedReader
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Catalogue
from knowledge.records import Answer
from knowledge.settings import KnowledgeSettings
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.contracts.test_catalogue import CATS, DOGS, add, found, revision
from tests.support.library import HALF_OF_THE_WORDS

NOBODY = "Nobody keeps a cat."


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    makers: dict[str, Callable[[], Catalogue]] = {
        "memory": MemoryCatalogue,
        "sqlite": lambda: open_catalogue(tmp_path / "library"),
        "postgres": lambda: open_catalogue(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


@pytest.fixture
def published(catalogue: Catalogue) -> Catalogue:
    """Edition 1: dogs and cats. Stored, too: cats that say something else."""
    add(catalogue, revision("cats"), CATS)
    add(catalogue, revision("dogs"), DOGS)
    add(catalogue, revision("cats", 2), [NOBODY])
    catalogue.publish(["dogs@1", "cats@1"], "ada", "The first ones.")
    return catalogue


def acts(catalogue: Catalogue) -> list[tuple[str, str, int | None]]:
    return [(act.who, act.what, act.edition) for act in catalogue.acts()]


# -- history -----------------------------------------------------------------------------------------------------------


def test_the_history_says_who_when_why_and_how_much_newest_first(published: Catalogue) -> None:
    published.publish(["cats@2"], "bob", "Cats were counted again.")
    newest, first = published.editions()
    assert (newest.id, newest.published_by, newest.why) == (2, "bob", "Cats were counted again.")
    assert (newest.documents, newest.passages, newest.statistics) == (1, 1, 1)
    assert (first.documents, first.passages, first.statistics, first.kept) == (2, 4, 2, True)
    assert abs(datetime.now(UTC) - newest.published_at) < timedelta(minutes=5)
    assert published.editions(1) == [newest]


def test_every_act_is_written_down_with_who_and_the_edition_newest_first(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    published.publish_staged(staged.id, "eve", "It is right.")
    published.roll_back(1, "eve", "It was wrong.")
    dropped = published.stage(["cats@2"], "bob", 3)
    published.discard(dropped.id, "ada", "Once is enough.")
    published.note("ada", "backup", 3, "library.tar.gz")
    assert acts(published) == [
        ("ada", "backup", 3),
        ("ada", "discard", -2),
        ("bob", "stage", -2),
        ("eve", "roll back", 3),
        ("eve", "approve", 2),
        ("bob", "stage", -1),
        ("ada", "publish", 1),
    ]
    assert published.acts(1)[0].detail == "library.tar.gz"


def test_what_is_not_done_is_not_written_down(published: Catalogue) -> None:
    before = acts(published)
    with pytest.raises(LibraryError):
        published.publish(["zebras@1"], "bob")
    with pytest.raises(UnknownEdition):
        published.roll_back(7, "bob")
    assert acts(published) == before


def test_publishing_what_was_made_from_another_edition_changes_nothing(published: Catalogue) -> None:
    published.publish(["cats@2"], "bob", against=1)
    with pytest.raises(EditionChanged, match="Edition 2 was published"):
        published.publish(["dogs@1"], "eve", against=1)
    with pytest.raises(EditionChanged):
        published.publish(["dogs@1"], "eve", against=0)
    assert len(published.editions()) == 2


# -- rolling back ------------------------------------------------------------------------------------------------------


def test_rolling_back_publishes_what_an_earlier_edition_had_as_a_new_one(published: Catalogue) -> None:
    published.publish(["cats@2"], "bob")
    edition = published.roll_back(1, "eve", "The new count was wrong.")
    assert (edition.id, edition.revision_ids) == (3, ("dogs@1", "cats@1"))
    assert published.current() == edition
    assert found(published, "cat", edition=3) == found(published, "cat", edition=1)
    assert published.editions(1)[0].why == "The new count was wrong."


def test_an_edition_that_is_not_kept_cannot_be_read_or_rolled_back_to(published: Catalogue) -> None:
    published.publish(["cats@2"], "bob")
    published.publish(["dogs@1"], "bob")
    published.prune(newest=2)
    with pytest.raises(UnknownEdition, match="no edition 1, or it is no longer kept: choose one of 2, 3"):
        published.roll_back(1, "eve")
    with pytest.raises(UnknownEdition):
        published.edition(1)
    assert (published.revisions(1), published.editions()[-1].kept) == ([], False)
    assert published.editions()[-1].passages == 4  # what it had stays in the history


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_pruning_takes_what_only_dropped_editions_had(published: Catalogue) -> None:
    published.publish(["cats@2"], "bob")
    published.publish(["dogs@1"], "bob")
    free = published.prune(newest=2)
    assert free == {f"content of {CATS[1]}"}  # the other sentence of theirs stands in dogs, too
    assert not published.stored("cats@1")
    assert published.stored("cats@2")
    assert found(published, "dogs", edition=3) == [DOGS[0]]


def test_pruning_never_takes_the_published_edition(published: Catalogue) -> None:
    for _ in range(3):
        published.publish(["cats@2"], "bob")
    published.prune(newest=0, since=datetime.now(UTC) + timedelta(days=1))
    assert found(published, "cat", edition=4) == [NOBODY]
    assert [each.id for each in published.editions() if each.kept] == [4]


def test_an_edition_that_was_still_published_at_that_time_is_kept(published: Catalogue) -> None:
    """The first one was published until the second one was."""
    published.publish(["cats@2"], "bob")
    published.publish(["dogs@1"], "bob")
    until = published.editions()[1].published_at
    published.prune(newest=1, since=until)
    assert [each.id for each in published.editions() if each.kept] == [3, 2, 1]
    published.prune(newest=1, since=until + timedelta(microseconds=1))
    assert [each.id for each in published.editions() if each.kept] == [3, 2]


def test_pruning_leaves_what_the_open_staged_edition_needs_until_it_is_closed(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    assert published.prune() == set()
    published.discard(staged.id, "ada", "No.")
    assert published.prune() == {f"content of {NOBODY}"}


def test_what_belongs_to_no_edition_is_counted_until_it_is_pruned(published: Catalogue) -> None:
    assert published.leftovers() == 1
    published.prune()
    assert published.leftovers() == 0
    assert published.problems() == []


# -- staging -----------------------------------------------------------------------------------------------------------


def test_a_staged_edition_is_read_like_any_other_and_shown_to_no_one(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    edition = published.current()
    assert edition
    assert edition.id == 1
    assert published.staged() == staged
    assert (staged.against, staged.by, staged.state) == (1, "bob", "open")
    assert found(published, "cat", edition=staged.edition.id) == [NOBODY]
    assert [each.id for each in published.revisions(staged.edition.id)] == ["cats@2"]
    assert len(published.statistics(staged.edition.id)) == published.count(staged.edition.id) == 1
    assert published.edition(staged.edition.id).revision_ids == ("cats@2",)
    assert [each.id for each in published.editions()] == [1]


def test_a_staged_edition_takes_the_place_of_the_open_one(published: Catalogue) -> None:
    first = published.stage(["cats@2"], "bob", 1)
    second = published.stage(["dogs@1"], "eve", 1)
    assert published.staged() == second
    with pytest.raises(NothingStaged, match="replaced by a later one"):
        published.publish_staged(first.id, "eve")
    assert published.revisions(first.edition.id) == []


def test_publishing_the_staged_edition_makes_it_the_next_one(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    edition = published.publish_staged(staged.id, "eve", "It is right.")
    assert (edition.id, edition.revision_ids, edition.published_by) == (2, ("cats@2",), "eve")
    assert (published.current(), published.staged()) == (edition, None)
    with pytest.raises(NothingStaged, match="No edition waits"):
        published.publish_staged(staged.id, "eve")


def test_the_first_edition_of_all_can_be_staged(catalogue: Catalogue) -> None:
    add(catalogue, revision("cats"), CATS)
    staged = catalogue.stage(["cats@1"], "ada", None)
    assert catalogue.publish_staged(staged.id, "ada").id == 1


def test_what_was_staged_before_another_edition_was_published_is_not_published(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    published.publish(["dogs@1"], "ada")
    with pytest.raises(EditionChanged, match="Edition 2 was published since"):
        published.publish_staged(staged.id, "eve")
    assert published.staged() == staged


def test_a_discarded_edition_is_gone_with_its_reason_in_the_record(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    published.discard(staged.id, "ada", "A draft.")
    assert published.staged() is None
    assert published.acts(1)[0].detail == "A draft."
    with pytest.raises(NothingStaged):
        published.discard(staged.id, "ada", "Again.")


def test_a_review_is_kept_with_the_open_one_alone(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    published.set_review(staged.id, '{"facts": []}')
    kept = published.staged()
    assert kept
    assert kept.review == '{"facts": []}'
    published.discard(staged.id, "ada", "No.")
    with pytest.raises(NothingStaged):
        published.set_review(staged.id, "{}")


def test_staging_what_is_not_stored_leaves_the_open_one(published: Catalogue) -> None:
    staged = published.stage(["cats@2"], "bob", 1)
    with pytest.raises(LibraryError, match="zebras@1"):
        published.stage(["zebras@1"], "bob", 1)
    assert published.staged() == staged


# -- what was discarded ------------------------------------------------------------------------------------------------


def test_what_was_discarded_is_known_by_its_content_until_it_is_published(published: Catalogue) -> None:
    assert published.discarded() == Discarded()
    staged = published.stage(["cats@2"], "bob", 1)  # cats say something else, and dogs leave
    published.discard(staged.id, "ada", "A draft.")
    assert published.discarded() == Discarded(frozenset({"cats@2"}), frozenset({"dogs@1"}))
    published.prune()  # it is known even when nothing of it is kept
    add(published, revision("cats", 2), [NOBODY])
    published.publish(["dogs@1", "cats@2"], "ada")
    assert published.discarded() == Discarded(frozenset(), frozenset({"dogs@1"}))
    published.publish(["cats@2"], "ada")
    assert published.discarded() == Discarded()


def test_discarding_the_same_twice_is_remembered_once(published: Catalogue) -> None:
    for _ in range(2):
        published.discard(published.stage(["dogs@1", "cats@2"], "bob", 1).id, "ada", "No.")
    assert published.discarded() == Discarded(frozenset({"cats@2"}), frozenset())


def test_what_would_change_nothing_any_more_is_closed_and_not_remembered(published: Catalogue) -> None:
    published.discard(published.stage(["cats@2"], "bob", 1).id, "footnote", "It is so already.", remembered=False)
    assert (published.staged(), published.discarded()) == (None, Discarded())


# -- while others read -------------------------------------------------------------------------------------------------


def test_who_asks_while_others_publish_and_roll_back_is_answered_from_one_edition(published: Catalogue) -> None:
    index, embedder = MemoryIndex(), HashingEmbedder()
    contents = {p.content_id: p.text for p in published.passages(1, published.content_ids())}
    contents |= {f"content of {NOBODY}": NOBODY}
    index.add(list(contents), embedder.embed(list(contents.values())))
    reranker = OverlapReranker()
    reader = FittedReader(embedder, reranker, weights=HALF_OF_THE_WORDS)
    answerer = Answerer(published, index, embedder, reranker, reader, KnowledgeSettings())
    done, asked = Event(), Barrier(3, timeout=60)

    def ask_on() -> set[tuple[int, str]]:
        said = {ask()}
        asked.wait()
        while not done.is_set():
            said.add(ask())
        return {*said, ask()}

    def ask() -> tuple[int, str]:
        answer = answerer.ask("Who keeps a cat?")
        return answer.edition, answer.claims[0].text if isinstance(answer, Answer) else answer.detail

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask_on) for _ in range(2)]
        try:
            asked.wait()
            for _ in range(10):
                staged = published.stage(["cats@2"], "bob", published.editions(1)[0].id)
                published.publish_staged(staged.id, "bob")
                published.roll_back(1, "eve")
                published.prune(newest=25)
            published.publish(["cats@2"], "bob")
        finally:
            done.set()
    seen = {each for thread in asking for each in thread.result()}
    assert {text for edition, text in seen if edition % 2} == {CATS[0]}
    assert {text for edition, text in seen if not edition % 2} == {NOBODY}
