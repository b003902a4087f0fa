"""``footnote gaps`` and ``forget`` as they are typed on a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.requests import Place, Request
from knowledge.records import Reason
from tests.bot.parts import REFUSAL, Parrot
from tests.bot.test_main import InMemory, footnote


class NotSaid(Parrot):
    """Refuses everything."""

    def ask(self, question: str, *_: object) -> object:  # type: ignore[override]
        return REFUSAL.model_copy(update={"question": question, "reason": Reason.NOT_IN_REPORTS})


@pytest.fixture
def session() -> InMemory:
    session = InMemory()
    session.services.answerer = NotSaid()  # type: ignore[assignment]
    for number, user in enumerate(("U1", "U1", "U2")):
        place = Place(workspace="T1", channel="C1", thread=f"{number}.1", message=f"{number}.1")
        text = "How many dogs are there?"
        session.desk().handle(Request(command="ask", user=user, surface="slack", text=text, place=place))
    return session


def test_gaps_are_a_table_for_people_json_for_programs_and_csv_for_spreadsheets(
    session: InMemory, tmp_path: Path
) -> None:
    code, out, err = footnote("gaps", session=session)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["times", "people", "last", "asked", "question", "why"]
    assert "3 questions in 1 group within 30 days" in out
    code, out, _ = footnote("gaps", "--json", "--days", "7", session=session)
    written = json.loads(out)
    assert (code, written["days"], written["gaps"][0]["times"], written["gaps"][0]["people"]) == (0, 7, 3, 2)
    file = tmp_path / "gaps.csv"
    code, out, _ = footnote("gaps", "--csv", str(file), session=session)
    assert (code, "1 group written to" in out) == (0, True)
    assert file.read_text("utf-8-sig").startswith("question,times,people,")
    assert footnote("gaps", "--csv", "-", session=session)[1].count("How many dogs are there?") == 1


def test_where_nothing_went_unanswered_it_says_so() -> None:
    assert "No question went unanswered" in footnote("gaps")[1]


def test_what_cannot_be_written_or_goes_together_is_said(session: InMemory, tmp_path: Path) -> None:
    code, _, err = footnote("gaps", "--csv", str(tmp_path / "nowhere" / "gaps.csv"), session=session)
    assert (code, "cannot be written" in err) == (1, True)
    assert footnote("gaps", "--csv", "x", "--json", session=session)[0] == 2


def test_forgetting_needs_a_yes_where_nobody_can_be_asked(session: InMemory) -> None:
    assert footnote("forget", "U1", session=session)[0] == 2
    assert session.services.journal.count() == 3
    code, out, _ = footnote("forget", "U1", "--yes", session=session)
    assert (code, out) == (0, "Forgotten: 2 questions of U1, and what they thought of any answer.\n")
    assert session.services.journal.count() == 1


def test_forgetting_takes_a_person_or_a_day_that_has_come(session: InMemory) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    for arguments in ((), ("U1", "--before", "2026-01-01"), ("--before", day), ("--before", "soon"), (" ",)):
        assert footnote("forget", *arguments, "--yes", session=session)[0] == 2
    assert session.services.journal.count() == 3
    code, out, _ = footnote("forget", "--before", "2020-01-01", "--yes", session=session)
    assert (code, out) == (0, "Forgotten: 0 questions from before 2020-01-01.\n")
