"""Which words carry meaning, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import FUNCTION_WORDS, acronyms, content_words, stem, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The editors' cat, aged 7.", ["The", "editors", "cat", "aged", "7"]),
        ("1,200 users of C++ and C# at R&D", ["1,200", "users", "of", "C++", "and", "C#", "at", "R&D"]),
        ("well-defined naïve café", ["well-defined", "naïve", "café"]),
        (" … ?! ", []),
    ],
)
def test_words_are_as_written_without_the_marks_around_them(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("companies", "company"),
        ("owned", "owns"),
        ("Survey", "surveys"),
        ("company's", "company"),
        ("company’s", "companies"),
        ("quickly", "quick"),
        ("1,200", "1200"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("ring", "r"), ("bed", "b"), ("hospital", "hospice"), ("cat", "cattle")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text())
def test_a_content_word_stands_in_the_text_and_comes_once(text: str) -> None:
    words = content_words(text)
    assert len(set(words)) == len(words)
    assert all(word in text and word not in FUNCTION_WORDS for word in words)


def test_an_acronym_is_told_from_the_function_word_that_is_spelled_alike() -> None:
    assert content_words("Is it the IT people of the US or of us?") == ["IT", "US"]
    assert content_words("IS IT FOR US?") == []


@given(st.text(alphabet="abeginsdluy'", min_size=1))
def test_case_makes_no_difference_to_a_stem(word: str) -> None:
    assert stem(word.upper()) == stem(word) != ""


def test_a_run_of_words_may_be_shortened_to_its_initials() -> None:
    assert acronyms("How many used a platform as a service?")["paas"] == ("platform", "as", "a", "service")
    assert "sre" in acronyms("site reliability engineering practices")
    assert acronyms("of the and") == {}
