"""What a score means: who is right, wrong or rightly silent, and what is counted on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.errors import InvalidQuestions
from knowledge.evaluation import (
    Evaluation,
    Found,
    Question,
    Result,
    Verdict,
    parse_questions,
    percentile,
    sample,
    score,
    summed,
)
from knowledge.records import Answer, Citation, Claim, Reason, Refusal

TEXT = "Of 3 997 offices, 29% keep a cat and 9% keep a dog. Most of the cats live in the reception."
CATS = "Of 3 997 offices, 29% keep a cat and 9% keep a dog."
PLACE = "Most of the cats live in the reception."

NUMBER = Question(id="n", kind="number", question="How many cats?", values=("29%",), quote_has=("keep a cat",))
WORDS = Question(id="t", kind="text", question="Where?", quote_any=("the  Reception",), doc="cats.md")
SILENCE = Question(id="r", kind="refuse", question="How many birds?")
REFUSAL = Refusal(question="?", reason=Reason.NOT_IN_REPORTS, detail="The reports don't say.", edition=1)


def citation(quote: str = CATS, document: str = "cats.md", start: int | None = None) -> Citation:
    at = TEXT.index(quote) if start is None else start
    return Citation(revision_id="1", document=document, title="Cats", quote=quote, start=at, end=at + len(quote))


def answer(text: str = CATS, *cited: Citation) -> Answer:
    claim = Claim(text=text, citations=cited or (citation(),))
    return Answer(question="?", claims=(claim,), edition=1)


def scored(question: Question, outcome: Answer | Refusal, *found: Found, took_ms: float = 10) -> Result:
    return score(question, outcome, found, lambda _: TEXT, took_ms)


def number(**changes: Any) -> Question:
    return NUMBER.model_copy(update=changes)


# -- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "outcome", "verdict"),
    [
        (NUMBER, answer(), "right"),
        (NUMBER, answer("9% keep a dog."), "wrong"),
        (NUMBER, answer("29%", citation(PLACE)), "wrong"),
        (NUMBER, REFUSAL, "falsely_refused"),
        (WORDS, answer("Most of the cats.", citation(PLACE)), "right"),
        (WORDS, answer(), "wrong"),
        (WORDS, REFUSAL, "falsely_refused"),
        (SILENCE, REFUSAL, "refused"),
        (SILENCE, answer(), "answered"),
        (number(values=("29%", "9%"), all=True), answer(), "right"),
        (number(values=("29%", "8%"), all=True), answer(), "wrong"),
        (number(values=("8%", "29%")), answer(), "right"),
        (number(quote_has=("birds", "keep a dog")), answer(), "right"),
    ],
)
def test_right_takes_the_value_and_the_quote_and_silence_where_nothing_is_said(
    question: Question, outcome: Answer | Refusal, verdict: Verdict
) -> None:
    result = scored(question, outcome)
    assert result.verdict == verdict
    assert result.failed == (verdict not in {"right", "refused"})


def test_the_right_thing_cited_from_another_document_is_right_and_noted() -> None:
    elsewhere = scored(WORDS, answer(PLACE, citation(PLACE, document="dogs.md")))
    assert (elsewhere.verdict, elsewhere.other_document) == ("right", True)
    assert not scored(WORDS, answer(PLACE, citation(PLACE, document="https://example.org/a/Cats.md"))).other_document


def test_a_numeral_that_no_quote_of_its_claim_holds_is_unbacked() -> None:
    result = scored(NUMBER, answer("29% of 3,997 offices and 9.5% of 12 houses"))
    assert result.unbacked == ("9.5", "12")
    assert result.failed


def test_a_quote_that_is_not_what_stands_at_its_place_is_a_misquote_even_beside_a_refusal() -> None:
    astray = Claim(text=CATS, citations=(citation(start=3),))
    assert scored(NUMBER, answer()).misquoted == ()
    assert scored(SILENCE, REFUSAL.model_copy(update={"nearest": (astray,)})).misquoted == (CATS,)


def test_a_result_tells_a_person_what_was_said_and_what_was_wanted() -> None:
    result = scored(number(values=("8%", "7%"), all=True, doc="cats.md"), answer())
    assert result.said == f"{CATS} (cats.md)"
    assert result.wanted == "8% and 7%, from “keep a cat” in cats.md"
    assert scored(NUMBER, REFUSAL).said == "not_in_reports: The reports don't say."


# -- retrieval -----------------------------------------------------------------------------------------------------


def test_the_rank_is_that_of_the_first_passage_of_the_document_with_the_quote() -> None:
    found = (Found("cats.md", CATS), Found("dogs.md", PLACE), Found("cats.md", PLACE))
    assert scored(WORDS, REFUSAL, *found).rank == 3
    assert scored(WORDS, REFUSAL, *found[:2]).rank is None
    assert scored(WORDS.model_copy(update={"doc": None}), REFUSAL, *found).rank == 2


def test_recall_counts_how_deep_the_right_passage_lies_and_no_deeper_than_five() -> None:
    other, right = Found("cats.md", CATS), Found("cats.md", PLACE)
    results = [scored(WORDS, REFUSAL, *[other] * before, right) for before in (0, 2, 5)]
    assert summed(results).recall == {1: 1 / 3, 3: 2 / 3, 5: 2 / 3}


# -- figures -------------------------------------------------------------------------------------------------------


def test_shares_are_of_the_answerable_and_of_those_to_refuse() -> None:
    outcomes = [(NUMBER, answer()), (NUMBER, answer("9%")), (NUMBER, REFUSAL), (WORDS, REFUSAL)]
    results = [scored(*pair) for pair in [*outcomes, (SILENCE, REFUSAL), (SILENCE, answer())]]
    figures = summed(results)
    assert (figures.right, figures.wrong, figures.falsely_refused, figures.refused) == (0.25, 0.25, 0.5, 0.5)
    assert figures.balanced_accuracy == 0.5
    assert (figures.questions, figures.answerable) == (6, 4)


def test_what_there_is_nothing_of_has_no_share() -> None:
    only = Evaluation(results=(scored(SILENCE, REFUSAL),))
    figures = only.figures()
    assert (figures.right, figures.refused, figures.balanced_accuracy) == (None, 1.0, None)
    assert only.figures("text").median_ms is None
    assert set(figures.recall.values()) == {None}


def test_figures_of_a_kind_leave_the_others_out() -> None:
    evaluation = Evaluation(results=(scored(WORDS, answer()), scored(NUMBER, answer()), scored(SILENCE, answer())))
    assert evaluation.kinds == ["text", "number", "refuse"]
    assert evaluation.figures("number").right == 1.0
    assert [result.id for result in evaluation.failures] == ["t", "r"]


def test_times_are_the_median_and_the_nearest_rank_of_the_95th_percentile() -> None:
    figures = summed([scored(SILENCE, REFUSAL, took_ms=ms) for ms in (*range(1, 20), 500)])
    assert (figures.median_ms, figures.p95_ms) == (10.5, 19)
    assert percentile([7.0], 95) == 7.0


# -- files ---------------------------------------------------------------------------------------------------------


def entry(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "kind": "refuse", "question": "Birds?"} | changes


def test_keys_of_other_readers_are_left_alone() -> None:
    (question,) = parse_questions(json.dumps([entry(scale="million", doc=None)]), "q.json")
    assert question == Question(id="a", kind="refuse", question="Birds?")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[\n{"id": "a",}\n]', "q.json, line 2"),
        ("{}", "no list of questions"),
        ("[]", "no list of questions"),
        (json.dumps([entry(), entry(id=7)]), "question 7: 'id'"),
        (json.dumps([entry(), {"kind": "text"}]), "question number 2: 'id'"),
        (json.dumps([entry(), "Birds?"]), "question number 2"),
        (json.dumps([entry(kind="guess")]), "question 'a': 'kind'"),
        (json.dumps([entry(kind="number", values=["7"])]), "'a': a number needs values and quote_has"),
        (json.dumps([entry(kind="text", quote_any=[])]), "'a': a text needs quote_any"),
        (json.dumps([entry(), entry()]), "the id 'a' occurs twice"),
        (json.dumps([entry(after="b"), entry(id="b")]), "'a' follows 'b', which doesn't stand before it"),
    ],
)
def test_a_malformed_file_is_refused_with_the_place_of_the_fault(text: str, says: str) -> None:
    with pytest.raises(InvalidQuestions) as caught:
        parse_questions(text, "q.json")
    assert says in str(caught.value)
    assert str(caught.value).startswith("q.json")


def test_a_sample_is_the_same_every_time_and_takes_what_is_followed_up_with_it() -> None:
    chain = [SILENCE.model_copy(update={"id": str(n), "after": str(n - 1) if n % 2 else None}) for n in range(100)]
    picked = sample(chain, 10)
    assert picked == sample(chain, 10)
    assert 10 <= len(picked) <= 20
    assert all(question.after is None or chain[int(question.id) - 1] in picked for question in picked)
    assert sample(chain, 1000) == chain
