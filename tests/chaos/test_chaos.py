"""The scripts that measure under stress go on working: some kills, and what the judge calls wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import chaos, chaos_asking
from scripts.busy import Times, table
from tests.support.reports import Reports


def test_runs_that_are_killed_change_nothing_and_the_next_ones_end_well() -> None:
    outcome, seen = chaos.run(kills=2, seed=3)
    assert (outcome.kills, outcome.next_runs) == (2, 2 + outcome.ended_before)
    assert (outcome.wrong, seen["unanswered"], seen["mixed"]) == ([], [], [])
    assert seen["asked"] > 5
    assert seen["editions"] >= 2
    assert "mixed editions" in chaos.table(outcome, seen)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """Two reports, of two rounds: what must never be published together."""
    reports = Reports(tmp_path)
    for at, (animal, number) in enumerate((("heron", 3), ("badger", 4))):
        figure = chaos_asking.figure_of(number, at)
        says = f"In round {number}, {figure}% of the firms keep a {animal} in the yard."
        reports.write(f"# Report on the {animal}\n\n{says}\n", f"{animal}.md")
    reports.publish()
    return reports


def test_the_judge_sees_what_is_mixed(reports: Reports) -> None:
    asker = chaos_asking.Asker(reports.library)
    edition = reports.services.edition()
    asker._hold([], [], edition.id, 0)
    assert asker.mixed == [f"edition {edition.id} itself is of the rounds ['3', '4']"]


def test_the_judge_sees_what_is_quoted_from_another_edition_round_or_place(reports: Reports) -> None:
    asker = chaos_asking.Asker(reports.library)
    found = reports.services.statistics.find("firms keep a heron in the yard").found[0]
    asker._check(found.citation, 1, 3, published=True)
    assert asker.mixed == []
    asker._check(found.citation, 1, 3, published=False)
    asker._check(found.citation, 1, 9, published=True)
    moved = found.citation.model_copy(update={"start": found.citation.start + 1, "end": found.citation.end + 1})
    asker._check(moved, 1, 3, published=True)
    assert len(asker.mixed) == 3


def test_the_table_of_what_is_measured_says_how_many_times_as_long() -> None:
    drawn = table(Times([100.0] * 20, [150.0] * 20), 1234)
    assert "1.50" in drawn
    assert "1,234 passages embedded" in drawn
