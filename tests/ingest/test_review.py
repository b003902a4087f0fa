"""A review names exactly the facts that an edited copy of a document changes, and what is seldom meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import readers
from ingest.card import with_card
from ingest.review import LISTED, Contents, FactChange, Review, review_of
from ingest.settings import IngestSettings
from ingest.statistics import extract
from knowledge.records import Document, Revision
from tests.conftest import ROOT

REPORT = """# Pets at work 2031

The survey asked 512 firms in the spring of 2031.

## Cats

Of the firms, 76% keep a cat in the office. On average, a cat costs 340 euros a year.

Among firms with a garden, 91% keep a cat. Some 14% of the managers feed it themselves.

## Dogs

Only 12% of the firms keep a dog in the yard. Nearly half of the employees (48%) bring their own dog along.

Asked for the reason, 33% of the respondents named the noise and 21% named the cost.

## Costs

| Animal | Share of firms | Cost a year (euros) |
| --- | --- | --- |
| Cat | 76% | 340 |
| Dog | 12% | 910 |
| Fish | 22% | 85 |
"""


def read(text: str, version: int, name: str = "pets.md") -> tuple[Contents, Revision]:
    document = readers.read(text.encode(), name, "text/markdown", IngestSettings(), None)
    revision = Revision(
        id=f"{name}@{version}",
        document=Document(id=name, uri=f"file:///{name}", name=name),
        sha256=str(hash(text)),
        title="Pets at work",
        media_type="text/markdown",
        read_at=datetime(2031, 6, 1, tzinfo=UTC),
    )
    document = with_card(document, revision)
    statistics = extract(document, revision)
    passages = [line for line in document.text.split("\n") if line]
    ids = {revision.id: statistics}
    return Contents([revision], ids, {name: passages}, {revision.id: document.text}), revision


def reviewed(new: str, old: str = REPORT) -> Review:
    return review_of(read(old, 1)[0], read(new, 2)[0])


def edited(*changes: tuple[str, str]) -> str:
    text = REPORT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(facts: Sequence[FactChange]) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.kind, each.old and each.old.as_written, each.new and each.new.as_written)
        for each in facts
    ]  # fmt: skip


# -- what changed ------------------------------------------------------------------------------------------------------


def test_a_changed_figure_is_one_changed_fact_with_both_quotes() -> None:
    (fact,) = reviewed(edited(("Only 12%", "Only 19%"))).facts
    assert (fact.kind, fact.document, fact.fields) == ("changed", "pets.md", ("value",))
    assert fact.old
    assert fact.new
    assert (fact.old.as_written, fact.new.as_written) == ("12%", "19%")
    assert (fact.old.quote, fact.new.quote) == (
        "Only 12% of the firms keep a dog in the yard.",
        "Only 19% of the firms keep a dog in the yard.",
    )


def test_of_several_figures_in_a_sentence_the_changed_one_is_named() -> None:
    assert told(reviewed(edited(("33% of the respondents", "37% of the respondents"))).facts) == [
        ("changed", "33%", "37%")
    ]
    assert told(reviewed(edited(("and 21% named", "and 26% named"))).facts) == [("changed", "21%", "26%")]


def test_two_figures_that_trade_places_are_two_changed_facts() -> None:
    new = edited(("33% of the respondents named the noise and 21%", "21% of the respondents named the noise and 33%"))
    assert sorted(told(reviewed(new).facts)) == [("changed", "21%", "33%"), ("changed", "33%", "21%")]


def test_a_changed_cell_of_a_table_is_one_changed_fact() -> None:
    assert told(reviewed(edited(("| 910 |", "| 930 |"))).facts) == [("changed", "910", "930")]


def test_a_row_more_adds_its_cells_and_a_row_less_removes_them() -> None:
    new = edited(("| Fish | 22% | 85 |\n", "| Fish | 22% | 85 |\n| Hen | 5% | 60 |\n"), ("| Dog | 12% | 910 |\n", ""))
    assert sorted(told(reviewed(new).facts), key=str) == [
        ("added", None, "5%"),
        ("added", None, "60"),
        ("removed", "12%", None),
        ("removed", "910", None),
    ]


def test_a_removed_paragraph_removes_its_facts_and_no_others() -> None:
    gone = "Among firms with a garden, 91% keep a cat. Some 14% of the managers feed it themselves.\n\n"
    assert told(reviewed(edited((gone, ""))).facts) == [("removed", "91%", None), ("removed", "14%", None)]


def test_a_new_sentence_adds_its_facts_and_no_others() -> None:
    new = edited(("bring their own dog along.", "bring their own dog along. Of these dogs, 7% bite."))
    assert told(reviewed(new).facts) == [("added", None, "7%")]


def test_a_qualifier_that_changes_is_a_changed_fact() -> None:
    (fact,) = reviewed(edited(("Nearly half", "More than half"))).facts
    assert "qualifier" in fact.fields or "as_written" in fact.fields or "value" in fact.fields


def test_another_population_of_the_same_figure_is_a_changed_fact() -> None:
    (fact,) = reviewed(edited(("14% of the managers feed", "14% of the teachers feed"))).facts
    assert "base" in fact.fields
    assert fact.old
    assert fact.new
    assert (fact.old.base, fact.new.base) == ("managers", "teachers")


# -- what did not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        (("On average, a cat costs 340 euros a year.", ""), ("yard. ", "yard. On average, a cat costs 340 euros a year. ")),  # noqa: E501
        (("Only 12% of the firms keep a dog in the yard. ", ""), ("along.", "along. Only 12% of the firms keep a dog in the yard.")),  # noqa: E501
        (("Some 14% of the managers feed it themselves.", ""), ("## Costs\n", "Some 14% of the managers feed it themselves.\n\n## Costs\n")),  # noqa: E501
    ],
    ids=["to another section", "within its paragraph", "to a paragraph of its own"],
)  # fmt: skip
def test_a_sentence_that_moved_changes_no_fact(changes: tuple[tuple[str, str], ...]) -> None:
    assert reviewed(edited(*changes)).facts == ()


def test_a_section_that_moved_changes_no_fact() -> None:
    head, cats, rest = REPORT.partition("## Cats")[0], *REPORT.partition("## Cats")[2].split("## Dogs")
    dogs, costs = rest.split("## Costs")
    assert reviewed(f"{head}## Dogs{dogs}## Cats{cats}## Costs{costs}").facts == ()


@pytest.mark.parametrize(
    ("typo", "mended"),
    [
        ("keep a cta in", "keep a cat in"),
        ("the managres feed", "the managers feed"),
        ("the respodents named", "the respondents named"),
        ("thier own dog", "their own dog"),
        ("employes (48%)", "employees (48%)"),
        ("Cost a yaer", "Cost a year"),
    ],
)
def test_a_mended_typo_changes_no_fact(typo: str, mended: str) -> None:
    assert REPORT.count(mended) == 1
    assert reviewed(REPORT, REPORT.replace(mended, typo)).facts == ()
    assert reviewed(REPORT.replace(mended, typo)).facts == ()


def test_words_around_that_change_leave_the_facts() -> None:
    assert (
        reviewed(edited(("On average, a cat costs 340 euros a year.", "On average a cat costs 340 euros a year"))).facts
        == ()
    )


def test_a_changed_text_without_figures_is_a_changed_document_without_changed_facts() -> None:
    review = reviewed(edited(("in the spring of 2031.", "in the spring of 2031. It was a warm spring.")))
    assert review.facts == ()
    (document,) = review.documents
    assert (document.kind, document.passages_added, document.passages_removed) == ("changed", 1, 1)


REAL = sorted((ROOT / "tests" / "questions").glob("*/*.md"))


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_document_held_against_itself_has_no_changed_facts(file: Path) -> None:
    text = file.read_text("utf-8")
    assert review_of(read(text, 1)[0], read(text, 2)[0]).facts == ()


# -- whole documents ---------------------------------------------------------------------------------------------------

NOTHING = Contents((), {}, {}, {})


def test_a_new_document_is_counted_as_a_whole_and_its_first_facts_are_listed() -> None:
    many = "# Hens\n\n" + "\n\n".join(f"In town {n} of the valley, {n}% of the farms keep hens." for n in range(10, 60))
    review = review_of(NOTHING, read(many, 1)[0])
    (document,) = review.documents
    assert document.kind == "added"
    assert document.facts_added >= 50
    assert len(review.facts) == LISTED


def test_a_document_that_goes_takes_all_its_facts() -> None:
    review = review_of(read(REPORT, 1)[0], NOTHING)
    assert [each.kind for each in review.documents] == ["removed"]
    assert {fact.kind for fact in review.facts} == {"removed"}
    assert review.cautions == ()


def test_a_document_that_was_only_renamed_changes_no_fact() -> None:
    review = review_of(read(REPORT, 1)[0], read(REPORT, 1, "animals.md")[0])
    assert [(each.kind, each.name) for each in review.documents] == [("renamed", "animals.md")]
    assert review.facts == ()


def test_the_whole_is_said_in_a_line() -> None:
    new = edited(("Only 12%", "Only 19%"), ("| Fish | 22% | 85 |\n", ""))
    assert reviewed(new).sentence == "Documents: 1 changed; facts: 1 changed, 2 removed."


# -- what is seldom meant ----------------------------------------------------------------------------------------------


def cautions(review: Review) -> list[str]:
    return [each.kind for each in review.cautions]


def test_a_document_that_shrank_by_half_is_pointed_out() -> None:
    assert "shrunk" in cautions(reviewed(REPORT.split("## Dogs", maxsplit=1)[0]))
    assert cautions(reviewed(edited(("Only 12%", "Only 19%")))) == []


def test_a_document_without_figures_left_is_pointed_out() -> None:
    assert "no_statistics" in cautions(reviewed("# Pets\n\nFirms keep pets. Nobody counted them.\n"))


def test_a_base_that_was_removed_is_a_changed_fact_and_pointed_out() -> None:
    review = reviewed(edited(("Nearly half of the employees (48%) bring", "Nearly half (48%) bring")))
    assert [(fact.kind, "base" in fact.fields) for fact in review.facts] == [("changed", True)]
    (caution,) = review.cautions
    assert caution.kind == "base_gone"
    assert "employees" in caution.sentence
