"""Which words of a claim stand in what a statistic is of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.ports import Ranked
from knowledge.verification.claims import claims
from knowledge.verification.contrasts import contrasts, negations
from knowledge.verification.narrowing import narrower
from knowledge.verification.populations import base_words
from knowledge.verification.unlisted import unlisted
from knowledge.verification.wording import known_in, missing_words, tells_whom
from tests.support.library import passage, revision
from tests.support.statistics import statistic


def unlike(words: Sequence[str], _others: Sequence[str]) -> list[float]:
    return [0.0] * len(words)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["companies"], "three in four organizations"),
        (["performers"], "low-performing teams"),
        (["productive"], "a high level of productivity"),
        (["site", "reliability", "engineering"], "SRE practices"),
        (["well-defined"], "clearly defined processes, well known"),
        (["rose"], "an increase"),
    ],
)
def test_other_words_for_the_same_stand(words: list[str], text: str) -> None:
    assert missing_words(words, text, unlike) == ()


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("hospitals", "surveyed organizations"),
        ("small", "respondents with large codebases"),
        ("women", "men in the industry"),
        ("part-time", "full-time developers"),
        ("VSCode", "Vim is the most popular editor"),
        ("dissatisfied", "satisfied with Go"),
    ],
)
def test_others_are_missing_however_alike_they_are(word: str, text: str) -> None:
    assert missing_words([word], text, unlike) == (word,)
    if contrasts(word, known_in(text)):
        assert missing_words([word], text, lambda words, _others: [0.9] * len(words)) == (word,)


def test_a_denial_is_counted() -> None:
    assert [negations(text) for text in ("they don't", "nobody can't", "all do", "no longer")] == [1, 2, 0, 1]


@pytest.mark.parametrize(("base", "tells"), [("firms", True), ("ten", False), (None, False), ("small firms", True)])
def test_a_number_alone_is_no_base(base: str | None, tells: bool) -> None:
    assert tells_whom(base) is tells


@pytest.mark.parametrize(
    ("claim", "base", "is_narrower"),
    [
        ("59% of companies use five sources.", "companies with an integration platform", True),
        ("59% of companies with such a platform use five sources.", "companies with an integration platform", False),
        ("The tram rose to 25%.", "employees", False),
        ("34% of companies have a team.", "surveyed organizations", False),
        ("34% of teams are elite.", "teams in our study", False),
    ],
)
def test_a_figure_of_some_is_not_one_of_all(claim: str, base: str, is_narrower: bool) -> None:
    from knowledge.verification.evidence import Evidence, amount_of

    of = revision()
    found = statistic("59", of=of, base=base)
    (said,) = claims(claim)
    assert narrower(said, Evidence(found, of, amount_of(found), frozenset(), 9.0)) is is_narrower


def test_a_time_is_no_base() -> None:
    (said,) = claims("In the second half of 2023, nine in ten respondents were satisfied.")
    assert "second" not in base_words(said)


def test_a_figure_that_is_in_no_catalogue_is_read_from_its_passage_with_its_place() -> None:
    near = passage("We asked 90 firms. Of them 34% keep a cat, and 12% keep a dog.", start=40)
    (said,) = claims("34% of firms keep a cat.")
    known = statistic("12", quote="x" * 50 + "12%", start=40)
    found = unlisted(said, [Ranked(near, 5.0)], [known])
    assert (found[0].as_written, found[0].quote) == (
        "34%",
        "Of them 34% keep a cat, and 12% keep a dog.",
    )
    assert all(near.text[each.start - 40 : each.end - 40] == each.quote for each in found)


def test_a_tables_cells_are_left_to_the_catalogue() -> None:
    near = passage("cat | 34% | dog | 12%").model_copy(update={"kind": "table"})
    (said,) = claims("34% of firms keep a cat.")
    assert unlisted(said, [Ranked(near, 5.0)], []) == []
