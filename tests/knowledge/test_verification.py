"""Claims held against a small library, with models that need no weights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import EmptyLibrary
from knowledge.lookup import Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.ports import Ranked
from knowledge.records import Citation, Judgement, Statistic, Verdict
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from knowledge.verification import Verifier
from tests.support.library import library, passage, revision
from tests.support.statistics import statistic

OLD, NEW = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,), publisher="Petfolk") for y in (2023, 2024))
QUOTES = {
    OLD: "Some 40% of firms keep a cat in the office.",
    NEW: "Nearly half (48%) of firms keep a cat in the office, and 12% of firms keep a dog in the yard. "
    "Among firms without a garden, 7% keep rabbits on the roof. "
    "Gartner predicts that more than 60% of firms will sell their aquariums by 2027.",
}
WHO = "Who feeds the animals?"
FEEDING = {"a caretaker": "45", "the boss": "30", "the porter": "20"}


def held() -> dict[object, list[Statistic]]:
    old, new = QUOTES[OLD], QUOTES[NEW]

    def one(value: str, measure: str, as_written: str, **more: object) -> Statistic:
        return statistic(value, measure, of=NEW, quote=new, as_written=as_written, **more)

    feeding = [
        statistic(value, "feeds the animals", of=NEW, start=1000 * at, option=option, distribution=WHO, choice="single",
                  base="firms", quote=f"In {value}% of firms {option} feeds the animals.")
        for at, (option, value) in enumerate(FEEDING.items(), start=1)
    ]  # fmt: skip
    return {
        OLD: [statistic("40", "keep a cat in the office", of=OLD, quote=old, base="firms", qualifier="some")],
        NEW: [
            one("48", "keep a cat in the office", "half (48%)", base="firms", qualifier="nearly"),
            one("12", "keep a dog in the yard", "12%", base="firms"),
            one("7", "keep rabbits on the roof", "7%", base="firms without a garden"),
            one("60", "will sell their aquariums", "60%", base="firms", qualifier="more than", period="by 2027",
                attribution="Gartner", origin="findings"),
            *feeding,
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return stocked(lambda _catalogue: None)


def stocked(meanwhile: Callable[[MemoryCatalogue], object]) -> Verifier:
    """A verifier; ``meanwhile`` happens whenever it looks for passages, of which it finds none."""
    catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
    for of, statistics in held().items():
        text = ""
        for each in statistics:
            text = text.ljust(each.start)[: each.start] + each.quote if each.start >= len(text) else text
        passages = {each.start: passage(each.quote, of, each.start) for each in statistics}
        catalogue.add(of, text, list(passages.values()), statistics)
        index.add([p.content_id for p in passages.values()], embedder.embed([p.text for p in passages.values()]))
    catalogue.publish([OLD.id, NEW.id], "test")
    reader = library({"any": (OLD, {"Cats": ["Cats."]})}).answerer._reader

    def retrieve(*_: object) -> list[tuple[Ranked, Citation]]:
        meanwhile(catalogue)
        return []

    statistics = Statistics(catalogue, index, embedder, None)
    return Verifier(catalogue, statistics, retrieve, embedder, OverlapReranker(), reader)


def verdict(verifier: Verifier, claim: str) -> Verdict:
    (one,) = verifier.verify(claim).verdicts
    return one


@pytest.mark.parametrize(
    "claim",
    [
        "In 2024, 48% of firms keep a cat in the office.",
        "In 2024 nearly half of companies keep a cat in the office.",
        "Fewer than half of firms keep a cat in the office.",
        "More than 10% of firms keep a dog in the yard.",
        "12% of firms keep a dog in the yard.",
        "In 2023, 40% of firms keep a cat in the office.",
        "Among firms without a garden, 7% keep rabbits on the roof.",
        "Gartner predicts that over 60% of firms will sell their aquariums by 2027.",
        "The boss feeds the animals in 30% of firms.",
        "Most often a caretaker feeds the animals.",
    ],
)
def test_what_the_documents_state_is_supported_with_its_quote(verifier: Verifier, claim: str) -> None:
    found = verdict(verifier, claim)
    assert found.judgement == Judgement.SUPPORTED, found
    assert found.citations
    assert found.statistics


@pytest.mark.parametrize(
    ("claim", "stands"),
    [
        ("In 2024, 58% of firms keep a cat in the office.", "48"),
        ("Most firms keep a dog in the yard.", "12"),
        ("Fewer than 10% of firms keep a dog in the yard.", "12"),
        ("In 2023, 48% of firms keep a cat in the office.", "40"),
        ("12% of firms keep a cat in the office in 2024.", "48"),
        ("Gartner predicts that less than 60% of firms will sell their aquariums by 2027.", "60"),
        ("Mostly the boss feeds the animals.", "45"),
    ],
)
def test_what_the_documents_deny_is_contradicted_with_the_figure_that_stands(
    verifier: Verifier, claim: str, stands: str
) -> None:
    found = verdict(verifier, claim)
    assert found.judgement == Judgement.CONTRADICTED, found
    assert str(found.statistics[0].value) == stands


@pytest.mark.parametrize(
    "claim",
    [
        "12% of hospitals keep a dog in the yard.",
        "12% of Canadian firms keep a dog in the yard.",
        "7% of firms keep rabbits on the roof.",
    ],
)
def test_another_base_is_said_to_be_another(verifier: Verifier, claim: str) -> None:
    assert verdict(verifier, claim).judgement == Judgement.DIFFERENT_BASE


@pytest.mark.parametrize(
    "claim",
    [
        "In 2011, 48% of firms keep a cat in the office.",
        "Forrester predicts that more than 60% of firms will sell their aquariums by 2027.",
        "The survey found that more than 60% of firms will sell their aquariums by 2027.",
        "95% of astronauts have been to the moon.",
        "Penguins live in Antarctica.",
    ],
)
def test_what_nobody_stated_is_not_in_the_reports(verifier: Verifier, claim: str) -> None:
    assert verdict(verifier, claim).judgement == Judgement.NOT_IN_REPORTS


def test_a_denial_is_not_what_it_denies(verifier: Verifier) -> None:
    assert verdict(verifier, "12% of firms don't keep a dog in the yard.").judgement == Judgement.CONTRADICTED


def test_another_number_of_what_is_counted_is_noticed(verifier: Verifier) -> None:
    assert verdict(verifier, "12% of firms keep 3 dogs in the yard.").judgement != Judgement.SUPPORTED


def test_each_claim_of_a_text_has_a_verdict_and_the_worst_is_the_texts(verifier: Verifier) -> None:
    found = verifier.verify("12% of firms keep a dog in the yard, and 90% of firms keep a cat in the office in 2024.")
    assert [each.judgement for each in found.verdicts] == [Judgement.SUPPORTED, Judgement.CONTRADICTED]
    assert found.judgement == Judgement.CONTRADICTED


def test_rounding_is_said(verifier: Verifier) -> None:
    notes = verdict(verifier, "About an eighth of firms keep a dog in the yard.").notes
    assert any("12% is about an eighth" in note for note in notes)


def test_who_says_so_is_said_where_the_claim_leaves_it_out(verifier: Verifier) -> None:
    found = verdict(verifier, "More than 60% of firms will sell their aquariums by 2027.")
    assert found.judgement == Judgement.SUPPORTED
    assert any("Gartner" in note for note in found.notes)


@given(value=st.integers(0, 100).filter(lambda value: value not in {12, 48}))
def test_no_other_figure_is_supported(verifier: Verifier, value: int) -> None:
    """Whatever the figure, only the one that stands there is supported."""
    assert verdict(verifier, f"{value}% of firms keep a dog in the yard.").judgement != Judgement.SUPPORTED


def test_an_empty_library_is_an_error() -> None:
    catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
    reader = library({"any": (OLD, {"Cats": ["Cats."]})}).answerer._reader
    empty = Verifier(catalogue, Statistics(catalogue, index, embedder, None), lambda _q, _d: [], embedder, None, reader)
    with pytest.raises(EmptyLibrary):
        empty.verify("Half of firms keep a cat.")


def test_a_text_is_checked_against_the_edition_that_it_began_with() -> None:
    verifier = stocked(lambda catalogue: catalogue.publish([OLD.id], "somebody else"))
    found = verifier.verify("Penguins live in Antarctica. 12% of firms keep a dog in the yard.")
    assert [each.judgement for each in found.verdicts] == [Judgement.NOT_IN_REPORTS, Judgement.SUPPORTED]
    assert found.edition == 1
    assert verifier.verify("12% of firms keep a dog in the yard.").edition == 2
