"""What holds of whatever a model writes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.grounding import unbacked
from knowledge.records import Claim
from knowledge.writing.firewall import Firewall
from tests.writing.reports import Topic, topics

PIECES = (
    *"{{s1}} {{s2}} {{s3}} {{s99}} [1] [2] [9] 76% most not nobody twice 2024 2019 in of Gartner says".split(),
    "employees",
    *"only , . and while may will ( )".split(),
    *("a third", "the organizations", "rose to", "fell from", "more than", "AI workflows", "the tram", "because of"),
)


def firewall(name: str) -> Firewall:
    topic = topics()[name]
    return Firewall(topic.evidence, topic.question)


@given(st.sampled_from(["owners", "gartner", "tidewell-2024"]), st.lists(st.sampled_from(PIECES), max_size=14))
def test_a_sentence_of_any_pieces_ends_in_a_verdict_and_leaves_no_digit_of_its_own(
    name: str, pieces: list[str]
) -> None:
    judged = firewall(name).judge(" ".join(pieces))
    assert (judged.claim is None) == (judged.verdict == "dropped")
    if judged.claim is not None:
        assert _without_years(judged.claim, topics()[name]) == []
        assert "{{" not in judged.claim.text


@given(st.text(max_size=120))
def test_any_text_ends_in_a_verdict(text: str) -> None:
    assert firewall("owners").judge(text).verdict in ("passed", "replaced", "dropped")


@given(st.decimals(min_value=0, max_value=999, places=1))
def test_no_number_leaves_that_no_source_has(value: object) -> None:
    if str(value).removesuffix(".0") in {"34", "1", "2", "3", "4"}:
        return
    written = f"A dedicated team maintains the AI workflows in {value}% of the organizations [1]."
    assert firewall("owners").judge(written).verdict != "passed"


def test_a_quote_takes_a_sentences_place_once() -> None:
    wall = firewall("owners")
    false = "In 99% of the organizations, departmental operations are responsible for AI workflows [2]."
    first, second = wall.judge(false), wall.judge(false)
    assert first.verdict == "replaced"
    assert first.claim is not None
    assert first.claim.text == first.claim.citations[0].quote
    assert (second.verdict, second.claim) == ("dropped", None)


def test_a_source_that_has_no_part_in_a_sentence_is_no_citation_of_it() -> None:
    judged = firewall("owners").judge("Central IT is in charge of AI workflows at {{s3}} of the organizations [3][9].")
    assert judged.claim is not None
    assert [citation.quote[:10] for citation in judged.claim.citations] == ["Central IT"]


def test_of_several_sentences_one_that_fails_decides() -> None:
    good = "Central IT is in charge of AI workflows at {{s3}} of the organizations [3]."
    assert firewall("owners").judge(f"{good} Nobody asked the interns.").verdict == "dropped"
    assert [judged.verdict for judged in firewall("owners").judge_all(f"{good} Nobody asked.")] == ["passed", "dropped"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Departmental operations are in charge at {{s2}}% of the organizations [2].", "at 25% of"),
        ("Departmental operations are in charge at {{s2}} percent of the organizations [2].", "at 25% of"),
        ("A dedicated team exists at {{ s1 }} of the organizations [1].", "at 34% of"),
    ],
)
def test_a_figure_brings_its_unit_once(written: str, said: str) -> None:
    judged = firewall("owners").judge(written)
    assert judged.verdict == "passed", judged.reason
    assert judged.claim is not None
    assert said in judged.claim.text


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("gartner", "Gartner expects that {{s1}} of agentic AI projects will be cancelled [1].", "more than 40%"),
        ("passwords", "A password has {{s1}} characters [1].", "at least 14"),
        ("exceptions", "Exceptions last {{s1}} [1].", "no longer than 90 days"),
    ],
)  # fmt: skip
def test_a_figure_brings_the_qualifier_without_which_it_would_say_more(name: str, written: str, said: str) -> None:
    judged = firewall(name).judge(written)
    assert judged.claim is not None
    assert said in judged.claim.text, judged.reason


@pytest.mark.parametrize(
    ("name", "written", "why"),
    [
        ("production", "More than {{s1}} of the organizations have an AI workflow in production [1].", "qualifier"),
        ("gartner", "The survey found that {{s1}} of agentic AI projects will be cancelled [1].", "attribution"),
        ("platform", "59% of companies use five or more different data sources for AI [1].", "base"),
        ("tidewell-home", "In 2023, {{s1}} of the employees worked from home at least once a week [1].", "year"),
        ("tidewell-2024", "The bus rose to {{s4}} [2].", "direction"),
        ("tidewell-2024", "The tram fell from {{s6}} to {{s1}} [1][3].", "words"),
        ("derails", "AI initiatives don't fail because the operational foundation is missing [1].", "negation"),
        ("gartner", "More than 40% of agentic AI projects have been cancelled, says Gartner [1].", "modality"),
        ("tidewell-2024", "The tram rose to {{s2}} because of the weather [2].", "words"),
        ("owners", "In {{s4}} of the organizations, departmental operations own the AI workflows [4].", "words"),
        ("owners", "{{s3}} of the organizations leave AI workflows to Microsoft [3].", "words"),
    ],
)  # fmt: skip
def test_one_thing_that_is_changed_is_enough(name: str, written: str, why: str) -> None:
    judged = firewall(name).judge(written)
    assert judged.verdict != "passed"
    assert (judged.reason or "").split(":")[0] == why, judged.reason


def _without_years(claim: Claim, topic: Topic) -> list[str]:
    """The figures of a claim that none of its quotes has, but for the years of its documents."""
    years = {str(year) for source in topic.evidence.sources for year in source.years}
    return [figure for figure in unbacked(claim) if not (re.fullmatch(r"\d{4}", figure) and figure in years)]
