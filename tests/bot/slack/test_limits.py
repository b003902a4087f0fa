"""Text is cut to what Slack takes, at a place where nothing is torn apart, and says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import limits
from bot.slack.limits import ELLIPSIS, cut, excerpt, few, length, lines

EMOJI = ("👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "e\u0301", "각")


@given(st.text(), st.integers(1, 200))
def test_what_is_cut_fits_and_begins_as_the_text(any_text: str, limit: int) -> None:
    made = cut(any_text, limit)
    assert length(made) <= limit
    assert any_text.startswith(made.removesuffix(ELLIPSIS))
    assert (made == any_text) == (length(any_text) <= limit) or any_text.endswith(ELLIPSIS)


@given(st.lists(st.sampled_from(EMOJI), min_size=1, max_size=20), st.integers(2, 60))
def test_what_is_read_as_one_character_stays_whole(characters: list[str], limit: int) -> None:
    left = cut("".join(characters), limit).removesuffix(ELLIPSIS)
    for character in characters:
        if not left:
            break
        assert left.startswith(character)
        left = left.removeprefix(character)


@given(st.lists(st.sampled_from(["&amp;", "&lt;", "&gt;", "a", "&"]), max_size=30), st.integers(1, 40))
def test_entities_stay_whole(parts: list[str], limit: int) -> None:
    left = cut("".join(parts), limit).removesuffix(ELLIPSIS)
    while left and parts:
        assert left.startswith(parts[0])
        left = left.removeprefix(parts.pop(0))


def test_a_cut_goes_back_to_the_end_of_a_word() -> None:
    assert cut("nearly half of the firms keep a cat", 28) == "nearly half of the firms…"


def test_an_emoji_counts_as_two() -> None:
    assert length("👍a") == 3
    assert cut("👍👍👍", 4) == "👍…"


def test_nothing_can_be_cut_to_nothing() -> None:
    with pytest.raises(ValueError, match="less than one"):
        cut("abc", 0)


@given(st.text(min_size=1, max_size=400), st.integers(20, 100), st.data())
def test_an_excerpt_fits_and_holds_what_is_to_be_kept(any_text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(any_text) - 1))
    end = data.draw(st.integers(start + 1, min(len(any_text), start + 5)))
    stretch, kept = excerpt(any_text, (start, end), limit)
    assert length(stretch) <= limit
    if kept is not None:
        assert 0 <= kept[0] < kept[1] <= len(stretch)


@given(st.integers(0, 990), st.integers(40, 200))
def test_the_words_that_answer_are_seen_wherever_they_stand(at: int, limit: int) -> None:
    said = ("lorem ipsum " * 100)[:at] + "48%" + " dolor sit" * 100
    stretch, kept = excerpt(said, (at, at + 3), limit)
    assert kept is not None
    assert stretch[slice(*kept)] == "48%"


def test_a_text_that_fits_is_its_own_excerpt() -> None:
    assert excerpt("48% of firms", (0, 3), 100) == ("48% of firms", (0, 3))


def test_a_few_are_taken_and_the_rest_is_counted() -> None:
    assert few("abcd", 3) == ("abc", 1)
    assert few("ab", 3) == ("ab", 0)


@given(st.lists(st.text(max_size=60), max_size=30), st.integers(10, 300))
def test_lines_fit_together(parts: list[str], limit: int) -> None:
    assert length(lines(parts, limit)) <= limit


def test_a_line_with_a_link_is_shown_whole_or_not_at_all() -> None:
    link = "<https://a.example/|Report>"
    assert lines(["first", link + " " * 90 + "end"], 60) == "first\n…"
    assert lines(["first", link], 60) == f"first\n{link}"


def test_all_text_that_is_read_is_counted_and_no_ids() -> None:
    block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "12345"},
        "block_id": "x",
        "fields": [{"text": "67"}],
    }
    assert limits.texts(block) == 7
