"""Look-ups as they are run: the starter in SQLite and Chroma, with the real models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.requests import Unwatched
from bot.settings import Settings
from bot.wiring import Services
from knowledge.lookup import Filters, Lookup


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = Services(Settings(library=tmp_path_factory.mktemp("starter") / "library"))
    services.ingest_starter("test", Unwatched())
    yield services
    services.catalogue.close()  # type: ignore[attr-defined]


def first(lookup: Lookup) -> str:
    assert lookup.found, lookup.query
    return lookup.found[0].statistic.as_written


@pytest.mark.parametrize(
    ("query", "as_written"),
    [
        ("dedicated team", "one in three organizations (34%)"),
        ("data sources with an integration platform", "six in ten (59%)"),
        ("data sources without an integration platform", "0%"),
        ("Gartner 2027", "40%"),
        ("What share of agentic projects will be cancelled?", "40%"),
        ("sample size", "500 senior IT leaders"),
        ("AI workflow in production", "three in four (76%)"),
        ("entirely new processes", "A quarter"),
        ("nobody in charge", "19%"),
    ],
)
def test_a_figure_is_found_by_its_words_and_by_its_meaning(services: Services, query: str, as_written: str) -> None:
    assert as_written in first(services.statistics.find(query))


def test_ownership_shows_the_whole_question(services: Services) -> None:
    lookup = services.statistics.find("ownership")
    assert lookup.distribution
    assert [option.option for option in lookup.distribution.options] == [
        "a dedicated team",
        "departmental operations",
        "central IT",
        "nobody clearly",
    ]
    assert lookup.distribution.gap == 1


def test_every_quote_stands_in_the_stored_text(services: Services) -> None:
    lookup = services.statistics.find("ownership")
    for found in (*lookup.found, *lookup.options):
        place = found.citation
        assert services.catalogue.text(place.revision_id)[place.start : place.end] == place.quote


@pytest.mark.parametrize("query", ["penguins in Antarctica", "Gartner 2019", "share of dogs"])
def test_nothing_fits_what_the_documents_have_no_figure_of(services: Services, query: str) -> None:
    assert services.statistics.find(query).found == ()


def test_a_filter_of_another_unit_or_year_leaves_nothing_of_it(services: Services) -> None:
    statistics = services.statistics
    assert {found.statistic.unit for found in statistics.find("sources", Filters(unit="times")).found} == {"times"}
    assert statistics.find("dedicated team", Filters(years=(1999,))).found == ()
