"""``footnote verify`` on the command line, on a library in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.verifying import MAX_TEXT
from bot.wiring import Services
from knowledge.lookup import Statistics
from knowledge.models.scripted import HashingEmbedder, OverlapReranker
from knowledge.stores.memory import MemoryCatalogue, MemoryIndex
from knowledge.verification import Verifier
from tests.bot.test_main import InMemory, footnote, lines
from tests.support.library import library, passage, revision
from tests.support.statistics import statistic

PETS = revision("pets.md", title="Pet survey 2024", period=(2024,))
CAT = statistic("48", of=PETS, base="firms", base_size=500, page=3, quote="48% of firms keep a cat in the office.")
DOG = statistic("12", of=PETS, base="firms", start=100, quote="12% of firms keep a dog in the yard.")


class Stocked(InMemory):
    """A session on a survey of pets."""

    def __init__(self) -> None:
        super().__init__()
        catalogue, index, embedder = MemoryCatalogue(), MemoryIndex(), HashingEmbedder()
        passages = [passage(each.quote, PETS, each.start) for each in (CAT, DOG)]
        catalogue.add(PETS, CAT.quote.ljust(100) + DOG.quote, passages, [CAT, DOG])
        index.add([p.content_id for p in passages], embedder.embed([p.text for p in passages]))
        catalogue.publish([PETS.id], "ada")
        self.services = Services(Settings(library=self.services.settings.library))
        self.services.catalogue = catalogue
        statistics = Statistics(catalogue, index, embedder, None)
        reader = library({"pets": (PETS, {"Cats": ["Cats."]})}).answerer._reader
        self.services.verifier = Verifier(
            catalogue, statistics, lambda _question, _documents, _edition: [], embedder, OverlapReranker(), reader
        )


@pytest.fixture(scope="module")
def session() -> Stocked:
    return Stocked()


def shown(session: Stocked, *arguments: str, code: int = 0) -> str:
    ended, out, err = footnote("verify", *arguments, session=session)
    assert ended == code, err
    return out if code == 0 else err


def wire(session: Stocked, *arguments: str) -> dict[str, Any]:
    return lines(shown(session, *arguments, "--json"))[0]


def test_a_false_claim_is_marked_and_the_figure_that_stands_there_comes_with_base_quote_and_link(
    session: Stocked,
) -> None:
    out = shown(session, "60% of firms keep a cat in the office").splitlines()
    assert out[0] == "✗ contradicted  60% of firms keep a cat in the office"
    assert out[1].startswith("  48%  keep a cat · base: firms (n = 500)")
    assert "  “48% of firms keep a cat in the office.”" in out
    assert out[-1] == "  [1] Pet survey 2024, page 3 · file:///reports/pets.md"


def test_each_claim_of_a_text_is_marked(session: Stocked) -> None:
    out = shown(session, "48% of firms keep a cat in the office, and 12% of hospitals keep a dog in the yard.")
    assert [line[0] for line in out.splitlines() if line[:1] in "✓✗≠?" and line] == ["✓", "≠"]


def test_what_nobody_stated_is_said_to_be_missing(session: Stocked) -> None:
    assert shown(session, "Penguins live in Antarctica").startswith("? not in the reports  Penguins")


def test_json_has_the_keys_of_the_contract(session: Stocked) -> None:
    found = wire(session, "About half of firms keep a cat in the office")
    assert found.keys() >= {"id", "verdict", "statistics", "citations"}
    assert (found["id"], found["verdict"], "claims" in found) == (None, "supported", False)
    assert (found["statistics"][0]["value"], found["citations"][0]["document"]) == ("48", "pets.md")


def test_json_of_several_claims_has_one_object_for_each(session: Stocked) -> None:
    found = wire(session, "48% of firms keep a cat in the office. 50% of firms keep a dog in the yard.")
    assert [each["verdict"] for each in found["claims"]] == ["supported", "contradicted"]
    assert all(each.keys() >= {"id", "verdict", "statistics", "citations"} for each in found["claims"])
    assert found["verdict"] == "contradicted"


def test_a_batch_is_checked_line_by_line(session: Stocked, tmp_path: Path) -> None:
    batch = tmp_path / "claims.jsonl"
    asked = [
        {"id": "a", "claim": "12% of firms keep a dog in the yard"},
        {"id": "b"},
        {"id": 3, "claim": "13% of firms keep a dog in the yard", "kind": "is left alone"},
        {"id": "d", "claim": "Half of firms keep a dog", "doc": "nowhere.md"},
    ]
    batch.write_text("\n".join(map(json.dumps, asked)))
    code, out, err = footnote("verify", "--batch", str(batch), session=session)
    assert code == 0
    assert [(line["id"], line.get("verdict")) for line in lines(out)] == [
        ("a", "supported"), (None, None), (3, "contradicted"), ("d", None),
    ]  # fmt: skip
    assert "line 2" in err


@pytest.mark.parametrize("text", ["", "half of firms " * MAX_TEXT])
def test_nothing_and_too_much_are_refused_with_the_next_step(session: Stocked, text: str) -> None:
    assert "footnote: " in shown(session, text, code=1)
