"""Web pages: the article as it is rendered, and nothing of the site around it."""

from __future__ import annotations

import pytest

from ingest.blocks import ReadDocument
from ingest.readers.webpage import read_html
from knowledge.errors import UnreadableSource

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Closing the gap | Example Review</title>
<meta property="og:site_name" content="Example Review">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Closing the gap",
 "datePublished": "2026-03-04T09:00:00Z", "publisher": {"@type": "Organization", "name": "Example House"}}]}</script>
<style>.a { color: red }</style></head><body class="single comments-open">
<div id="cookie-banner"><p>We use cookies to improve your visit. Accept all cookies?</p><button>Accept</button></div>
<header class="site"><nav><ul><li><a href="/">Home</a></li><li><a href="/t">Topics</a></li></ul></nav></header>
<div class="page"><article>
<header><h1>Closing the gap</h1><p class="byline">By <a href="/jane">Jane Doe</a></p><span>March 4, 2026</span>
<span>429 views</span></header>
<div class="social-share"><a href="#">Share on X</a></div>
<p>Most companies run pilots, and three in four (76%) have a workflow in production<sup><a href="#n1">1</a></sup>.</p>
<figure><img src="x.png" alt="A chart"><figcaption>Photo: Agency</figcaption></figure>
<h2>Ownership</h2>
<p>Only <strong>one in three</strong> (34%) has a team&nbsp;&mdash; central IT<br>owns it at 21%.</p>
<ul><li>21% rely on <a href="/it">central IT</a></li><li>25% on departments</li></ul>
<table><caption>Owners by year</caption><thead><tr><th rowspan="2">Owner</th><th colspan="2">Share</th></tr>
<tr><th>2024</th><th>2025</th></tr></thead>
<tbody><tr><td>Central IT</td><td>20%</td><td>21%</td></tr><tr><td>Nobody</td><td>22%</td><td>19%</td></tr>
</tbody></table>
<p>Download the full report.</p>
<h2>Conclusion</h2><p>Platforms matter more than models, experts said in interviews conducted in December 2025.</p>
</article>
<section class="related-articles"><h3>Related Articles</h3><p>Bridging the operational gap of all.</p></section>
<section id="comments"><h2>Comments</h2><p>Sign in to comment.</p><p>No comments yet.</p></section>
<aside><h3>Most popular</h3><p>Something else that was read by many people this week.</p></aside></div>
<footer><p>© 2026 Example Review. All rights reserved.</p></footer></body></html>"""


def read(markup: str, url: str | None = None) -> ReadDocument:
    return read_html(markup.encode(), "page.html", url)


def texts(document: ReadDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_only_the_article_stays_of_a_page() -> None:
    assert texts(read(PAGE)) == [
        "Closing the gap",
        "Most companies run pilots, and three in four (76%) have a workflow in production.",
        "Ownership",
        "Only one in three (34%) has a team — central IT owns it at 21%.",
        "21% rely on central IT",
        "25% on departments",
        "Owner | Share | Share\nOwner | 2024 | 2025\nCentral IT | 20% | 21%\nNobody | 22% | 19%",
        "Conclusion",
        "Platforms matter more than models, experts said in interviews conducted in December 2025.",
    ]


def test_blocks_say_what_they_are() -> None:
    blocks = read(PAGE).blocks
    assert [block.kind for block in blocks[:5]] == ["heading", "paragraph", "heading", "paragraph", "item"]
    assert (blocks[6].kind, blocks[6].header_rows, blocks[6].caption) == ("table", 2, "Owners by year")


def test_a_page_says_its_title_publisher_date_and_period() -> None:
    metadata = read(PAGE).metadata
    assert (metadata.title, metadata.publisher) == ("Closing the gap", "Example House")
    assert (metadata.published, metadata.period) == ("2026-03-04", (2025, 2026))


def test_a_page_that_names_no_publisher_is_its_sites() -> None:
    page = "<html><head><title>A study of mice</title></head><body><p>Mice were studied at length.</p></body></html>"
    metadata = read(page, "https://www.example.org/mice").metadata
    assert (metadata.title, metadata.publisher) == ("A study of mice", "example.org")


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    head = '<title>Mice – Lab News</title><meta property="og:site_name" content="Lab News">'
    assert read(f"<html><head>{head}</head><body><p>On mice.</p></body></html>").metadata.title == "Mice"


@pytest.mark.parametrize(
    "line", ["5 min read", "12 Comments", "Share on LinkedIn", "Mar 4, 2026 · 1,204 views", "Read more"]
)
def test_furniture_inside_the_article_is_left_out(line: str) -> None:
    assert texts(read(f"<article><h1>Title</h1><p>{line}</p><p>Prose about something stays here.</p></article>")) == [
        "Title", "Prose about something stays here.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["We use cookies in 34% of recipes.", "Comments were collected in May.", "Views differ."]
)
def test_a_sentence_about_such_things_stays(line: str) -> None:
    assert line in texts(
        read(f"<article><h1>Title</h1><p>{line}</p><p>Prose about something stays here.</p></article>")
    )


def test_hidden_text_is_not_read() -> None:
    page = (
        "<p>Seen by all.</p><p hidden>Unseen.</p><p style='display: none'>Unseen too.</p><noscript>Nor this</noscript>"
    )
    assert texts(read(page)) == ["Seen by all."]


def test_a_table_that_only_places_prose_is_prose() -> None:
    page = "<table role='presentation'><tr><td><p>One thing.</p></td><td><p>Another thing.</p></td></tr></table>"
    assert [block.kind for block in read(page).blocks] == ["paragraph", "paragraph"]


def test_a_page_in_the_encoding_that_it_declares_is_read_in_it() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>“Größe” – 5 €</p></body></html>'
    assert texts(read_html(page.encode("cp1252"), "page.html")) == ["“Größe” – 5 €"]


def test_elements_in_each_other_without_end_are_refused_by_name() -> None:
    with pytest.raises(UnreadableSource, match=r"^page\.html nests elements more than 200 deep"):
        read("<div>" * 5_000 + "deep")


def label(x: float, y: float, text: str) -> str:
    return f'<text x="{x}em" y="{y}em"><tspan>{text}</tspan></text>'


def test_a_drawn_chart_is_a_table_of_names_and_figures_under_its_question() -> None:
    rows = (
        label(6, 2, "4,201  (67%)")
        + "<rect/>"
        + label(9, 2, "At work")
        + label(6, 3, "506 (8%)")
        + label(8, 3, "As a student")
    )
    page = f"<p><svg><style>text {{ font: 1em }}</style>{label(0, 1, 'I use it: (multiple choice)')}{rows}</svg></p>"
    document = read(page)
    assert texts(document) == ["I use it: (multiple choice)", "At work | 4,201 (67%)\nAs a student | 506 (8%)"]
    assert (document.blocks[1].kind, document.blocks[1].header_rows) == ("table", 0)


def test_columns_of_bars_follow_each_other() -> None:
    rows = "".join(
        label(x, y, text)
        for y, line in enumerate([("9", "ape", "7", "cat"), ("8", "bee", "6", "dog")])
        for x, text in enumerate(line)
    )
    assert texts(read(f"<svg>{rows}</svg>")) == ["ape | 9\nbee | 8\ncat | 7\ndog | 6"]


def test_a_chart_whose_labels_are_moved_about_says_nothing() -> None:
    page = f'<p>Prose.</p><svg><g transform="translate(3)">{label(0, 1, "34%")}{label(1, 1, "Saw")}</g></svg>'
    assert texts(read(page)) == ["Prose."]
