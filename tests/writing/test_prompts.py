"""The words that models are asked with: each version has its hash, so that no change goes unnoticed."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from ingest import labelling
from knowledge.records import Turn
from knowledge.writing import prompts

# A change of the words takes a new version and a line here; what a version said before is never another text.
HASHES = {
    ("answer", "1"): "0a167b3c75a825df",
    ("question", "1"): "2083db91c4727a0d",
    ("statistics", "1"): "9e58e772e12f8095",
}
NOW = {
    ("answer", prompts.ANSWER_VERSION): prompts.ANSWER,
    ("question", prompts.QUESTION_VERSION): prompts.QUESTION,
    ("statistics", labelling.PROMPT_VERSION): labelling.INSTRUCTIONS,
}


@pytest.mark.parametrize("which", NOW, ids=lambda which: which[0])
def test_the_words_of_a_version_never_change(which: tuple[str, str]) -> None:
    assert sha256(NOW[which].encode()).hexdigest()[:16] == HASHES[which]


@pytest.mark.parametrize("which", NOW, ids=lambda which: which[0])
def test_every_prompt_says_that_what_it_is_given_is_data(which: tuple[str, str]) -> None:
    assert "data" in NOW[which]
    assert "pay no heed" in NOW[which]


def test_what_was_said_is_one_line_of_json() -> None:
    turn = Turn(question="Who?", standalone='Who owns\n"AI"?')
    prompt = prompts.question_prompt("And\nin {{s1}} 2024?", [turn], "Who owns AI in 2024?")
    assert "\n" not in prompt.given
    assert "{{" not in prompt.given
    assert json.loads(prompt.given)["before"] == ['Who owns "AI"?']
