"""Options of one question together: what they add up to, and what is not stated."""

from __future__ import annotations

from decimal import Decimal

from knowledge.distributions import Distribution, answering_first, citation_of, distributed, whole_distribution
from knowledge.records import Claim, Statistic
from tests.support.library import revision
from tests.support.statistics import WHO, options, statistic


def distribution(choice: str | None = "single", **values: str) -> Distribution:
    return Distribution(question=WHO, options=tuple(options(choice, **values)))


def test_the_gap_of_a_single_choice_question_is_what_no_option_states() -> None:
    assert distribution(a="34", b="25", c="21", d="19").total == Decimal(99)
    assert distribution(a="34", b="25", c="21", d="19").gap == Decimal(1)
    assert distribution(a="60", b="40").gap is None


def test_a_question_with_several_answers_has_no_gap() -> None:
    assert (distribution("multiple", a="34", b="25").gap, distribution("multiple", a="34", b="25").total) == (None, 59)
    assert distribution(None, a="34", b="25").gap is None


def test_whether_one_answer_was_given_is_known_only_where_all_options_say_so() -> None:
    one, other = options(a="1", b="2")
    assert distribution(a="1", b="2").choice == "single"
    mixed = Distribution(question=WHO, options=(one, other.model_copy(update={"choice": None})))
    assert mixed.choice is None


def test_figures_that_are_no_exact_percentages_have_no_sum() -> None:
    one, other = options(a="1", b="2")
    counts = Distribution(question=WHO, options=(one, other.model_copy(update={"unit": "count"})))
    ranges = Distribution(question=WHO, options=(one, other.model_copy(update={"upper": Decimal(5)})))
    assert counts.total is ranges.total is None


def test_a_single_figure_is_no_distribution() -> None:
    one, other = options(a="1", b="2")
    assert distributed(one, [one]) is None
    assert distributed(statistic("3"), [one, other]) is None
    assert distributed(one, [one, other]) == Distribution(question=WHO, options=(one, other))


def test_a_citation_has_the_place_of_the_statistic_and_a_link_there() -> None:
    report = revision("report.pdf", uri="https://example.org/report.pdf", media_type="application/pdf")
    citation = citation_of(statistic("48", of=report, page=3, headings=("Cats",)), report)
    assert (citation.link, citation.page, citation.headings) == ("https://example.org/report.pdf#page=3", 3, ("Cats",))


# -- answers ----------------------------------------------------------------------------------------------------------


def claim(of: Statistic, highlight: bool = False) -> Claim:
    at = of.at - of.start
    words = (at, at + len(of.as_written)) if highlight else None
    return Claim(text=of.quote, citations=(citation_of(of, SURVEY),), highlight=words)


SURVEY = revision()
OWNERS = options(a_team="34", central_IT="21", nobody="44")
REVISIONS = {SURVEY.id: SURVEY}


def named(each: Statistic) -> Statistic:
    return each.model_copy(update={"origin": "findings"})


def test_options_that_a_findings_file_names_are_shown_whole_where_two_are_quoted() -> None:
    known = [named(each) for each in OWNERS]
    claims = whole_distribution([claim(known[0]), claim(known[1])], known, REVISIONS)
    assert [each.highlighted for each in claims] == ["44%", "34%", "21%"]
    alone = [claim(known[0])]
    assert whole_distribution(alone, known, REVISIONS) == alone


def test_options_that_rules_put_together_are_shown_whole_only_where_a_break_down_is_wanted() -> None:
    two = [claim(OWNERS[0]), claim(OWNERS[1])]
    assert whole_distribution(two, OWNERS, REVISIONS) == two
    assert len(whole_distribution(two, OWNERS, REVISIONS, wanted=True)) == 3


def test_no_claim_is_lost_by_a_break_down() -> None:
    other = [claim(OWNERS[0]), claim(OWNERS[1]), claim(statistic("7", "keep a newt", start=900))]
    assert whole_distribution(other, OWNERS, REVISIONS, wanted=True) == other


def test_options_of_one_sentence_are_one_claim() -> None:
    sentence = "Of them 34% have a team, 21% rely on IT and 44% on nobody."
    together = [
        each.model_copy(update={"quote": sentence, "start": 0, "end": len(sentence), "at": sentence.index(f"{value}%")})
        for each, value in ((each, each.value) for each in OWNERS)
    ]
    one = [claim(together[0])]
    assert whole_distribution(one, together, REVISIONS, wanted=True) == one


def test_the_figure_that_answers_comes_before_what_else_is_quoted() -> None:
    assert answering_first(OWNERS, [claim(OWNERS[1], highlight=True)]) == [OWNERS[1], OWNERS[0], OWNERS[2]]
    assert answering_first(OWNERS, [claim(OWNERS[1])]) == OWNERS
