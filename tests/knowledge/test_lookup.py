"""Look-ups in small libraries in memory, with models that need no weights."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.errors import EmptyLibrary
from knowledge.fitting import units_wanted
from knowledge.lookup import SHOWN, Filters, Lookup, Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Reranker
from knowledge.records import Passage, Revision, Statistic
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.support.library import passage, revision
from tests.support.statistics import WHO, options, statistic

OLD, NEW = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,)) for y in (2023, 2024))
CATS_THEN = statistic("40", "keep a cat in the office", of=OLD, base="firms")
CATS = statistic("48", "keep a cat in the office", of=NEW, base="firms")
DOGS = statistic("12", "keep a dog in the yard", of=NEW, base="firms", start=200)
MICE = statistic("7", "mice caught a day", of=NEW, unit="count", as_written="7", start=300)
FORECAST = statistic("60", "will keep a parrot by then", of=NEW, period="by 2027", attribution="Gartner", start=400)
OWNERS = options(of=NEW, start=500, a_dedicated_team="34", central_IT="21", nobody_clearly="19")


def library(
    held: dict[str, tuple[Revision, Sequence[Statistic]]],
    reranker: Reranker | None = OverlapReranker(),  # noqa: B008
) -> Statistics:
    """Each quote is a passage, too."""
    catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
    for of, statistics in held.values():
        passages: list[Passage] = [passage(s.quote, of, s.start) for s in statistics]
        catalogue.add(of, "", passages, statistics)
        index.add([p.content_id for p in passages], embedder.embed([p.text for p in passages]))
    if held:
        catalogue.publish([of.id for of, _ in held.values()], "test")
    return Statistics(catalogue, index, embedder, reranker)


@pytest.fixture(scope="module")
def pets() -> Statistics:
    return library({"old": (OLD, [CATS_THEN]), "new": (NEW, [CATS, DOGS, MICE, FORECAST, *OWNERS])})


def first(lookup: Lookup) -> Statistic:
    assert lookup.found, lookup
    return lookup.found[0].statistic


def test_the_figure_that_the_words_fit_comes_first_with_its_citation(pets: Statistics) -> None:
    lookup = pets.find("dog in the yard")
    assert first(lookup) == DOGS
    assert (lookup.found[0].citation.title, lookup.found[0].citation.quote) == ("Pet survey 2024", DOGS.quote)
    assert len(lookup.found) <= SHOWN


def test_where_no_year_is_named_the_newest_issue_comes_first_and_a_note_says_so(pets: Statistics) -> None:
    lookup = pets.find("keep a cat in the office")
    assert first(lookup) == CATS
    assert "2023, 2024" in lookup.notes[0]


def test_a_year_in_the_query_is_answered_by_that_years_figure_alone(pets: Statistics) -> None:
    lookup = pets.find("keep a cat in the office in 2023")
    assert [found.statistic for found in lookup.found] == [CATS_THEN]
    assert first(pets.find("Gartner 2027")) == FORECAST


def test_a_year_of_which_nothing_is_stated_finds_nothing_and_shows_the_nearest(pets: Statistics) -> None:
    lookup = pets.find("keep a cat in the office in 2011")
    assert lookup.found == ()
    assert lookup.nearest[0].statistic in (CATS, CATS_THEN)


def test_nothing_fits_words_that_no_figure_is_of(pets: Statistics) -> None:
    lookup = pets.find("penguins of Antarctica")
    assert (lookup.found, lookup.distribution) == ((), None)
    assert len(lookup.nearest) <= 3


def test_an_option_comes_with_its_whole_question_and_is_marked(pets: Statistics) -> None:
    lookup = pets.find("a dedicated team")
    assert first(lookup) == OWNERS[0]
    assert lookup.distribution
    assert lookup.distribution.options == tuple(OWNERS)
    assert [found.statistic for found in lookup.options] == OWNERS
    assert lookup.asked == OWNERS[0].id


def test_a_question_as_a_whole_marks_no_option(pets: Statistics) -> None:
    lookup = pets.find(WHO)
    assert lookup.distribution
    assert lookup.asked is None


def test_a_population_of_which_nothing_is_stated_is_pointed_out(pets: Statistics) -> None:
    lookup = pets.find("How many hospitals keep a dog in the yard?")
    assert first(lookup) == DOGS
    assert "hospitals" in lookup.notes[0]


def test_filters_keep_to_documents_units_and_years(pets: Statistics) -> None:
    words = "keep a cat in the office mice"
    assert first(pets.find(words, Filters(document_ids=(OLD.document.id,)))) == CATS_THEN
    assert first(pets.find(words, Filters(unit="count"))) == MICE
    assert first(pets.find(words, Filters(years=(2023,)))) == CATS_THEN
    assert pets.find(words, Filters(document_ids=("nowhere.md",))).found == ()


def test_figures_are_found_without_a_reranker() -> None:
    plain = library({"new": (NEW, [CATS, DOGS])}, reranker=None)
    assert first(plain.find("dog in the yard")) == DOGS


def test_a_comparison_sets_the_years_side_by_side(pets: Statistics) -> None:
    rows = pets.compare(CATS).rows
    assert [(row.when, row.statistic) for row in rows] == [("2023", CATS_THEN), ("2024", CATS)]
    assert [row.statistic for row in pets.compare(CATS, Filters(years=(2024,))).rows] == [CATS]


@pytest.mark.parametrize("query", ["?", "and so", "2024", "48%", '"', "🐈", "a" * 500])
def test_no_query_breaks_a_look_up(pets: Statistics, query: str) -> None:
    lookup = pets.find(query)
    assert lookup.query == query


def test_an_empty_library_says_what_to_do() -> None:
    with pytest.raises(EmptyLibrary, match="footnote ingest"):
        library({}).find("cats")


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("What share of firms keep a cat?", {"percent"}),
        ("When did they ask?", {"year"}),
        ("How many times more likely are they?", {"times"}),
        ("How many firms keep a cat?", {"count", "percent"}),
        ("What was the revenue?", {"currency"}),
    ],
)
def test_the_form_of_a_question_says_which_units_answer_it(question: str, unit: set[str]) -> None:
    assert units_wanted(question) == unit


def test_without_a_form_no_year_and_no_rank_is_meant() -> None:
    assert not units_wanted("cats in offices") & {"year", "rank"}
