"""Nothing that stands in a text comes out of it as a ping, a link or a format."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack import text
from bot.slack.text import BREAK, LONGEST_WORD, MOST_MARKS
from tests.bot.slack.rendered import NASTY, PING, UNSEEN, harm

MARKS = """< ! > @ here channel ＠ | & amp; lt; * _ ` ~ [ ] ( ) http://a.example # - 👩 🏽 🇩 é א""".split()
PIECES = st.sampled_from([*NASTY[:12], *MARKS, "\u200b", "\u200d", "\u0301", "\n", " "])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
@example("@\u200bhere")
@example("<\u200d!channel>")
@example("@\u0301here")
@example("&lt;!channel&gt;")
def test_no_ping_comes_out_of_safe_text_however_it_looked(any_text: str) -> None:
    assert not PING.search(text.safe(any_text))


@given(TEXTS)
@example("<" * 3 + "!here>")
@example("&lt;!here&gt;")
def test_no_ping_and_no_link_comes_out_of_mrkdwn_however_it_looked(any_text: str) -> None:
    made = text.mrkdwn(any_text)
    assert harm(made, addresses=()) == []
    assert "<" not in made
    assert ">" not in made


@given(TEXTS)
@example("[a](http://evil.example)")
@example("[a][b]\n[b]: http://evil.example")
def test_no_ping_and_no_link_comes_out_of_markdown_however_it_looked(any_text: str) -> None:
    made = text.markdown(any_text)
    assert harm(made, addresses=()) == []
    assert not any(opening in made for opening in ("](", "][", "]:", "|", "*", "`"))
    assert not any(line.lstrip().startswith(("#", "- ", "+ ", "=")) for line in made.split("\n"))


@given(TEXTS)
def test_doing_it_twice_changes_nothing(any_text: str) -> None:
    assert text.safe(text.safe(any_text)) == text.safe(any_text)
    assert text.line(text.safe(any_text)) == text.line(any_text)


@given(TEXTS)
def test_what_nobody_sees_is_left_out(any_text: str) -> None:
    made = text.clean(any_text)
    assert not UNSEEN.search(made)
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in made if each != "\n")
    assert "\n\n\n" not in made


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])))
def test_words_of_plain_letters_stay_as_they_are(word: str) -> None:
    assert text.clean(word) == word
    assert text.safe(word).replace(BREAK, "") == word


@given(st.integers(1, 400))
def test_long_words_may_break(length: int) -> None:
    assert max(map(len, text.safe("w" * length).split(BREAK))) <= LONGEST_WORD


def test_accents_that_pile_up_are_cut_to_a_few() -> None:
    piled = "a" + "\u0301" * 50 + "b\u0301"
    assert text.clean(piled) == "a" + "\u0301" * MOST_MARKS + "b\u0301"


@pytest.mark.parametrize("whole", ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "می‌خواهم", "क्‍ष", "e\u0301"])
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(whole: str) -> None:
    assert text.clean(f"say {whole} now") == f"say {whole} now"


def test_joiners_within_latin_words_are_left_out() -> None:
    assert text.clean("pay\u200dment") == "payment"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("survey_2024_final.pdf", "survey_2024_final.pdf"),
        ("ada@example.org wrote", "ada@example.org wrote"),
        ("AT&T", "AT&amp;T"),
        ("costs < 5 and > 3", "costs &lt; 5 and &gt; 3"),
        ("48% of firms (n = 500), “nearly half”", "48% of firms (n = 500), “nearly half”"),
    ],
)
def test_ordinary_words_read_the_same_in_mrkdwn(written: str, read: str) -> None:
    assert text.mrkdwn(written) == read


def test_formatting_is_shown_as_it_is_written() -> None:
    made = text.mrkdwn("*bold* _italic_ ~struck~ `code` :tada:\n> quote")
    assert not any(mark in made for mark in ("*", "_i", "c_", "~", "`", ":tada:", "\n>", "\n&gt;"))
    assert "bold" in made


def test_a_link_leads_where_it_says_and_nowhere_else() -> None:
    assert text.link("https://a.example/?x=1&y=2", "A|B <c>") == "<https://a.example/?x=1&amp;y=2|A∣B &lt;c&gt;>"
    assert text.link("https://a.example/|<!here>", "Report") == "Report"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://a b.example",
        "https://a.example/|x",
        "https://a.example/>x",
        "//a.example",
        "https://user@a.example/",
        "http://[x",
        "https://a.example/" + "x" * 3_000,
        "https://a.example/\u202e",
        "HTTPS:// a",
    ],
)
def test_an_address_that_nobody_should_be_sent_to_is_none(url: str | None) -> None:
    assert text.web(url) is None
    assert text.link(url, "Report") == "Report"


def test_an_address_of_the_web_is_kept_with_its_fragment() -> None:
    assert text.web("https://a.example/r.html#:~:text=48%25") == "https://a.example/r.html#:~:text=48%25"
