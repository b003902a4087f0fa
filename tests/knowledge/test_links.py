"""Links that lead to a quote."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from knowledge.links import link_to

PAGE = "https://example.org/report"


def test_a_web_page_is_linked_with_the_quote_as_a_text_fragment() -> None:
    """A dash, a comma and an ampersand have a meaning in the directive and are escaped."""
    link = link_to(PAGE, "text/html", "Well-kept cats, dogs & parrots")
    assert link == f"{PAGE}#:~:text=Well%2Dkept%20cats%2C%20dogs%20%26%20parrots"


def test_a_fragment_of_the_address_gives_way() -> None:
    assert link_to(f"{PAGE}#part-2", "text/html", "cats") == f"{PAGE}#:~:text=cats"


def test_a_long_quote_is_linked_by_its_first_and_last_words() -> None:
    quote = " ".join(f"word{number}" for number in range(40))
    start, end = link_to(PAGE, "text/html", quote).partition(":~:text=")[2].split(",")
    assert quote.startswith(unquote(start))
    assert quote.endswith(unquote(end))


def test_a_link_never_spans_cells_or_blocks() -> None:
    """The browser looks for the text as it is shown, where our marks between cells aren't."""
    assert link_to(PAGE, "text/html", "Cats | 76%\nDogs | 12%") == f"{PAGE}#:~:text=Cats"


def test_a_pdf_is_linked_at_its_page() -> None:
    assert link_to("file:///survey.pdf", "application/pdf", "cats", 12) == "file:///survey.pdf#page=12"
    assert link_to("file:///survey.pdf", "application/pdf", "cats") == "file:///survey.pdf"


def test_any_other_source_is_linked_itself() -> None:
    assert link_to("file:///survey.md", "text/markdown", "cats") == "file:///survey.md"
    assert link_to("file:///survey.html", "text/html", "cats") == "file:///survey.html"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_link_has_no_character_that_would_end_it(quote: str) -> None:
    link = link_to(PAGE, "text/html", quote)
    assert link.isascii()
    assert not set(link) & set(" \n<>\"'|")
