"""What every Catalogue promises of statistics: found by words, read by place, and never more than was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.ports import Among, Catalogue, Span, Topic
from knowledge.records import Document, Revision, Statistic
from knowledge.stores.catalogue import open_catalogue
from knowledge.stores.memory import MemoryCatalogue

NOW, LATER = "In the offices 48% keep a cat, 12% a dog and 3 out of 500 a parrot.", "Gartner expects 60% by 2027."
CATS = f"{NOW} {LATER}"
OLD = "In 2019, 31% of the hospitals kept a cat."


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    makers: dict[str, Callable[[], Catalogue]] = {
        "memory": MemoryCatalogue,
        "sqlite": lambda: open_catalogue(tmp_path / "library"),
        "postgres": lambda: open_catalogue(request.getfixturevalue("database_url")),
    }
    return makers[request.param]()


def revision(name: str, period: tuple[int, ...], version: int = 1) -> Revision:
    return Revision(
        id=f"{name}@{version}",
        document=Document(id=name, uri=f"file:///{name}", name=name),
        sha256="0",
        title=f"Survey of {name}",
        period=period,
        media_type="text/plain",
        read_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


def statistic(of: Revision, text: str, as_written: str, measure: str, **more: Any) -> Statistic:
    values: dict[str, Any] = {"value": Decimal(as_written.rstrip("%")), "unit": "percent"} | more
    at = text.index(as_written)
    quote = LATER if at > len(NOW) else text[: len(NOW)]
    start = text.index(quote)
    return Statistic(
        id=f"{of.id}:{at}",
        revision_id=of.id,
        as_written=as_written,
        at=at,
        measure=measure,
        quote=quote,
        start=start,
        end=start + len(quote),
        **values,
    )


PETS, HOSPITALS = revision("pets", (2025,)), revision("hospitals", ())
QUESTION = "Which animal lives in the office?"
CAT = statistic(PETS, CATS, "48%", "keep a cat", distribution=QUESTION, option="cat", aliases=("felines",))
DOG = statistic(PETS, CATS, "12%", "keep a dog", distribution=QUESTION, option="dog")
PARROTS = statistic(PETS, CATS, "3", "parrots", unit="count", row="Birds", table="Animals")
FORECAST = statistic(PETS, CATS, "60%", "will keep a cat", period="by 2027", attribution="Gartner")
HOSPITAL = statistic(HOSPITALS, OLD, "31%", "kept a cat", base="hospitals", headings=("Results", "Cats"))


@pytest.fixture
def published(catalogue: Catalogue) -> Catalogue:
    """Edition 1: hospitals, then pets; what is stored beside them is in no edition."""
    catalogue.add(PETS, CATS, [], [CAT, DOG, PARROTS, FORECAST])
    catalogue.add(revision("unpublished", ()), CATS, [], [statistic(revision("unpublished", ()), CATS, "48%", "cat")])
    catalogue.add(HOSPITALS, OLD, [], [HOSPITAL])
    catalogue.publish([HOSPITALS.id, PETS.id], "ada")
    return catalogue


def found(catalogue: Catalogue, *words: str, among: Among = Among(), edition: int = 1) -> list[Statistic]:  # noqa: B008
    return [hit.statistic for hit in catalogue.find_statistics(edition, words, 10, among)]


def test_statistics_are_counted_and_come_back_as_they_were_added(published: Catalogue) -> None:
    assert published.count_statistics(1) == 5
    assert published.statistics(1) == [HOSPITAL, CAT, DOG, PARROTS, FORECAST]
    assert (published.count_statistics(2), published.statistics(2), published.topics(2)) == (0, [], [])


def test_those_whose_figure_stands_in_a_stretch_are_read_and_no_others(published: Catalogue) -> None:
    spans = [Span(PETS.id, DOG.at, DOG.at + 1), Span(HOSPITALS.id, 0, len(OLD)), Span("nowhere@1", 0, 99)]
    assert published.statistics_within(1, spans) == [HOSPITAL, DOG]
    assert published.statistics_within(1, [Span(PETS.id, DOG.at + 1, PARROTS.at)]) == []
    assert published.statistics_within(1, []) == published.statistics_within(2, spans) == []


def test_any_number_of_stretches_may_be_asked_for(published: Catalogue) -> None:
    spans = [Span(PETS.id, at, at + 1) for at in range(3000)]
    assert published.statistics_within(1, spans) == [CAT, DOG, PARROTS, FORECAST]


def test_the_options_of_a_question_come_together(published: Catalogue) -> None:
    assert published.options(1, {(PETS.id, QUESTION), (PETS.id, "Another?")}) == [CAT, DOG]
    assert published.options(1, [(HOSPITALS.id, QUESTION)]) == published.options(1, []) == []


@pytest.mark.parametrize(
    ("word", "statistic"),
    [
        ("dogs", DOG),
        ("felines", CAT),
        ("birds", PARROTS),
        ("gartner", FORECAST),
        ("hospital", HOSPITAL),
        ("results", HOSPITAL),
    ],
)
def test_a_statistic_is_found_by_its_measure_labels_aliases_base_and_attribution(
    published: Catalogue, word: str, statistic: Statistic
) -> None:
    assert found(published, word)[0] == statistic


def test_what_a_figure_is_of_counts_more_than_what_stands_around_it(published: Catalogue) -> None:
    assert found(published, "parrots")[0] == PARROTS
    assert {*found(published, "cat")[:3]} == {CAT, FORECAST, HOSPITAL}


def test_what_is_in_no_edition_is_not_found(published: Catalogue) -> None:
    assert not [each for each in found(published, "unpublished", "cat") if each.revision_id.startswith("unpublished")]
    assert found(published, "cat", edition=2) == []


def test_the_limit_holds_and_scores_fall(published: Catalogue) -> None:
    scores = [hit.score for hit in published.find_statistics(1, ["cat", "dog"], 10)]
    assert scores == sorted(scores, reverse=True)
    assert len(published.find_statistics(1, ["cat"], 2)) == 2


def test_a_search_stays_among_the_documents_and_the_unit_asked_for(published: Catalogue) -> None:
    assert found(published, "cat", among=Among(document_ids=["hospitals"])) == [HOSPITAL]
    assert found(published, "cat", among=Among(document_ids=[])) == []
    assert found(published, "survey", among=Among(unit="count")) == [PARROTS]


def test_a_search_stays_in_the_years_that_a_figure_or_else_its_document_speaks_of(published: Catalogue) -> None:
    assert found(published, "cat", among=Among(years=[2027])) == [FORECAST]
    assert found(published, "cat", among=Among(years=[2019])) == [HOSPITAL]  # by its quote
    assert FORECAST not in found(published, "cat", among=Among(years=[2025]))
    assert CAT in found(published, "cat", among=Among(years=[2025]))  # by its document


def test_what_nothing_dates_is_found_for_every_year_unless_that_is_not_wanted(catalogue: Catalogue) -> None:
    bare = revision("bare", ())
    undated = statistic(bare, CATS, "12%", "keep a dog", headings=("Dogs",))
    catalogue.add(bare, CATS, [], [undated])
    catalogue.publish([bare.id], "ada")
    assert found(catalogue, "dog", among=Among(years=[2025])) == [undated]
    assert found(catalogue, "dog", among=Among(years=[2025], undated=False)) == []


@pytest.mark.parametrize(
    "word", ['"', "NEAR(parrot", "unit0percent", "facets:unit0percent", "year0none", "\0", "\ud800"]
)
def test_no_word_that_a_person_may_type_breaks_the_search_or_speaks_its_language(
    published: Catalogue, word: str
) -> None:
    assert found(published, word, "birds")[0] == PARROTS
    assert {*found(published, word)} <= {PARROTS, CAT, DOG}
    assert "unit0" not in word or found(published, word) == []


def test_topics_are_questions_tables_and_headings_with_how_many_stand_under_each(published: Catalogue) -> None:
    assert published.topics(1) == [
        Topic(HOSPITALS.id, "heading", "Cats", 1),
        Topic(PETS.id, "question", QUESTION, 2),
        Topic(PETS.id, "table", "Animals", 1),
        Topic(PETS.id, "measure", "will keep a cat", 1),
    ]
    assert {topic.revision_id for topic in published.topics(1, ["hospitals"])} == {HOSPITALS.id}


def test_a_new_edition_is_searched_at_once_and_the_old_one_stays(published: Catalogue) -> None:
    newer = revision("hospitals", (2026,), version=2)
    there = statistic(newer, OLD, "31%", "keep a zebra")
    published.add(newer, OLD, [], [there])
    assert found(published, "zebra") == []
    edition = published.publish([newer.id], "bob")
    assert found(published, "zebra", edition=edition.id) == [there]
    assert found(published, "zebra") == []


def test_what_was_pruned_is_not_found_and_its_place_can_be_taken(published: Catalogue) -> None:
    for word in ("zebra", "llama"):
        published.prune()
        animal = revision(word, (2026,))
        there = statistic(animal, OLD, "31%", f"keep a {word}")
        published.add(animal, OLD, [], [there])
    edition = published.publish([animal.id], "bob")
    assert found(published, "zebra", "llama", "unpublished", edition=edition.id) == [there]
