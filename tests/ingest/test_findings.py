"""A finding counts if its quote stands in the document and holds its figure; else the wrong line is named."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ingest import findings
from knowledge.errors import InvalidFindings

TEXT = "Asked in 2031, nearly two thirds (64%)\n"
TEXT += "borrowed a book. 3 out of 4 came by bus. It cost $2 million for 1,141 seats."

ONE = """\
document: r.md
findings:
  - id: borrowed
    measure: borrowed a book
    value: 64
    unit: percent
    as_written: two thirds (64%)
    quote: nearly two thirds (64%) borrowed a book.
"""

GROUP = """\
document: r.md
distributions:
  - id: how
    question: How did you come?
    choice: single
    base: readers
    quote: 3 out of 4 came by bus.
    aliases: [travel]
    options:
      - {label: bus, value: 75, as_written: 3 out of 4, aliases: [coach]}
      - label: book
        value: 64
        as_written: 64%
        base: borrowers
        measure: borrowed
        quote: two thirds (64%) borrowed
"""


def one(**changes: str | None) -> str:
    """The file with one finding, some of whose keys have another value or, with None, are left out."""
    text = ONE
    for key, value in changes.items():
        line = "" if value is None else f"    {key}: {value}\n"
        before, found, after = text.partition(f"    {key}: ")
        text = before + line + (after.partition("\n")[2] if found else "")
    return text.replace("  -\n", "  - id: borrowed\n")


def checked(text: str) -> tuple[findings.Statistic, ...]:
    return findings.check(findings.load(text, "r.findings.yaml"), TEXT, "rev")


def complaint(text: str) -> str:
    with pytest.raises(InvalidFindings) as caught:
        checked(text)
    return str(caught.value)


def test_a_finding_becomes_a_statistic_with_the_exact_words_of_the_document() -> None:
    (statistic,) = checked(ONE)
    assert statistic.quote == TEXT[statistic.start : statistic.end] == "nearly two thirds (64%)\nborrowed a book."
    assert (statistic.value, statistic.unit, statistic.as_written) == (Decimal(64), "percent", "two thirds (64%)")


def test_what_is_not_stated_stays_empty() -> None:
    (statistic,) = checked(one(base="", period="null"))
    assert (statistic.base, statistic.base_size, statistic.period, statistic.attribution) == (None,) * 4


def test_options_take_from_their_question_what_they_do_not_say_themselves() -> None:
    bus, book = checked(GROUP)
    assert (bus.measure, bus.base, bus.option, bus.choice) == ("How did you come?", "readers", "bus", "single")
    assert (book.measure, book.base, book.quote) == ("borrowed", "borrowers", "two thirds (64%)\nborrowed")
    assert (bus.distribution, bus.aliases) == (book.distribution, ("travel", "coach"))


def test_each_statistic_has_an_id_of_its_own_and_keeps_it() -> None:
    first, second = checked(GROUP), checked(GROUP)
    assert len({statistic.id for statistic in first}) == 2
    assert [statistic.id for statistic in first] == [statistic.id for statistic in second]


def test_the_documented_example_holds() -> None:
    page = (Path(__file__).parents[2] / "docs/findings.md").read_text()
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    document = re.search(r"says:\n\n(.*?)\n\nIts", page, re.DOTALL)
    assert example
    assert document
    stated = findings.load(example[1], "reading-habits.findings.yaml")
    assert len(findings.check(stated, document[1].replace("> ", ""), "rev")) == 6


def test_the_documented_keys_are_the_ones_that_are_read() -> None:
    page = (Path(__file__).parents[2] / "docs/findings.md").read_text()
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert documented == set(findings.Finding.model_fields)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"quote": "a third borrowed"}, "line 3: 'borrowed' quotes “a third borrowed”, which does not stand in r.md"),
        ({"quote": "Nearly two thirds (64%)"}, "which does not stand in r.md"),
        ({"as_written": "65%"}, "line 3: 'borrowed' is written '65%', which does not stand in its quote"),
        ({"value": "65"}, "line 3: 'borrowed' has the value 65, but is written 'two thirds (64%)'"),
        ({"value": "many"}, "line 5: 'value' is wrong"),
        ({"unit": "pct"}, "line 6: 'unit' is wrong: input should be 'percent', 'times'"),
        ({"measure": None}, "line 3: 'measure' is missing"),
        ({"colour": "red"}, "line 9: the key 'colour' is not known"),
        ({"base_size": "'1,000'"}, "line 9: 'base_size' is wrong"),
        ({"choice": "single"}, "line 3: choice is said of a distribution, and none is named"),
        ({"distribution": "How?"}, "line 3: distribution and option go together"),
        ({"aliases": "books"}, "line 9: 'aliases' must be a list"),
        ({"unit": "percent\n    unit: times"}, "line 7: the key 'unit' is given twice"),
    ],
)
def test_a_finding_that_does_not_hold_is_refused_with_its_line(changes: dict[str, str | None], says: str) -> None:
    sentence = complaint(one(**changes))
    assert sentence.startswith("r.findings.yaml, line ")
    assert says in sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'document' is missing"),
        ("document: r.md", "lists no findings"),
        ("document: [", "line 1: this is no YAML"),
        ("- a", "line 1: the file must be made of keys and values"),
        ("document: r.md\nfindings: &a [*a]", "line 2: anchors are not used here"),
        ("[" * 3000, "is no YAML text"),
        ("a: " + "[" * 30 + "]" * 30, "nested too deeply"),
        ("document: r\0", "is no YAML text"),
        (ONE + ONE.partition("findings:\n")[2], "line 9: 'borrowed' is used twice"),
        (GROUP.replace("label: book", "label: bus"), "line 11: 'how/bus' is used twice"),
        (GROUP.replace("    quote: 3 out of 4 came by bus.\n", ""), "option 'bus' has a quote"),
    ],
)
def test_a_file_that_is_malformed_is_refused_with_its_line(text: str, says: str) -> None:
    assert says in complaint(text)


@pytest.mark.parametrize(
    ("value", "unit", "as_written", "holds"),
    [
        ("2000000", "currency", "$2 million", True),
        ("2", "currency", "$2 million", True),
        ("3", "currency", "$2 million", False),
        ("1141", "count", "1,141 seats", True),
        ("75", "percent", "3 out of 4", True),
        ("70", "percent", "3 out of 4", False),
        ("66.7", "percent", "two thirds", True),
        ("2031", "year", "2031", True),
        ("2030", "year", "2031", False),
    ],
)
def test_a_value_must_be_the_one_that_is_written(value: str, unit: str, as_written: str, holds: bool) -> None:
    quote = TEXT.replace("\n", " ").replace(": ", " ")
    text = one(value=value, unit=unit, as_written=as_written, quote=quote)
    if holds:
        assert checked(text)[0].value == Decimal(value)
    else:
        assert f"has the value {value}, but is written" in complaint(text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("20 397 seats", "20397"),
        ("1.141 Sitze", "1141"),
        ("2,5 %", "2.5"),
        ("in 2024 500 leaders", "500"),
        ("-3%", "-3"),
    ],
)
def test_numerals_are_read_as_people_write_them(written: str, value: str) -> None:
    stated = findings.load(one(value=value, unit="other", as_written=f"'{written}'", quote=f"'{written}'"), "f")
    assert findings.check(stated, written, "rev")[0].as_written == written


def test_a_decimal_point_is_not_overlooked() -> None:
    stated = findings.load(one(value="25", as_written="2.5%", quote="2.5%"), "f")
    with pytest.raises(InvalidFindings, match=r"has the value 25, but is written '2\.5%'"):
        findings.check(stated, "2.5%", "rev")
