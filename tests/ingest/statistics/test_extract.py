"""Every figure of prose becomes a statistic that stands where it says, with what its sentence states, no more."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import ReadDocument, TextBuilder
from ingest.card import with_card
from ingest.statistics import extract, overridden
from ingest.statistics.phrases import noun_phrase_end
from knowledge.records import Statistic
from tests.support.library import document, revision

OF = revision()


def all_of(text: str, *, period: tuple[int, ...] = ()) -> list[Statistic]:
    found = extract(document({"Pets": [text]}), OF.model_copy(update={"period": period}))
    return list(found)


def only(text: str, *, period: tuple[int, ...] = ()) -> Statistic:
    (statistic,) = all_of(text, period=period)
    return statistic


def written(text: str) -> list[tuple[str, str, str | None]]:
    return [(each.as_written, each.measure, each.base) for each in all_of(text)]


@pytest.mark.parametrize(
    ("text", "measure", "base"),
    [
        ("76% of firms keep a cat.", "keep a cat", "firms"),
        ("Three in four (76%) surveyed firms keep a cat.", "keep a cat", "surveyed firms"),
        ("Among teachers, 40% keep a dog.", "keep a dog", "teachers"),
        ("Of all the firms, only 8% keep a parrot.", "keep a parrot", "firms"),
        ("89% of those who keep a cat at work enjoy it.", "enjoy it", "those who keep a cat at work"),
        ("In firms with fewer than 50 employees 22% keep fish.", "keep fish", "firms with fewer than 50 employees"),
        (
            "Firms with a garden are five times more likely to keep hens.",
            "are more likely to keep hens",
            "Firms with a garden",
        ),
        ("Half of respondents (50%) feed birds.", "feed birds", "respondents"),
        (
            "A large majority of respondents feed birds (64%).",
            "A large majority of respondents feed birds",
            "respondents",
        ),
        ("The cat is fed by 30%.", "The cat is fed", None),
    ],
)
def test_measure_and_base_are_the_documents_words(text: str, measure: str, base: str | None) -> None:
    statistic = only(text)
    assert (statistic.measure, statistic.base) == (measure, base)


def test_each_figure_of_an_enumeration_has_its_own_clause_and_is_an_option() -> None:
    text = (
        "Care is spread unevenly: 21% rely on a caretaker, 25% delegate to the children, and 54% have no plan at all."
    )
    found = all_of(text)
    assert [each.option for each in found] == ["rely on a caretaker", "delegate to the children", "have no plan at all"]
    assert {(each.distribution, each.choice) for each in found} == {("Care is spread unevenly", "single")}


def test_a_clause_without_predicate_has_that_of_the_one_before() -> None:
    text = "59% of firms with a garden keep hens, compared to just 11% of those with a yard "
    text += "and 0% among firms without one."
    assert written(text) == [
        ("59%", "keep hens", "firms with a garden"),
        ("11%", "keep hens", "those with a yard"),
        ("0%", "keep hens", "firms without one"),
    ]


def test_a_list_in_brackets_shares_its_words() -> None:
    found = all_of("The commonest pets were cats (40%), dogs (30%) and tame white mice (20%).")
    assert [each.measure for each in found] == [
        "The commonest pets were cats",
        "The commonest pets were dogs",
        "The commonest pets were tame white mice",
    ]
    assert [each.option for each in found] == ["cats", "dogs", "tame white mice"]


def test_options_of_neighbouring_sentences_are_put_together_where_they_make_a_whole() -> None:
    found = all_of("Of the firms, 44% keep a cat. A dog is kept by 30%. Another 26% keep no animal.")
    assert [each.choice for each in found] == ["single"] * 3
    assert [each.base for each in found] == ["firms"] * 3


def test_several_answers_make_a_multiple_choice() -> None:
    builder = TextBuilder()
    builder.paragraph("Which pets do you keep? Several answers could be given.")
    for label in ("Cat: 60%", "Dog: 30%", "Fish: 9%"):
        builder.item(label)
    found = extract(builder.build("text/plain"), OF)
    assert [(each.option, each.choice, each.distribution) for each in found] == [
        (option, "multiple", "Which pets do you keep?") for option in ("Cat", "Dog", "Fish")
    ]


def test_labels_of_a_chart_are_options_of_its_heading() -> None:
    builder = TextBuilder()
    builder.heading("Share of pets", 2, page=3)
    for label in ("60% Cats", "30% Dogs", "10% Hens"):
        builder.paragraph(label, page=3)
    found = extract(builder.build("application/pdf"), OF)
    assert [(each.option, each.page) for each in found] == [("Cats", 3), ("Dogs", 3), ("Hens", 3)]
    assert {(each.distribution, each.choice) for each in found} == {("Share of pets", "single")}


def test_figures_of_other_years_and_other_groups_are_no_options() -> None:
    assert {each.distribution for each in all_of("34% kept a cat in 2023, 30% in 2022 and 36% in 2021.")} == {None}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("In 2019, 40% kept a cat.", "2019"),
        ("40% will keep a cat by 2027.", "by 2027"),
        ("In May 2024 40% kept a cat.", "May 2024"),
        ("Last year 40% kept a cat.", "Last year (2030)"),
        ("40% keep a cat.", "2031"),
        ("40% will keep a cat soon.", None),
        ("Like the Cat 2018 edition, 40% were liked.", "2031"),
    ],
)
def test_the_period_is_the_sentences_else_the_documents_only_year(text: str, period: str | None) -> None:
    found = [each for each in all_of(text, period=(2031,)) if each.unit == "percent"]
    assert [each.period for each in found] == [period]


def test_a_document_of_several_years_gives_no_period() -> None:
    assert only("40% keep a cat.", period=(2030, 2031)).period is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Gartley projects that 40% of firms will keep a cat.", "Gartley"),
        ("According to the Pet Institute, 40% of firms keep a cat.", "Pet Institute"),
        ("Research by Pell & Garrow shows that 40% of firms keep a cat.", "Pell & Garrow"),
        ("Respondents say that 40% of firms keep a cat.", None),
        ("40% of firms keep a cat.", None),
    ],
)
def test_a_source_is_named_only_where_the_sentence_names_it(text: str, who: str | None) -> None:
    assert only(text).attribution == who


def test_the_surveys_size_goes_with_those_who_are_plainly_all() -> None:
    text = "The Pet Institute surveyed 500 vets. 40% of respondents keep a cat. 30% of young vets keep a dog."
    sizes = {each.as_written: (each.base_size, each.attribution) for each in all_of(text)}
    assert sizes["40%"] == (500, "Pet Institute")
    assert sizes["30%"] == (None, "Pet Institute")


def test_pronouns_and_shares_are_resolved_from_the_sentence_before() -> None:
    first, second = all_of("31% of the firms keep a cat. In firms with a garden the share was 22%.")
    assert (second.measure, second.base) == (first.measure, "firms with a garden")
    grown = all_of("Indoor cats are liked. They have grown from 8% in 2016 to 34% in 2019.")
    assert [(each.measure.startswith("Indoor cats have grown"), each.period) for each in grown] == [
        (True, "2016"),
        (True, "2019"),
    ]


def test_a_sentence_that_refers_back_is_quoted_with_its_predecessor() -> None:
    found = all_of("Cats are liked everywhere. They are kept by 40% of firms. Dogs are kept by 30% of firms.")
    assert [each.quote for each in found] == [
        "Cats are liked everywhere. They are kept by 40% of firms.",
        "Dogs are kept by 30% of firms.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The two groups differ.",
        "30% work in firms with 50 to 249 employees.",
        "30% of those with at least 16 years of experience agree.",
        "The top 10 pets are these.",
        "Churchill, G. A. (1979). A paradigm of cats. Journal of Pets 16(1), 64–73.",
    ],
)
def test_a_number_that_only_describes_somebody_is_no_statistic(text: str) -> None:
    assert [each.as_written for each in all_of(text) if each.unit != "percent"] == []


def test_the_card_is_not_read_since_it_is_not_the_documents() -> None:
    made = with_card(document({"Pets": ["76% of firms keep a cat."]}), OF.model_copy(update={"published": "2031-05"}))
    assert [each.as_written for each in extract(made, OF)] == ["76%"]


def test_a_finding_takes_the_place_of_what_the_rules_made_of_the_same_figure() -> None:
    extracted = all_of("76% of firms keep a cat, and 30% keep a dog.")
    stated = extracted[0].model_copy(update={"id": "mine", "origin": "findings", "measure": "cat keeping"})
    assert [each.id for each in overridden(extracted, [stated])] == ["mine", extracted[1].id]


def test_ids_are_those_of_the_place_and_stay() -> None:
    text = "76% of firms keep a cat, and 30% keep a dog."
    ids = [each.id for each in all_of(text)]
    assert ids == [each.id for each in all_of(text)]
    assert len(set(ids)) == 2


WORDS = st.sampled_from(
    "76% of firms keep a cat , and 30% ( 12% ) half (43%) one-third in 2019 by 2027 respondents who said that . ; : – "
    "They it Gartner projects that $5 million 1,200 twice as many compared to Among teachers, with 20 people up from "
    "were".split()
)
SENTENCES = st.lists(WORDS | st.text(max_size=5), max_size=40).map(" ".join)


def made_of(paragraphs: list[str]) -> ReadDocument:
    builder = TextBuilder()
    for number, paragraph in enumerate(paragraphs):
        (builder.paragraph, builder.item, builder.heading)[number % 3](paragraph)
    return builder.build("text/plain")


@settings(deadline=None)
@given(st.lists(SENTENCES, max_size=6))
def test_statistics_stand_where_they_say_and_no_figure_is_told_twice(paragraphs: list[str]) -> None:
    read = made_of(paragraphs)
    found = extract(read, OF)
    for each in found:
        assert read.text[each.at : each.at + len(each.as_written)] == each.as_written
        assert read.text[each.start : each.end] == each.quote
    assert all(first.at + len(first.as_written) <= second.at for first, second in pairwise(found))


@pytest.mark.parametrize(
    "piece", ["76% ", "and ", "(5%) ", "of firms that ", "5% of firms, and ", "it was 5%. ", "– ", "who "]
)
def test_a_text_that_repeats_itself_is_read_in_linear_time(piece: str) -> None:
    def seconds(times: int) -> float:
        read = document({"": [f"5% {piece * times}."]})
        began = time.process_time()
        extract(read, OF)
        return time.process_time() - began

    # eight times the text: eight times as long if linear, 64 times if quadratic
    assert seconds(2_000) < 0.5 + 30 * seconds(250)


def test_a_phrase_that_begins_with_a_conjunction_ends_there() -> None:
    """A text may be cut anywhere: there is no word before it."""
    assert noun_phrase_end("or exceeded and met", 0) == 0
