"""Sentences are found again wherever they stand, and what they have become is told from what was there before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quoting import Quotes, sentences

OLD = """Cats at work

Marketing feeds the cat in most offices. The dog sleeps in the yard all day long.

The parrot is loud; nobody likes the noise of it much.
"""
SENTENCE = "Marketing feeds the cat in most offices."


def standing(new: str, sentence: str = SENTENCE, old: str = OLD) -> tuple[str, bool] | None:
    found = Quotes(old, new).find(sentence)
    return (new[found.at.start : found.at.end], found.same) if found else None


def test_a_sentence_that_moved_is_the_same() -> None:
    new = OLD.replace(f"{SENTENCE} ", "") + f"\nAs every year: {SENTENCE}\n{SENTENCE}\n"
    assert standing(new) == (SENTENCE, True)


@pytest.mark.parametrize(
    "typo", ["Marketting feeds the cat in most offices.", "Marketing feeds the cat in most ofices.", SENTENCE.upper()]
)
def test_a_typo_is_no_change_whether_it_comes_or_is_mended(typo: str) -> None:
    with_typo = OLD.replace(SENTENCE, typo)
    assert standing(with_typo) == (typo, True)
    assert standing(OLD, typo, with_typo) == (SENTENCE, True)


def test_other_words_are_a_change_and_what_stands_there_now_is_shown() -> None:
    now = "Reception feeds the cat in most offices."
    assert standing(OLD.replace(SENTENCE, now)) == (now, False)


def test_what_stood_there_before_is_nobodys_successor() -> None:
    like_it = "Marketing feeds the dog in most offices."
    old = OLD + f"\n{like_it}\n"
    assert standing(old.replace(SENTENCE, ""), old=old) is None
    assert standing(OLD.replace(SENTENCE, like_it)) == (like_it, False)


def test_what_another_sentence_has_become_is_not_what_this_one_has() -> None:
    old = OLD + "\nReception feeds the parrot in most offices.\n"
    new = old.replace(SENTENCE, "").replace("Reception feeds the parrot", "Nobody feeds the parrot")
    assert standing(new, old=old) is None
    assert standing(new, "Reception feeds the parrot in most offices.", old) == (
        "Nobody feeds the parrot in most offices.",
        False,
    )


def test_a_sentence_that_is_gone_is_not_found() -> None:
    assert standing(OLD.replace(SENTENCE, "")) is None
    assert standing("") is None


def test_words_that_were_put_to_a_sentence_change_it() -> None:
    now = "It is not true that marketing feeds the cat in most offices."
    assert standing(OLD.replace(SENTENCE, now)) == (now, False)


def test_sentences_that_only_end_elsewhere_are_the_same() -> None:
    joined = OLD.replace("offices. The dog", "offices, the dog")
    found = standing(joined)
    assert found
    assert found[1]


@given(st.text(alphabet="ab .\n!?A\"'", max_size=60))
def test_sentences_cover_every_letter_once_and_in_order(text: str) -> None:
    found = list(sentences(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[each.start : each.end] == text[each.start : each.end].strip() for each in found)
    kept = "".join(text[each.start : each.end] for each in found)
    assert [c for c in kept if c.isalpha()] == [c for c in text if c.isalpha()]
