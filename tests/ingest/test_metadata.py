"""Title, publisher, date and period: what is stated wins, what is not known stays empty."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ingest.blocks import TextBuilder
from ingest.metadata import (
    described,
    iso_date,
    opening_title,
    period_of,
    published_of,
    publisher_of,
    title_of,
    years_in,
)


@pytest.mark.parametrize(
    ("title", "name", "published", "period"),
    [
        ("Tool Survey 2021 Results", "tools.md", "2022-02-15", (2021,)),
        ("Tool Survey 2023", "tools-2022.md", None, (2023,)),
        ("Tool errata", "tools-2024-errata.md", "2025-10-07", (2024,)),
        (None, "survey-2022-q2.md", None, (2022,)),
        ("Annual report 2019/20", "a.pdf", None, (2019, 2020)),
        ("Mobility to 2050", "mobility.pdf", "2020-05", (2020,)),
        ("A post", "2024-08-14-post.md", "2024-08-14", (2024,)),
        ("City", "city-1c2019b3.md", None, ()),
    ],
)
def test_the_title_names_the_period_before_the_name_and_the_name_before_the_date(
    title: str | None, name: str, published: str | None, period: tuple[int, ...]
) -> None:
    assert period_of(title, name, "", published) == period


def test_a_text_without_a_year_in_its_title_speaks_of_when_its_data_were_gathered_and_of_when_it_was_published() -> (
    None
):
    text = "We compare with 2009. The interviews were conducted in December 2025."
    assert period_of("Closing the gap", "gap.txt", text, "2026-03-04") == (2025, 2026)


def test_a_page_of_accounts_speaks_of_the_years_that_its_table_names() -> None:
    text = "The following table shows costs.\n\n | 2019 | 2018\nRent | 12 | 11"
    assert period_of("Costs", "costs.md", text, None) == (2018, 2019)


def test_a_stated_period_wins_over_everything_else() -> None:
    assert period_of("Survey 2021", "s-2020.md", "", "2022", "2017-2019") == (2017, 2018, 2019)


def test_amounts_and_shares_are_no_years() -> None:
    assert years_in("$2000 from 2020% of 12,019 people in 2021") == (2021,)


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("2024-4-09", "2024-04-09"),
        ("2022/02/15/some-page", "2022-02-15"),
        ("Mar 04, 2026", "2026-03-04"),
        ("4th of March 2026", "2026-03-04"),
        ("04.03.2026", "2026-03-04"),
        ("D:20180829120000Z", "2018-08-29"),
        ("May 2019", "2019-05"),
        ("2019", "2019"),
        (date(2020, 4, 17), "2020-04-17"),
        (datetime(2020, 4, 17, 8, 30), "2020-04-17"),  # noqa: DTZ001 - as YAML and office files give them
        ("2020-13-45", None),
        ("no date", None),
        (None, None),
    ],
)
def test_a_date_is_as_exact_as_it_was_stated(stated: object, iso: str | None) -> None:
    assert iso_date(stated) == iso


@pytest.mark.parametrize("line", ["Mar 04, 2026 429 views", "By Jane Doe | March 4, 2026", "Published on 4 March 2026"])
def test_a_date_on_a_line_of_its_own_at_the_top_is_that_of_publication(line: str) -> None:
    assert published_of(text=f"A title\n\n{line}\n\nSome text.") == "2026-03-04"


@pytest.mark.parametrize(
    "line",
    [
        "In March 2021 we ran a survey of many people.",
        " | January 3, 2020 | December 28, 2018",
        "Balance as of December 31, 2019",
        "January 3, 2020 to May 5, 2022",
    ],
)
def test_a_date_in_a_sentence_or_a_table_is_not_that_of_publication(line: str) -> None:
    assert published_of(text=f"A title\n\n{line}") is None


def test_a_name_gives_the_date_when_nothing_else_does() -> None:
    assert published_of(None, name="2022-02-15-post.md") == "2022-02-15"


@pytest.mark.parametrize(
    "junk", [None, "", "Untitled", "Microsoft Word - draft.docx", "draft_v2.indd", "Slide 1", "12"]
)
def test_a_title_that_is_none_gives_way_to_the_name(junk: str | None) -> None:
    assert title_of(junk, name="tool-survey.pdf") == "tool survey"


def test_a_page_without_a_title_goes_by_the_end_of_its_address() -> None:
    assert title_of(name="https://example.com/a/tool%20survey.html?x=1") == "tool survey"


@pytest.mark.parametrize(
    ("stated", "publisher"),
    [
        ("Example Institute", "Example Institute"),
        (["The Survey Team"], "The Survey Team"),
        ({1: {"name": "A. One", "url": "x"}, 2: {"name": "B. Two"}}, "A. One, B. Two"),
        (None, None),
    ],
)
def test_a_publisher_may_be_a_name_a_list_or_mappings(stated: object, publisher: str | None) -> None:
    assert publisher_of(stated) == publisher


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("© 2019 Example Labs LLC. All rights reserved.", "Example Labs LLC"),
        ("This report was produced by Insights, the custom arm of Big Review. Not by others.", "Insights, Big Review"),
        ("Big Review Insights asked. This content was produced by Insights, the custom arm of Big Review.",
         "Big Review Insights"),
        ("Survey\n\nPublished by the Town Office, May 2023", "Town Office"),
        ("The bonds were issued by the Corporation. Copyright Law is old.", None),
    ],
)  # fmt: skip
def test_a_text_says_who_made_it_in_so_many_words_or_not_at_all(text: str, publisher: str | None) -> None:
    assert publisher_of(text=text) == publisher


def test_a_text_opens_with_a_title_or_with_a_short_line_but_not_with_a_sentence() -> None:
    headed, lined, plain = TextBuilder(), TextBuilder(), TextBuilder()
    headed.paragraph("An overline")
    headed.heading("The title", 1)
    lined.paragraph("Credit risk")
    plain.paragraph("It is a sentence.")
    assert opening_title(headed.build("text/plain")) == "The title"
    assert opening_title(lined.build("text/plain")) == "Credit risk"
    assert opening_title(plain.build("text/plain")) is None


def test_the_date_of_a_file_never_rules_out_the_year_in_its_title() -> None:
    builder = TextBuilder()
    builder.heading("Figures of 2022", 1)
    metadata = described(builder.build("text/plain"), "f.docx", weak_dates=["2013-01-02"]).metadata
    assert (metadata.published, metadata.period) == ("2013-01-02", (2022,))
