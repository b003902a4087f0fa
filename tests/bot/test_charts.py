"""What a chart shows, and that it can be drawn whatever the labels are."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from bot.charts import MOST_MARKS, Chart, Mark, chart_of
from bot.drawing import draw
from bot.replies import StatisticsReply
from knowledge.comparing import comparison
from knowledge.distributions import citation_of, distributed
from knowledge.lookup import Found, Lookup
from knowledge.records import Statistic
from tests.support.library import revision
from tests.support.statistics import WHO, options, statistic

OLD, NEW = (revision(f"pets-{y}.md", title=f"Pet survey {y}", period=(y,)) for y in (2023, 2024))
REVISIONS = {each.id: each for each in (OLD, NEW)}


def found(each: Statistic) -> Found:
    return Found(each, citation_of(each, REVISIONS[each.revision_id]))


def looked_up(best: Statistic, whole: list[Statistic] | None = None, asked: str | None = None) -> Lookup:
    return Lookup(
        query="q",
        found=(found(best),),
        distribution=distributed(best, whole or []),
        options=tuple(map(found, whole or [])),
        asked=asked,
        edition=1,
    )


def chart(*arguments: Any, **more: Any) -> Chart:
    drawn = chart_of(StatisticsReply(*arguments, **more))
    assert drawn
    return drawn


def test_a_question_becomes_bars_in_the_documents_order_with_the_asked_one_marked() -> None:
    whole = options(of=NEW, a_team="34", central_IT="21")
    drawn = chart(looked_up(whole[1], whole, whole[1].id))
    assert (drawn.kind, drawn.title, drawn.subtitle) == ("bars", WHO, "Base: firms")
    assert drawn.marks == (Mark("a team", 34.0, "34%"), Mark("central IT", 21.0, "21%", asked=True))
    assert drawn.source == "Source: Pet survey 2024"


def test_a_figure_alone_is_one_bar_with_its_source() -> None:
    one = statistic("48", of=NEW, page=3, period="May 2024", attribution="the survey", base="firms", base_size=500)
    drawn = chart(looked_up(one))
    assert (len(drawn.marks), drawn.title, drawn.subtitle) == (1, "Keep a cat", "Base: firms (n = 500)")
    assert drawn.source == "Source: Pet survey 2024, page 3; May 2024; the survey"


def test_years_become_a_line_and_populations_bars_that_say_what_tells_them_apart() -> None:
    then, now = statistic("40", of=OLD, base="firms"), statistic("48", of=NEW, base="firms")
    line = chart(looked_up(now), comparison(now, [then], REVISIONS))
    assert (line.kind, [(mark.label, mark.written) for mark in line.marks]) == (
        "line",
        [("2023", "40%"), ("2024", "48%")],
    )
    hospitals = statistic("3", of=NEW, base="hospitals", start=200)
    bars = chart(looked_up(now), comparison(now, [hospitals], REVISIONS))
    assert (bars.kind, [mark.label for mark in bars.marks]) == ("bars", ["firms", "hospitals"])
    assert bars.subtitle == "The bases differ"


def test_what_was_calculated_is_never_drawn() -> None:
    from knowledge.arithmetic import Operation, calculate

    whole = options(of=NEW, a_team="34", central_IT="21")
    drawn = chart(looked_up(whole[0], whole), calculated=calculate(Operation.SUM, whole))
    assert [mark.value for mark in drawn.marks] == [34.0, 21.0]


def test_a_figure_in_words_is_short_beside_its_bar_and_its_qualifier_stays() -> None:
    half = statistic("43", of=NEW, as_written="43 of a hundred organizations (43%)", qualifier="only")
    nearly = statistic("43", of=NEW, qualifier="nearly")
    assert [chart(looked_up(each)).marks[0].written for each in (half, nearly)] == ["43%", "nearly 43%"]


def test_of_very_many_options_the_largest_and_the_asked_one_are_shown_and_it_is_said() -> None:
    whole = options(of=NEW, **{f"option_{n}": str(n) for n in range(1, 41)})
    drawn = chart(looked_up(whole[0], whole, whole[0].id))
    assert len(drawn.marks) == MOST_MARKS
    assert drawn.marks[0].asked
    assert "16 smaller ones left out" in drawn.subtitle


def test_of_nothing_there_is_no_chart() -> None:
    assert chart_of(StatisticsReply(Lookup(query="q", edition=1))) is None


LONG = "We could not find enough developers who know it well enough to train the others at $5 to $10 an hour, " * 3
KINDS = {
    "four": [("a dedicated team", 34, "34%"), ("operations", 25, "25%"), ("IT", 21, "21%"), ("nobody", 19, "19%")],
    "one": [("cats", 76, "76%")],
    "none": [("nothing", 0, "0%"), ("neither", 0, "0%")],
    "long": [(f"{n} {LONG}", 60 - n, "about three in five (60%)") for n in range(9)],
    "many": [(f"option {n} of a long list", 70 / (n + 1), f"{70 / (n + 1):.1f}%") for n in range(MOST_MARKS)],
    "below zero": [("2018", -12.5, "(12.5)"), ("2019", -1, "(1)")],
    "far apart": [("big", 9_000_000, "9,000,000"), ("small", 1, "1")],
    "other letters": [("猫 🐈 \u202e", 5, "5%"), ("$x^2$ and \\frac", 7, "7%")],
}


def drawing(name: str, kind: Any = "bars") -> Chart:
    marks = tuple(Mark(label, value, written, asked=at == 0) for at, (label, value, written) in enumerate(KINDS[name]))
    return Chart(kind, LONG if name == "long" else "Cats", "Base: firms", marks, f"Source: {name}", percent=True)


@pytest.mark.filterwarnings("ignore:Glyph")  # the font has no such letter: a box stands in its place
@pytest.mark.parametrize("name", KINDS)
def test_every_chart_is_a_picture_of_1200_by_675_whose_margins_are_clear(name: str) -> None:
    """Nothing runs out of the picture: a strip along each edge is white."""
    picture = Image.open(io.BytesIO(draw(drawing(name), "png"))).convert("L")
    assert picture.size == (1200, 675)
    edges = [(0, 0, 1200, 12), (0, 663, 1200, 675), (0, 0, 12, 675), (1188, 0, 1200, 675)]
    assert [picture.crop(edge).getextrema() for edge in edges] == [(255, 255)] * 4


def test_a_line_is_drawn_over_years() -> None:
    years = tuple(Mark(str(year), value, f"{value}%") for year, value in ((2016, 17), (2017, 22), (2024, 53)))
    picture = Image.open(io.BytesIO(draw(Chart("line", "Daily", "Base: all", years, "Source: x", True), "png")))
    assert picture.size == (1200, 675)


def test_a_vector_picture_says_what_it_is_and_has_its_letters_as_outlines() -> None:
    text = draw(drawing("four"), "svg").decode()
    assert "<dc:title>Cats</dc:title>" in text
    assert not re.search(r"<text[ >]", text)


def test_the_value_that_is_drawn_is_the_statistics_own() -> None:
    exact = statistic("33.4", of=NEW)
    assert Decimal(str(chart(looked_up(exact)).marks[0].value)) == exact.value
