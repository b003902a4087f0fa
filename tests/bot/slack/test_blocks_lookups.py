"""Look-ups as a person reads them: chart, table, bases, sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from bot.loopback.blockkit import problems
from bot.replies import StatisticsReply
from bot.slack import ids
from bot.slack.blocks import Message, message
from bot.slack.ids import Pressed
from knowledge.arithmetic import NotComparable, Operation, calculate
from knowledge.comparing import Comparison, Row
from knowledge.distributions import Distribution, citation_of
from knowledge.lookup import Found, Lookup
from knowledge.records import Statistic
from tests.bot.slack.rendered import elements, read
from tests.support.library import revision
from tests.support.statistics import options, statistic

REPORT = revision()


def found(each: Statistic) -> Found:
    return Found(each, citation_of(each, REPORT))


def looked_up(asked: Statistic | None = None, of: Sequence[Statistic] = (), **more: object) -> StatisticsReply:
    first = asked or of[0]
    lookup = Lookup(
        query="ownership",
        found=(found(first),),
        distribution=Distribution(question="Who is responsible?", options=tuple(of)) if of else None,
        options=tuple(map(found, of)),
        asked=asked.id if asked and of else None,
        edition=3,
    )
    return StatisticsReply(lookup.model_copy(update=more), exchange="x1")


def actions(made: Message, name: str) -> list[str]:
    ids_of = [str(each["action_id"]) for each in elements(made.blocks, "button")]
    return [each for each in ids_of if each.partition(":")[0] == name]


def rows(made: Message) -> list[list[str]]:
    table = elements(made.blocks, "table")[0]
    return [[read(cell) for cell in row] for row in table["rows"]]


def test_a_question_is_shown_with_all_its_options_as_chart_and_table() -> None:
    made = message(looked_up(of=options(a_team="34", central_IT="21", nobody="19")))
    chart = elements(made.blocks, "data_visualization")[0]
    assert chart["chart"]["type"] == "bar"
    assert [(p["label"], p["value"]) for p in chart["chart"]["series"][0]["data"]] == [
        ("a team", 34.0),
        ("central IT", 21.0),
        ("nobody", 19.0),
    ]
    assert rows(made)[1:] == [["a team", "34%", "[1]"], ["central IT", "21%", "[2]"], ["nobody", "19%", "[3]"]]
    assert "• central IT: 21% [2]" in made.text


def test_whom_the_figures_are_of_stands_in_the_chart_and_beside_it() -> None:
    made = message(looked_up(of=options(a_team="34", nobody="19")))
    assert elements(made.blocks, "data_visualization")[0]["title"] == "Base: firms"
    assert "*Who is responsible?*\nbase: firms" in read(made.blocks)
    assert "base: firms" in made.text


def test_the_option_that_was_asked_for_comes_first_and_is_marked_everywhere() -> None:
    of = options(a_team="34", central_IT="21", nobody="19")
    made = message(looked_up(of[1], of))
    assert read(made.blocks).startswith("*21%*  central IT")
    assert rows(made)[2] == ["▸ central IT", "21%", "[2]"]
    bold = [each for each in elements(elements(made.blocks, "table"), "text") if each.get("style") == {"bold": True}]
    assert "▸ central IT" in [each["text"] for each in bold]
    assert "▸ central IT" in elements(made.blocks, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert "▸ central IT: 21% [2]" in made.text
    assert actions(made, ids.SLIDES) == ["slides:2"]


@pytest.mark.parametrize(
    ("choice", "values", "remark"),
    [
        ("single", ("60", "40"), "One answer each: adds up to 100%."),
        ("single", ("60", "39"), "One answer each: adds up to 99%, 1% is not stated."),
        ("multiple", ("60", "70"), "Several answers were possible: percentages may overlap."),
        (None, ("60", "30"), "Adds up to 90%; whether several answers were possible is not stated."),
    ],
)
def test_whether_options_may_be_added_up_is_said(choice: str | None, values: tuple[str, str], remark: str) -> None:
    made = message(looked_up(of=options(choice, a=values[0], b=values[1])))
    assert remark in read(made.blocks)
    assert remark in made.text


def test_options_of_different_bases_say_each_its_own() -> None:
    of = options(a_team="34", nobody="19")
    of[1] = of[1].model_copy(update={"base": None})
    made = message(looked_up(of=of))
    assert rows(made)[0] == ["Answer", "Figure", "Base", "Source"]
    assert [row[2] for row in rows(made)[1:]] == ["firms", "not stated"]
    assert "• nobody: 19% · base not stated [2]" in made.text


def test_of_sixty_options_the_largest_are_shown_and_the_rest_is_a_button_away() -> None:
    of = options("multiple", **{f"option_{n}": str(n) for n in range(1, 61)})
    reply = looked_up(of[2], of)
    folded, unfolded = message(reply), message(reply, folded=False)
    assert len(rows(folded)) == 13
    assert rows(folded)[1][0] == "▸ option 3"
    assert rows(folded)[-1][:2] == ["option 60", "60%"]
    assert "and 48 more" in read(folded.blocks)
    assert "The chart shows the 20 largest of 60." in read(folded.blocks)
    assert actions(folded, ids.MORE) == ["more"]
    assert len(rows(unfolded)) == 61
    assert actions(unfolded, ids.LESS) == ["less"]
    assert "• option 2: 2% [2]" in folded.text
    for made in (folded, unfolded):
        assert problems("message", {"text": made.text, "blocks": list(made.blocks)}) == []


def test_labels_of_a_chart_that_are_cut_alike_are_told_apart() -> None:
    labels = {"a_very_long_name_of_an_option_number_one": "10", "a_very_long_name_of_an_option_number_two": "20"}
    made = message(looked_up(of=options(**labels)))
    categories = elements(made.blocks, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert len(set(categories)) == 2
    assert all(len(label) <= 20 for label in categories)


def test_a_range_is_not_drawn_as_one_bar() -> None:
    of = options(a_team="34", nobody="19")
    of[0] = of[0].model_copy(update={"upper": Decimal(40)})
    made = message(looked_up(of=of))
    assert not elements(made.blocks, "data_visualization")
    assert len(rows(made)) == 3


def test_one_figure_is_shown_with_its_quote_its_place_and_its_buttons() -> None:
    made = message(looked_up(statistic("48", base="firms", period="2025")))
    assert read(made.blocks).startswith("*48%*  keep a cat\nbase: firms · 2025")
    quote = elements(made.blocks, "rich_text_quote")[0]["elements"]
    assert [part["text"] for part in quote if part.get("style")] == ["48%"]
    assert actions(made, ids.SOURCE) == ["source:1"]
    assert actions(made, ids.SLIDES) == ["slides:1"]
    assert not elements(made.blocks, "table")


def test_what_else_is_stated_comes_after_it() -> None:
    best, other = statistic("48", base="firms"), statistic("20", "keep a dog", start=500)
    made = message(looked_up(best, found=(found(best), found(other))))
    assert read(made.blocks).index("Also stated") < read(made.blocks).index("*20%*  keep a dog  [2]\nbase not stated")
    assert actions(made, ids.SOURCE) == ["source:1", "source:2"]


def test_where_nothing_fits_the_nearest_is_shown_and_people_can_be_asked() -> None:
    reply = looked_up(statistic("48"), found=(), nearest=(found(statistic("48", base="firms")),))
    made = message(reply, person_button=True)
    assert read(made.blocks).startswith("No figure fits “ownership”.")
    assert "*48%*  keep a cat\nbase: firms" in read(made.blocks)
    assert actions(made, ids.SOURCE) == ["source:1"]
    assert actions(made, ids.ASK_PERSON) == ["ask_person"]


def test_sides_of_a_comparison_stand_in_a_table_with_remarks_and_a_line_over_the_years() -> None:
    by_year = [statistic("5", period="2023"), statistic("7", period="2024", start=100)]
    compared = Comparison(tuple(Row(each, REPORT, (int(each.period or 0),)) for each in by_year))
    lookup = looked_up(by_year[1]).lookup
    made = message(StatisticsReply(lookup, compared, exchange="x1"))
    assert [row[:3] for row in rows(made)[1:]] == [["2023", "5%", "not stated"], ["2024", "7%", "not stated"]]
    assert elements(made.blocks, "data_visualization")[0]["chart"]["type"] == "line"
    assert "Not every base is stated" in read(made.blocks)
    assert [row[4] for row in rows(made)[1:]] == ["–", "[1]"]


def test_what_is_calculated_is_labelled_so_and_shows_what_went_in() -> None:
    of = options(a_team="34", central_IT="21")
    calculated = calculate(Operation.SUM, of)
    made = message(StatisticsReply(looked_up(of=of).lookup, None, calculated, "x1"))
    assert "*55%*  calculated, not stated: 34% (a team) [1] + 21% (central IT) [2]" in read(made.blocks)
    assert "calculated, not stated" in made.text


def test_what_can_not_be_calculated_says_why() -> None:
    of = options(a_team="34", central_IT="21")
    made = message(StatisticsReply(looked_up(of=of).lookup, None, NotComparable(reason="different bases"), "x1"))
    assert "Not calculated: different bases." in read(made.blocks)


def test_fold_buttons_know_that_only_one_person_sees_it() -> None:
    made = message(looked_up(of=options(a_team="34", nobody="19")), private=True)
    values = {each["action_id"]: each["value"] for each in elements(made.blocks, "button")}
    assert Pressed.unpacked(values[ids.MORE]) == ("x1", 0, "private")
    assert Pressed.unpacked(values[ids.SHARE]) == ("x1", 0, "private")
