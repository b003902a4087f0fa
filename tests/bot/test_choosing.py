"""Questions that can be understood in several ways, and what can be asked instead of what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from bot.choosing import choices
from bot.settings import Settings
from bot.wiring import Services
from knowledge.distributions import citation_of
from knowledge.lookup import Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.records import Answer, Claim, Reason, Refusal, Revision, Statistic
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.support.library import revision
from tests.support.statistics import statistic

Y2022, Y2023, Y2024 = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,)) for y in (2022, 2023, 2024))
QUESTION = "How many keep a cat in the office?"


class Shelf(NamedTuple):
    """A library of statistics alone."""

    services: Services
    revisions: dict[str, Revision]

    def claim(self, figure: Statistic) -> Claim:
        at = figure.at - figure.start
        cited = citation_of(figure, self.revisions[figure.revision_id])
        return Claim(text=figure.quote, citations=(cited,), highlight=(at, at + len(figure.as_written)))

    def answered(self, *figures: Statistic, question: str = QUESTION) -> tuple[str, ...]:
        """The choices beside an answer that says these figures, the first first."""
        claims = tuple(map(self.claim, figures))
        return choices(self.services, Answer(question=question, claims=claims, statistics=figures, edition=1))

    def refused(self, reason: Reason, question: str, *nearest: Statistic) -> tuple[str, ...]:
        claims = tuple(map(self.claim, nearest))
        return choices(
            self.services, Refusal(question=question, reason=reason, detail="No.", nearest=claims, edition=1)
        )


def shelf(held: dict[Revision, Sequence[Statistic]]) -> Shelf:
    catalogue = MemoryCatalogue()
    for of, figures in held.items():
        catalogue.add(of, "", [], figures)
    catalogue.publish([of.id for of in held], "ada")
    services = Services(Settings())
    services.catalogue = catalogue
    services.statistics = Statistics(catalogue, MemoryIndex(), HashingEmbedder(), OverlapReranker())
    return Shelf(services, {of.id: of for of in held})


def cats(value: str, of: Revision, base: str | None = "firms", start: int = 0, **more: object) -> Statistic:
    quote = f"Of the {base}, {value}% keep a cat in the office."
    return statistic(value, "keep a cat in the office", of=of, base=base, quote=quote, start=start, **more)


# -- years ---------------------------------------------------------------------------------------------------------

OVER_YEARS = {Y2022: [cats("40", Y2022)], Y2023: [cats("44", Y2023)], Y2024: [cats("48", Y2024)]}


def test_where_several_years_state_it_the_others_can_be_asked_for_the_newest_first() -> None:
    asked = shelf(OVER_YEARS).answered(OVER_YEARS[Y2024][0])
    assert asked == ("How many keep a cat in the office in 2023?", "How many keep a cat in the office in 2022?")


def test_a_question_that_names_its_year_has_one_meaning() -> None:
    assert shelf(OVER_YEARS).answered(OVER_YEARS[Y2024][0], question="How many kept a cat in 2024?") == ()


def test_another_year_of_another_population_is_not_offered() -> None:
    held = {Y2023: [cats("44", Y2023, base="hospitals")], Y2024: [cats("48", Y2024)]}
    assert shelf(held).answered(held[Y2024][0]) == ()


def test_issues_of_a_series_that_an_answer_cites_are_offered_even_if_they_word_it_differently() -> None:
    held = {Y2023: [statistic("44", "have pets of the feline kind", of=Y2023)], Y2024: [cats("48", Y2024)]}
    asked = shelf(held).answered(held[Y2024][0], held[Y2023][0])
    assert asked == ("How many keep a cat in the office in 2023?",)


def test_a_report_of_one_year_that_looks_back_at_another_offers_only_what_is_stated() -> None:
    back = cats("35", Y2024, period="2021")
    held = {Y2023: [], Y2024: [back]}
    assert shelf(held).answered(back) == ()


# -- populations and documents -------------------------------------------------------------------------------------

OF_WHOM = {
    Y2024: [
        cats("59", Y2024, "companies with a garden"),
        cats("11", Y2024, "companies with a balcony", 100),
        cats("0", Y2024, "organizations in a cellar", 200),
    ]
}


def test_where_several_populations_state_it_each_can_be_asked_for_in_the_order_of_the_document() -> None:
    assert shelf(OF_WHOM).answered(OF_WHOM[Y2024][1]) == (
        "Among companies with a garden, how many keep a cat in the office?",
        "Among companies with a balcony, how many keep a cat in the office?",
        "Among organizations in a cellar, how many keep a cat in the office?",
    )


@pytest.mark.parametrize(
    "question", ["How many companies with a garden keep a cat?", "Of those with balconies, how many keep a cat?"]
)
def test_a_question_that_names_a_population_has_one_meaning(question: str) -> None:
    assert shelf(OF_WHOM).answered(OF_WHOM[Y2024][0], question=question) == ()


def test_words_that_all_of_them_share_name_none() -> None:
    assert len(shelf(OF_WHOM).answered(OF_WHOM[Y2024][0], question="How many companies keep a cat?")) == 3


def test_at_most_four_are_offered() -> None:
    figures = [
        cats(str(n), Y2024, f"{word} firms", 100 * n) for n, word in enumerate(("red", "blue", "old", "new", "odd"))
    ]
    assert len(shelf({Y2024: figures}).answered(figures[0])) == 4


def test_where_two_documents_state_it_of_the_same_population_each_can_be_asked() -> None:
    zoo = revision("zoo.md", title="Zoo report", period=(2024,))
    held = {Y2024: [cats("48", Y2024)], zoo: [cats("31", zoo)]}
    asked = shelf(held).answered(held[Y2024][0])
    assert set(asked) == {
        "According to Pet survey 2024, how many keep a cat in the office?",
        "According to Zoo report, how many keep a cat in the office?",
    }


def test_a_figure_that_stands_alone_offers_nothing() -> None:
    held = {Y2024: [cats("48", Y2024), statistic("12", "drive a red bus to work", of=Y2024, start=200)]}
    assert shelf(held).answered(held[Y2024][0]) == ()


def test_an_answer_without_a_figure_offers_nothing() -> None:
    held = {Y2024: [cats("48", Y2024)]}
    stocked = shelf(held)
    claim = Claim(text="Cats are liked.", citations=stocked.claim(held[Y2024][0]).citations)
    assert choices(stocked.services, Answer(question="Why?", claims=(claim,), edition=1)) == ()


# -- instead of what is refused ------------------------------------------------------------------------------------


def test_a_question_refused_for_its_year_can_be_asked_of_those_that_are_stated() -> None:
    asked = shelf(OVER_YEARS).refused(
        Reason.WRONG_PERIOD, "How many kept a cat in the office in 2010?", OVER_YEARS[Y2023][0]
    )
    assert asked == tuple(f"How many kept a cat in the office in {year}?" for year in (2024, 2023, 2022))


def test_the_years_of_something_else_are_not_offered() -> None:
    asked = shelf(OVER_YEARS).refused(Reason.WRONG_PERIOD, "Who won the world cup in 2010?", OVER_YEARS[Y2023][0])
    assert not [question for question in asked if "world cup" in question]


def test_a_question_refused_for_its_population_can_be_asked_of_the_one_that_is_stated() -> None:
    held = {Y2024: [cats("48", Y2024, "surveyed firms")]}
    for question, instead in {
        "How many hospitals have a cat in the office?": "How many surveyed firms have a cat in the office?",
        "What share of the small startups has a cat?": "What share of the surveyed firms has a cat?",
        "What share of foreign firms do keep a cat?": "What share of surveyed firms do keep a cat?",
    }.items():
        assert shelf(held).refused(Reason.WRONG_POPULATION, question, held[Y2024][0])[0] == instead


@pytest.mark.parametrize(
    "question",
    ["How many hours of cats did Danish firms have?", "How many hospitals breed cats?", "What share of cats fly home?"],
)
def test_what_may_be_no_population_is_not_replaced(question: str) -> None:
    held = {Y2024: [cats("48", Y2024, "surveyed firms")]}
    assert shelf(held).refused(Reason.WRONG_POPULATION, question, held[Y2024][0]) == (
        "What share of the surveyed firms keep a cat in the office?",
    )


def test_beside_any_other_refusal_stands_what_the_nearest_facts_answer_at_most_three() -> None:
    whom = ("firms", "shops", "inns", "farms")
    figures = [cats(str(40 + n), Y2024, base, 100 * n) for n, base in enumerate(whom)]
    asked = shelf({Y2024: figures}).refused(Reason.NOT_IN_REPORTS, "How many cats can fly?", *figures[:3])
    assert asked == tuple(f"What share of the {base} keep a cat in the office?" for base in whom[:3])


@pytest.mark.parametrize("reason", [Reason.NOT_A_QUESTION, Reason.NOT_ALLOWED])
def test_small_talk_and_what_may_not_be_seen_offer_nothing(reason: Reason) -> None:
    assert shelf(OVER_YEARS).refused(reason, "Hello!", OVER_YEARS[Y2023][0]) == ()


def test_what_was_asked_is_never_offered_again() -> None:
    figure = cats("48", Y2024)
    question = "What share of the firms keep a cat in the office?"
    assert shelf({Y2024: [figure]}).refused(Reason.NOT_IN_REPORTS, question, figure) == ()
