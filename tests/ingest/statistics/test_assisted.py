"""Of what a model proposes for a figure, what is true of it stays, and nothing else does."""

from __future__ import annotations

import pytest

from ingest import readers
from ingest.blocks import ReadDocument
from ingest.labelling_scripted import lies
from ingest.settings import IngestSettings
from ingest.statistics import extract
from ingest.statistics.assisted import Proposal, Proposals, Unit, kept, units
from ingest.statistics.reach import lost, meaning, numerals, own_words, stands
from knowledge.records import Statistic
from knowledge.starter import starter_folder
from tests.support.library import document, revision

HEADING = "Who keeps which pet"
TWO = "48% of firms with a garden keep a cat, and 12% of schools keep a dog."
DOTS = "Of the 500 firms, 40% chose cats, 35% chose dogs and 25% chose birds."


def unit(text: str, heading: str = HEADING) -> Unit:
    read = document({heading: [text]})
    return units(read, extract(read, revision()))[0]


def proposed(text: str, figure: str, heading: str = HEADING, **labels: str | None) -> tuple[Statistic, Statistic]:
    """The rules' statistic of this figure, and what became of it."""
    of = unit(text, heading)
    slot, rules = next((slot, each) for slot, each in of.statistics.items() if each.as_written == figure)
    (after,) = [
        s for s in kept(of, Proposals(figures=(Proposal(slot=slot, figure=figure, **labels),))) if s.id == rules.id
    ]
    return rules, after


def starter() -> ReadDocument:
    (path,) = starter_folder().glob("*.md")
    return readers.read(path.read_bytes(), path.name, "text/markdown", IngestSettings(), None)


# -- what stays -------------------------------------------------------------------------------------------------------


def test_a_base_that_goes_on_in_the_text_is_taken_whole() -> None:
    rules, after = proposed("60% of firms that keep a dog have a garden.", "60%", base="firms that keep a dog")
    assert after == rules.model_copy(update={"base": "firms that keep a dog"})


def test_a_base_that_the_rules_miss_is_taken_where_it_stands_right_behind_the_figure_or_among() -> None:
    of = unit("48% of firms keep a cat.")
    bare = {slot: each.model_copy(update={"base": None}) for slot, each in of.statistics.items()}
    said = Proposals(figures=(Proposal(slot="s1", figure="48%", base="firms"),))
    assert kept(of._replace(statistics=bare), said)[0].base == "firms"


def test_a_measure_may_take_words_of_its_heading() -> None:
    rules, after = proposed("48% of firms keep a cat.", "48%", "Pets in the office", measure="pets: keep a cat")
    assert rules.measure == "keep a cat"
    assert after.measure == "pets: keep a cat"


def test_shares_that_make_a_whole_become_options_of_a_question_in_the_headings_words() -> None:
    text = "40% of the firms chose cats. The survey gives no reasons. 60% of the firms chose dogs."
    of = unit(text, "Which pet is chosen")
    rules = list(of.statistics.values())
    assert [each.distribution for each in rules] == [None, None]
    question = "Which pet is chosen"
    options = (("s1", "40%", "cats"), ("s2", "60%", "dogs"))
    said = Proposals(figures=tuple(Proposal(slot=s, figure=f, question=question, option=o) for s, f, o in options))
    after = kept(of, said)
    assert [(each.distribution, each.option, each.choice) for each in after] == [
        (question, "cats", "single"),
        (question, "dogs", "single"),
    ]


def test_a_proposal_that_says_nothing_changes_nothing() -> None:
    of = unit(TWO)
    assert kept(of, Proposals()) == list(of.statistics.values())
    assert kept(of, Proposals(figures=(Proposal(slot="s1", figure="48%"),))) == list(of.statistics.values())


# -- what doesn't -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figure", "labels"),
    [
        (TWO, "48%", {"base": "schools"}),  # of the other figure
        (TWO, "48%", {"base": "firms"}),  # wider than it is
        (TWO, "48%", {"measure": "keep a dog"}),
        (TWO, "12%", {"measure": "keep a cat"}),
        (TWO, "48%", {"base": "dentists"}),
        (TWO, "48%", {"base": "garden"}),
        (TWO, "48%", {"measure": "a cat"}),  # something is lost
        (TWO, "48%", {"measure": "a cat keep"}),
        ("48% of firms keep a cat, not a dog.", "48%", {"measure": "keep a dog"}),  # steps over "not"
        ("48% of firms keep a cat or a dog.", "48%", {"measure": "keep a dog"}),
        ("48% of firms do not keep a cat.", "48%", {"measure": "keep a cat"}),
        ("48% of firms rarely keep a cat.", "48%", {"measure": "keep a cat"}),
        ("48% of firms keep a cat when it rains.", "48%", {"measure": "keep a cat"}),
        ("48% of firms plan to keep a cat.", "48%", {"measure": "keep a cat"}),
        ("48% of firms keep more than two cats.", "48%", {"measure": "keep two cats"}),
        ("Cats chase 48% of the dogs.", "48%", {"measure": "dogs chase cats"}),
        ("48% of firms kept a cat in 2023.", "48%", {"measure": "kept a cat in 2024"}),
        ("48% of firms keep a cat.", "48%", {"measure": "keep a cat <b>now</b>"}),
        ("At www.evil.example 48% of firms keep a cat.", "48%", {"measure": "www.evil.example keep a cat"}),
        ("48% of firms keep a cat.", "48%", {"measure": "48% keep a cat"}),
        ("48% of firms keep a cat.", "48%", {"base": "firms keep a cat"}),  # takes in the measure
        ("48% of firms keep a cat.", "48%", {"question": "Which pet is best?", "option": "cat"}),
    ],
)  # fmt: skip
def test_what_the_text_does_not_say_of_this_figure_is_not_kept(text: str, figure: str, labels: dict[str, str]) -> None:
    rules, after = proposed(text, figure, **labels)
    assert after == rules


def test_what_stands_in_a_heading_can_turn_nothing_round() -> None:
    rules, after = proposed("48% of firms keep a cat.", "48%", "Never without a pet", measure="never keep a cat")
    assert after == rules


def test_another_figure_than_the_one_that_stands_there_ends_the_matter() -> None:
    of = unit(TWO)
    right = {"measure": "keep a cat", "base": "firms with a garden"}
    for figure in ("84%", "48 %", "48", "forty-eight percent", "12%", ""):
        said = Proposals(figures=(Proposal(slot="s1", figure=figure, **right),))
        assert kept(of, said) == list(of.statistics.values())


def test_two_proposals_for_one_figure_are_none() -> None:
    of = unit("60% of firms that keep a dog have a garden.")
    one = Proposal(slot="s1", figure="60%", base="firms that keep a dog")
    assert kept(of, Proposals(figures=(one, one))) == list(of.statistics.values())


@pytest.mark.parametrize("figure", ["40%", "35%"])
def test_options_of_which_one_is_wrong_are_no_question(figure: str) -> None:
    of = unit("40% of the firms chose cats. The survey gives no reasons. 60% of the firms chose dogs.", "Which pet")
    options = (("s1", figure, "cats"), ("s2", "61%", "dogs"))
    said = Proposals(figures=tuple(Proposal(slot=s, figure=f, question="Which pet", option=o) for s, f, o in options))
    assert kept(of, said) == list(of.statistics.values())


def test_options_that_the_rules_put_together_stay_together() -> None:
    of = unit(DOTS)
    rules = list(of.statistics.values())
    assert len({each.distribution for each in rules if each.distribution}) == 1
    two = (("s1", "40%", "cats"), ("s2", "35%", "dogs"))
    said = Proposals(figures=tuple(Proposal(slot=s, figure=f, question="Who", option=o) for s, f, o in two))
    assert [each.distribution for each in kept(of, said)] == [each.distribution for each in rules]


def test_no_lie_about_the_starter_leaves_a_trace() -> None:
    """Each figure in every way that the shipped liar knows."""
    read = starter()
    tried = 0
    for of in units(read, extract(read, revision())):
        for kind, said in lies(of.paragraph):
            tried += len(of.statistics)
            assert kept(of, said) == list(of.statistics.values()), kind
    assert tried > 200


def test_no_lie_about_the_development_corpora_leaves_a_false_word(development_corpora: object) -> None:
    tried = 0
    for path in sorted((development_corpora / "rust").glob("*.md")):  # type: ignore[operator]
        read = readers.read(path.read_bytes(), path.name, "text/markdown", IngestSettings(), None)
        for of in units(read, extract(read, revision())):
            for kind, said in lies(of.paragraph):
                for rules, after in zip(of.statistics.values(), kept(of, said), strict=True):
                    tried += 1
                    assert after == rules or (kind == "half_of_it" and not lost(rules.measure, after.measure)), after
    assert tried > 2000


def test_the_rules_own_labels_pass_by_far_most_often() -> None:
    """The check is one that honest labels pass: those of the rules, which are the text's."""
    read = starter()
    passed = [
        stands(s.measure, of.words(s), s.headings)
        for of in units(read, extract(read, revision()))
        for s in of.statistics.values()
    ]
    assert sum(passed) / len(passed) >= 0.85


# -- the parts --------------------------------------------------------------------------------------------------------


def test_the_words_of_a_figure_are_without_its_neighbours_and_with_what_all_share() -> None:
    of = unit("The bus (12%), the tram (9%) and bicycles (4%) are used by commuters.")
    bus = next(each for each in of.statistics.values() if each.as_written == "12%")
    words = own_words(bus, {each.at for each in of.statistics.values()})
    assert words
    assert "bus" in words
    assert "used by commuters" in words
    assert "tram" not in words
    assert "bicycles" not in words


def test_meaning_is_every_word_but_those_that_hold_others_together() -> None:
    assert meaning("the firms that do not keep a cat or a dog") == ["firm", "not", "keep", "cat", "or", "dog"]
    assert numerals("5 or more firms in 2024") == {"5", "2024"}


def test_tables_and_a_findings_files_figures_are_nothing_for_a_model() -> None:
    read = document({"Pets": ["48% of firms keep a cat."]})
    found = extract(read, revision())
    assert units(read, [each.model_copy(update={"origin": "findings"}) for each in found]) == []
