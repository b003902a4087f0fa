"""What programs that run ``footnote`` can rely on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from bot.replies import (
    AnswerReply,
    DocumentTextReply,
    ErrorReply,
    Reply,
)
from bot.requests import Request
from bot.wire import answer_lines, reply_to_json, to_json
from knowledge.records import Turn
from tests.bot.parts import ANSWER, CATS, HALF, REFUSAL, STATISTIC, TEXT, citation, claim, replied


def test_an_answer_has_the_keys_of_the_contract_and_no_others() -> None:
    answer = ANSWER.model_copy(update={"statistics": (STATISTIC,), "notes": ("the newest of two years",)})
    assert to_json(answer, "q1", 41) == {
        "id": "q1",
        "kind": "answer",
        "text": f"{HALF} [1]",
        "reason": None,
        "citations": [
            {
                "document": "cats.pdf",
                "title": "Cats at work",
                "page": 3,
                "quote": HALF,
                "start": 0,
                "end": len(HALF),
                "link": "file:///a/cats.pdf#page=3",
            }
        ],
        "statistics": [
            {
                "value": "48",
                "unit": "percent",
                "as_written": "48%",
                "measure": "firms that keep a cat",
                "base": "firms",
                "period": "2025",
                "attribution": None,
                "quote": HALF,
            }
        ],
        "notes": ["the newest of two years"],
        "edition": 1,
        "took_ms": 41,
    }


def test_a_refusal_has_its_reason_and_cites_the_nearest_facts() -> None:
    wire = to_json(REFUSAL, 7, 5)
    assert (wire["id"], wire["kind"], wire["reason"]) == (7, "refusal", "wrong_population")
    assert wire["text"] == "The reports don't say this about hospitals."
    assert [c["quote"] for c in wire["citations"]] == [HALF]


def test_claims_that_share_a_citation_share_its_number() -> None:
    shared, own = citation(), citation("Hospitals keep none")
    first, second = claim(), claim("Hospitals keep none")
    both = second.model_copy(update={"citations": (own, shared)})
    wire = to_json(ANSWER.model_copy(update={"claims": (first, both)}), None, 0)
    assert wire["text"] == f"{HALF} [1]\nHospitals keep none [2][1]"
    assert [c["quote"] for c in wire["citations"]] == [shared.quote, own.quote]


def test_a_value_is_written_without_an_exponent() -> None:
    large = STATISTIC.model_copy(update={"value": STATISTIC.value.scaleb(6)})
    wire = to_json(ANSWER.model_copy(update={"statistics": (large,)}), None, 0)
    assert wire["statistics"][0]["value"] == "48000000"


def test_every_quote_is_cut_from_the_text_that_the_text_command_gives() -> None:
    stored = reply_to_json(DocumentTextReply(CATS, TEXT))["text"]
    cited = to_json(ANSWER, None, 0)["citations"][0]
    assert stored[cited["start"] : cited["end"]] == cited["quote"]


# -- batches -------------------------------------------------------------------------------------------------------


class Asked:
    """Answers, refuses what is about dogs, knows no document but cats.pdf, and remembers how it was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.documents not in ((), ("cats.pdf",)):
            return ErrorReply("There is no such document.")
        reply = replied(REFUSAL if "dog" in request.text else ANSWER)
        turn = Turn(question=request.text, standalone=request.text)
        return AnswerReply(reply.outcome, turn, 1)


def batch(*lines: str | dict[str, Any]) -> tuple[list[dict[str, Any]], list[str], Asked]:
    asked = Asked()
    written: Sequence[str] = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    done = list(answer_lines(written, asked, "ada"))
    return [line.printed for line in done], [line.error for line in done if line.error], asked


def test_each_line_is_answered_under_its_id_and_in_its_order() -> None:
    printed, errors, _ = batch({"id": "a", "question": "cats?"}, "  ", {"id": 2, "question": "dogs?", "kind": "refuse"})
    assert [(line["id"], line["kind"]) for line in printed] == [("a", "answer"), (2, "refusal")]
    assert errors == []


def test_a_line_that_follows_up_another_brings_the_whole_conversation() -> None:
    _, _, asked = batch(
        {"id": "a", "question": "cats?"},
        {"id": "x", "question": "birds?"},
        {"id": "b", "question": "and small ones?", "after": "a"},
        {"id": "c", "question": "and red ones?", "after": "b"},
    )
    assert [[turn.question for turn in request.turns] for request in asked.requests] == [
        [],
        [],
        ["cats?"],
        ["cats?", "and small ones?"],
    ]


def test_a_line_may_name_the_document_to_answer_from() -> None:
    printed, errors, asked = batch(
        {"id": "a", "question": "cats?", "doc": "cats.pdf"}, {"id": "b", "question": "cats?", "doc": "dogs.pdf"}
    )
    assert asked.requests[0].documents == ("cats.pdf",)
    assert printed[1] == {"id": "b", "kind": "error", "line": 2, "error": "line 2: There is no such document."}
    assert errors == ["line 2: There is no such document."]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is not JSON (Expecting property name enclosed in double quotes at column 2)"),
        ("[1]", "line 2: input should be a valid dictionary"),
        ('{"id": "b"}', "line 2: its 'question': field required"),
        ('{"question": "x"}', "line 2: its 'id': field required"),
        ('{"id": "b", "question": ""}', "line 2: its 'question': string should have at least 1 character"),
        ('{"id": "b", "question": "x", "after": "z"}', "line 2: no line before it has been answered with the id 'z'"),
    ],
)
def test_a_bad_line_is_said_with_its_number_and_the_others_are_answered(line: str, said: str) -> None:
    printed, errors, _ = batch({"id": "a", "question": "x"}, line, {"id": "c", "question": "y"})
    assert [entry["kind"] for entry in printed] == ["answer", "error", "answer"]
    assert len(errors) == 1
    assert errors[0].startswith(said)
