"""Markdown: the reader sees what a browser would show, and nothing of the markup."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.blocks import ReadDocument
from ingest.readers.markdown import read_markdown

SHARED = Path(__file__).resolve().parents[4] / "shared" / "dev"


def read(source: str, name: str = "a.md") -> ReadDocument:
    return read_markdown(source.encode(), name)


def texts(document: ReadDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "**Half** of [the people](https://x.org/a) said *yes*, `all` of them",
            "Half of the people said yes, all of them",
        ),
        ("See [the report][report] and [this].", "See the report and [this]."),
        ("A &amp; B <span class='x'>and C</span><br>and D", "A & B and C and D"),
        ("It grew[^1] to 20&#8239;397 \\*", "It grew to 20 397 *"),
        ("Text ![a picture](x.png) goes on", "Text goes on"),
        ('Known since [`v.1`]({{< ref "/research" >}}) {{% note %}}yes{{% /note %}}', "Known since v.1 yes"),
        ("Over <!-- not\nthis --> there", "Over there"),
    ],
)
def test_inline_markup_leaves_only_its_text(source: str, text: str) -> None:
    assert texts(read(source)) == [text]


def test_islands_of_code_and_style_say_nothing() -> None:
    source = (
        "<style>\np { color: red }\n\n.x { y: z }\n</style>\n\nProse.\n\n<script>var a = 1;</script>\n\n"
        "<div class='chart'>\n<svg><text>Soup</text></svg>\n<img src='x.png'>\n</div>\n\n"
        "```go\nfunc main() {}\n```\n\n    indented code\n"
    )
    assert texts(read(source)) == ["Prose."]


@pytest.mark.parametrize("island", ["<div>" * 500 + "deep", "<svg><text>never closed", "<!-- never closed", "<svg/>"])
def test_a_broken_island_costs_nothing_of_what_stands_before_it(island: str) -> None:
    assert texts(read(f"Prose stays.\n\n{island}"))[0] == "Prose stays."


def test_an_island_of_html_with_prose_is_read() -> None:
    document = read("<p class='note'><i>Reading the data</i>: bars are\nscaled.</p>\n\n<ul><li>One</li></ul>")
    assert [(block.kind, text) for block, text in zip(document.blocks, texts(document), strict=True)] == [
        ("paragraph", "Reading the data: bars are scaled."),
        ("item", "One"),
    ]


def test_headings_keep_their_level_and_lose_their_attributes() -> None:
    document = read("# Report {#top}\n\nPart\n----\n\n**A bold line**\n\nProse **bold** here.")
    assert [(block.kind, block.level) for block in document.blocks[:3]] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
    ]
    assert texts(document) == ["Report", "Part", "A bold line", "Prose bold here."]


def test_nested_items_are_an_item_each() -> None:
    document = read("- One\n  - Two\n\n    more\n1. Three")
    assert texts(document) == ["One", "Two", "more", "Three"]
    assert {block.kind for block in document.blocks} == {"item"}


def test_a_table_of_contents_and_a_line_of_links_are_left_out() -> None:
    assert texts(
        read("- [Part one](#one)\n- [Part two](#two)\n\n[PNG](a.png) | [SVG](a.svg)\n\nSee [the rest](x).")
    ) == ["See the rest."]


def test_a_footnote_is_a_paragraph_of_its_own() -> None:
    assert texts(read("Half[^a] said so.\n\n[^a]: Of 500 people.")) == ["Half said so.", "Of 500 people."]


def test_a_table_is_a_table_with_its_cells() -> None:
    document = read("| | **2024** | 2025 |\n|---|---:|---:|\n| Started | 9&nbsp;450 | 9 389 |")
    (table,) = document.blocks
    assert texts(document) == [" | 2024 | 2025\nStarted | 9 450 | 9 389"]
    assert table.header_rows == 1


@pytest.mark.parametrize(
    ("rows", "header_rows"),
    [
        (["| | 2019 | 2018 |", "| | £m | £m |", "| UK | 24.5 | 24.9 |"], 2),
        (["| | Years ended May 31, | |", "| (In thousands) | 2019 | 2018 |", "| UK | 24 | 25 |"], 2),
        (["| Costs | | |", "| | 2019 | 2018 |", "| | €m | €m |", "| Rent | 433 | 685 |"], 3),
        (["| | Operating | Finance |", "| 2021 | $138 | $6 |", "| 2022 | 135 | 6 |"], 1),
        (["| | First | Second |", "| Sales: | | |", "| Net | $117 | $120 |"], 1),
        (["| Team | Answer |", "| Red | yes |", "| Blue | no |"], 1),
    ],
)
def test_rows_that_only_name_years_and_units_belong_to_the_header(rows: list[str], header_rows: int) -> None:
    source = "\n".join([rows[0], re.sub(r"[^|]+", "---", rows[0]), *rows[1:]])
    assert read(source).blocks[0].header_rows == header_rows


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "Survey of 2021"\ndate: 2022-02-15\nauthors:\n- Team One\n---\n',
        '+++\npath = "2022/02/15/survey"\ntitle = "Survey of 2021"\nauthors = ["Team One"]\n+++\n',
    ],
)
def test_front_matter_says_title_date_and_authors(front: str) -> None:
    document = read(f"{front}\n## Part\n\nProse.")
    metadata = document.metadata
    assert (metadata.title, metadata.published, metadata.publisher) == ("Survey of 2021", "2022-02-15", "Team One")
    assert metadata.period == (2021,)
    assert texts(document) == ["Part", "Prose."]


def test_front_matter_may_state_publisher_and_period() -> None:
    metadata = read("---\ntitle: Survey\npublisher: House\nauthor: A. One\nperiod: 2019-2020\n---\nProse.").metadata
    assert (metadata.publisher, metadata.period) == ("House", (2019, 2020))


@pytest.mark.parametrize("source", ["---\n: [broken\n---\nProse stays.", "---\n\nProse stays.\n\n---\n\nMore."])
def test_broken_or_missing_front_matter_costs_no_prose(source: str) -> None:
    assert texts(read(source))[0] == "Prose stays."


@pytest.mark.skipif(not SHARED.exists(), reason="the development corpora are not part of the project")
def test_every_known_quote_of_the_development_corpora_stands_in_one_block() -> None:
    questions = json.loads((SHARED / "questions.json").read_text())
    found = {path.name: texts(read_markdown(path.read_bytes(), path.name)) for path in SHARED.glob("[dgr]*/*.md")}
    missing = [
        quote
        for question in questions
        if question.get("doc") in found
        for quote in question.get("quote_has", []) + question.get("quote_any", [])
        if not any(quote in text for text in found[question["doc"]])
    ]
    assert len(found) >= 20
    assert missing == []


@pytest.mark.skipif(not SHARED.exists(), reason="the development corpora are not part of the project")
def test_no_markup_leaks_from_the_development_corpora() -> None:
    markup = re.compile(r"\{\{|\}\}|\]\(|\*\*|</|<(?:div|span|img|p|style)\b|font-size|&[a-z]+;|\{#")
    leaks = [
        text
        for path in SHARED.glob("[dgr]*/*.md")
        for text in texts(read_markdown(path.read_bytes(), path.name))
        if markup.search(text)
    ]
    assert leaks == []
