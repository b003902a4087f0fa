"""``footnote stat`` on the command line, on a library in memory; test_whole.py runs it on a real one."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.wiring import Services
from knowledge.lookup import Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from tests.bot.test_main import InMemory, footnote, lines
from tests.support.library import passage, revision
from tests.support.statistics import WHO, options, statistic

OLD, NEW = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,)) for y in (2023, 2024))
HELD = {
    OLD: [statistic("40", "keep a cat in the office", of=OLD, base="firms")],
    NEW: [
        statistic("48", "keep a cat in the office", of=NEW, base="firms", base_size=500, qualifier="nearly", page=3),
        statistic("12", "=keep a dog, or two, in the yard", of=NEW, start=200),
        *options(of=NEW, start=500, a_dedicated_team="34", central_IT="21", nobody_clearly="44"),
        *options("multiple", of=NEW, start=1500, question="Which snacks are liked?", apples="60", pears="55"),
    ],
}  # fmt: skip


class Stocked(InMemory):
    """A session on two surveys of pets."""

    def __init__(self, held: dict[Any, Any] = HELD) -> None:
        super().__init__()
        catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
        for of, statistics in held.items():
            passages = [passage(s.quote, of, s.start) for s in statistics]
            catalogue.add(of, "", passages, statistics)
            index.add([p.content_id for p in passages], embedder.embed([p.text for p in passages]))
        catalogue.publish([of.id for of in held], "ada")
        self.services = Services(Settings(library=self.services.settings.library))
        self.services.catalogue = catalogue
        self.services.statistics = Statistics(catalogue, index, embedder, OverlapReranker())


@pytest.fixture(scope="module")
def session() -> Stocked:
    return Stocked()


def shown(session: Stocked, *arguments: str, code: int = 0) -> str:
    ended, out, err = footnote("stat", *arguments, session=session)
    assert ended == code, err
    return out if code == 0 else err


def wire(session: Stocked, *arguments: str) -> dict[str, Any]:
    return lines(shown(session, *arguments, "--json"))[0]


# -- for a person ---------------------------------------------------------------------------------------------------


def test_a_figure_comes_as_written_with_what_it_is_of_its_quote_and_its_link(session: Stocked) -> None:
    out = shown(session, "cat", "in", "the", "office", "2024").splitlines()
    assert out[0] == "nearly 48%  keep a cat in the office · base: firms (n = 500) [1]"
    assert out[1] == "  “Of them 48% keep a cat in the office.”"
    assert out[2] == "  [1] Pet survey 2024, page 3 · file:///reports/pets-2024.md"


def test_a_base_that_is_not_stated_is_said_to_be_missing(session: Stocked) -> None:
    assert "base not stated" in shown(session, "dog in the yard").splitlines()[0]


def test_an_option_is_marked_in_its_question_with_sum_and_gap(session: Stocked) -> None:
    out = shown(session, "a dedicated team")
    assert f"{WHO}  one answer\nbase: firms\n▸ 34%  a dedicated team [1]\n  21%  central IT [2]\n" in out
    assert "adds up to 99 %, 1 % not stated" in out


def test_a_question_with_several_answers_says_so_and_has_no_gap(session: Stocked) -> None:
    out = shown(session, "snacks liked")
    assert "Which snacks are liked?  several answers possible" in out
    assert "adds up to 115 %\n" in out


def test_what_fits_nothing_is_said_with_the_next_step(session: Stocked) -> None:
    out = shown(session, "penguins of Antarctica")
    assert out.startswith("No statistic fits “penguins of Antarctica”; footnote stat alone lists what there is.")


def test_without_words_the_topics_are_listed(session: Stocked) -> None:
    out = shown(session)
    assert "Pet survey 2024 · pets-2024.md" in out
    assert f"   3  {WHO}\n" in out
    assert "8 statistics." in out
    assert "2023" not in shown(session, "--doc", "pets-2024.md")


def test_a_library_without_statistics_says_so() -> None:
    assert "has no statistics yet" in shown(Stocked({OLD: []}))


# -- comparison and arithmetic ----------------------------------------------------------------------------------------


def test_the_years_stand_side_by_side(session: Stocked) -> None:
    out = shown(session, "cat in the office", "--compare").splitlines()
    assert out[0] == "keep a cat in the office"
    assert out[1] == "  2023  40%         base: firms · Pet survey 2023 [1]"
    assert out[2] == "  2024  nearly 48%  base: firms (n = 500) · Pet survey 2024 [2]"
    assert any("“Of them 40% keep a cat in the office.”" in line for line in out)


def test_a_sum_is_labelled_and_names_what_went_in(session: Stocked) -> None:
    out = shown(session, "a dedicated team", "--sum", "dedicated team, central IT")
    assert "55%  calculated, not stated: 34% (a dedicated team) [1] + 21% (central IT) [2]\n  base: firms" in out
    assert "“Of them 21% responsible.”" in out


@pytest.mark.parametrize(
    ("query", "labels", "reason"),
    [
        ("snacks liked", "apples,pears", "multiple choice: options may overlap"),
        ("a dedicated team", "dedicated team;dedicated team", "the same figure was named twice"),
    ],
)
def test_what_can_not_be_added_up_is_refused_with_the_reason(
    query: str, labels: str, reason: str, session: Stocked
) -> None:
    assert f"Not calculated: {reason}.\n" in shown(session, query, "--sum", labels)


def test_years_may_be_set_against_each_other(session: Stocked) -> None:
    assert "not exact" not in shown(session, "cat in the office", "--ratio", "2023, 2024")
    assert "“nearly 48%” is no exact figure" in shown(session, "cat in the office", "--difference", "2024, 2023")


def test_an_unknown_label_is_an_error_that_lists_what_there_is(session: Stocked) -> None:
    err = shown(session, "a dedicated team", "--sum", "dedicated team, zebras", code=1)
    assert err.startswith("footnote: No figure goes by 'zebras': there is “a dedicated team”, “central IT”")


# -- for programs -----------------------------------------------------------------------------------------------------


def test_the_json_has_the_keys_of_the_contract_and_no_others(session: Stocked) -> None:
    found = wire(session, "a dedicated team")
    assert found.keys() == {"id", "statistics", "distribution"}
    assert found["distribution"].keys() == {"question", "choice", "options"}
    assert [option["label"] for option in found["distribution"]["options"]] == [
        "a dedicated team",
        "central IT",
        "nobody clearly",
    ]
    keys = {"value", "unit", "as_written", "measure", "base", "period", "attribution", "quote"}
    assert found["statistics"][0].keys() == found["distribution"]["options"][0]["statistic"].keys() == keys
    assert (found["id"], found["statistics"][0]["value"], found["statistics"][0]["base"]) == (None, "34", "firms")


def test_what_was_compared_and_calculated_has_keys_of_its_own(session: Stocked) -> None:
    found = wire(session, "cat in the office", "--compare", "--difference", "2024,2023")
    assert [row["years"] for row in found["comparison"]["rows"]] == [[2023], [2024]]
    assert found["calculated"] == {"refused": "“nearly 48%” is no exact figure"}
    summed = wire(session, "a dedicated team", "--sum", "central IT, nobody")["calculated"]
    assert (summed["label"], summed["value"], summed["unit"]) == ("calculated, not stated", "65", "percent")
    assert len(summed["inputs"]) == 2


def test_nothing_is_an_empty_list(session: Stocked) -> None:
    assert wire(session, "penguins of Antarctica") == {"id": None, "statistics": [], "distribution": None}


def test_topics_are_for_programs_too(session: Stocked) -> None:
    listed = wire(session)
    assert listed["statistics"] == 8
    assert listed["documents"][1]["topics"][0] == {"kind": "question", "name": WHO, "statistics": 3}


def test_csv_has_a_line_for_each_with_its_place_and_runs_no_formula(session: Stocked) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(session, "dog in the yard", "--csv"))))
    assert (rows[0]["value"], rows[0]["measure"]) == ("12", "'=keep a dog, or two, in the yard")
    assert (rows[0]["document"], rows[0]["start"], rows[0]["base"]) == ("pets-2024.md", "200", "")
    whole = list(csv.DictReader(io.StringIO(shown(session, "a dedicated team", "--csv"))))
    assert [row["option"] for row in whole[:3]] == ["a dedicated team", "central IT", "nobody clearly"]


def test_a_batch_prints_a_line_for_each_and_says_which_was_bad(session: Stocked, tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    asked = [
        {"id": "a", "query": "cat in the office", "doc": "pets-2023.md"},
        {"id": "b"},
        {"id": 3, "query": "dedicated team", "question": "is left alone"},
        {"id": "d", "query": "cats", "doc": "nowhere.md"},
    ]
    batch.write_text("\n\n".join(map(json.dumps, asked)))
    code, out, err = footnote("stat", "--batch", str(batch), session=session)
    assert code == 0
    assert [line["id"] for line in lines(out)] == ["a", None, 3, "d"]
    assert [s["value"] for s in lines(out)[0]["statistics"]] == ["40"]
    assert re.findall(r"line (\d)", err) == ["3", "7"]


# -- charts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "begins"), [("c.png", b"\x89PNG"), ("c.SVG", b"<?xml")])
def test_a_chart_is_written_beside_what_is_shown(session: Stocked, tmp_path: Path, name: str, begins: bytes) -> None:
    out = shown(session, "a dedicated team", "--chart", str(tmp_path / name))
    assert WHO in out
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_chart_that_can_not_be_written_or_of_nothing_is_an_error(session: Stocked, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no" / "such" / "chart.png")
    assert "name another file" in shown(session, "a dedicated team", "--chart", nowhere, code=1)
    assert "nothing to draw" in shown(session, "penguins of Antarctica", "--chart", str(tmp_path / "c.png"), code=1)


# -- a command line that is off ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("cats", "--unit", "kilos"),
        ("cats", "--period", "last year"),
        ("cats", "--json", "--csv"),
        ("cats", "--sum", "a,b", "--ratio", "a,b"),
        ("cats", "--sum", "a"),
        ("cats", "--chart", "cats.gif"),
        ("cats", "--batch", "-"),
        ("--batch", "-", "--csv"),
        ("--compare",),
        ("--csv",),
    ],
)
def test_a_command_line_that_is_off_is_exit_code_2(arguments: tuple[str, ...], session: Stocked) -> None:
    assert "Usage: footnote" in shown(session, *arguments, code=2)


def test_filters_reach_the_look_up(session: Stocked) -> None:
    assert "40%" in shown(session, "cat in the office", "--period", "2023").splitlines()[0]
    assert shown(session, "cat in the office", "--unit", "count").startswith("No statistic fits")
    assert "There is no document called 'birds.md'" in shown(session, "cat", "--doc", "birds.md", code=1)


def test_a_pasted_text_is_no_query(session: Stocked) -> None:
    assert "look up 500 or fewer" in shown(session, "cats " * 200, code=1)
