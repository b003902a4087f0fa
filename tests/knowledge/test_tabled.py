"""A table answers where it has all that a question names, and is passed over where something is missing."""

from __future__ import annotations

import pytest

from knowledge import scope
from knowledge.ports import Ranked
from knowledge.records import Passage, Revision, Statistic
from knowledge.stores.memory import MemoryCatalogue
from knowledge.tabled import Tabled, in_a_table
from tests.support.library import revision
from tests.support.statistics import statistic

REPORT = revision(title="Animals of Harrowdale", period=(2023, 2024))
TEXT = "Animals | 2023 | 2024\nCats | 120 | 140\nDogs | 80 | 75\n"


def cell(row: str, year: str, written: str) -> Statistic:
    line = next(line for line in TEXT.splitlines() if line.startswith(row))
    start = TEXT.index(line)
    return statistic(
        written,
        f"{row}",
        of=REPORT,
        as_written=written,
        unit="count",
        quote=line,
        start=start,
        row=row,
        column=year,
        period=year,
        origin="table",
        table="Animals",
        id=f"{row}{year}",
    )


CELLS = [
    cell("Cats", "2023", "120"),
    cell("Cats", "2024", "140"),
    cell("Dogs", "2023", "80"),
    cell("Dogs", "2024", "75"),
]


def asked(question: str) -> Tabled | None:
    catalogue = MemoryCatalogue()
    passage = Passage(
        id="p", content_id="c", revision_id=REPORT.id, text=TEXT.strip(), start=0, end=len(TEXT.strip()), context=""
    )
    catalogue.add(REPORT, TEXT, [passage], CELLS)
    edition = catalogue.publish([REPORT.id], by="tester")
    revisions: dict[str, Revision] = {REPORT.id: REPORT}
    return in_a_table(scope.read(question), [Ranked(passage, 1.0)], catalogue, edition.id, revisions)


@pytest.mark.parametrize(
    ("question", "written"),
    [("How many cats were there in 2024?", "140"), ("How many dogs were there in 2023?", "80")],
)
def test_row_and_column_name_the_cell(question: str, written: str) -> None:
    said = asked(question)
    assert said is not None
    assert said.statistics[0].as_written == written
    assert said.claim.highlighted == written
    assert said.claim.citations[0].quote == said.statistics[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "How many wild cats were there in 2024?",  # not of these
        "Who keeps cats?",  # no figure is asked for
        "Compare cats in 2023 and in 2024",  # more than one cell
    ],
)
def test_what_the_table_does_not_name_it_does_not_answer(question: str) -> None:
    assert asked(question) is None
