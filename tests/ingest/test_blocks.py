"""The builder keeps offsets true, whatever it is given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import TextBuilder, clean


def test_blocks_are_parted_by_a_blank_line_and_rows_by_a_newline() -> None:
    builder = TextBuilder()
    builder.heading("Owners", 2)
    builder.table([["", "Share"], ["Central IT", "21%"]])
    builder.item("No one")
    document = builder.build("text/plain")
    assert document.text == "Owners\n\n | Share\nCentral IT | 21%\n\nNo one"
    assert [block.kind for block in document.blocks] == ["heading", "table", "item"]


def test_every_cell_has_the_span_of_its_text_and_an_empty_one_an_empty_span() -> None:
    builder = TextBuilder()
    builder.paragraph("Before.")
    builder.table([["", "2024"], ["Yes", " 9 450 "]], caption=" Who\nsaid yes ")
    table = builder.build("text/plain").blocks[1]
    text = builder.build("text/plain").text
    assert [[text[start:end] for start, end in row] for row in table.rows] == [["", "2024"], ["Yes", "9 450"]]
    assert table.caption == "Who said yes"


def test_what_has_no_text_leaves_no_block() -> None:
    builder = TextBuilder()
    builder.paragraph(" \u200b\n")
    builder.heading("")
    builder.table([["", " "], []])
    assert builder.build("text/plain").blocks == ()


def test_cleaning_folds_blanks_and_drops_what_is_invisible() -> None:
    assert clean(" 20\u202f397\u00a0 co\u00adop\u200b\tx\x07 ") == "20 397 coop x"


@given(st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item"]), st.text())))
def test_a_blocks_offsets_give_back_its_cleaned_text(pieces: list[tuple[str, str]]) -> None:
    builder = TextBuilder()
    for kind, text in pieces:
        getattr(builder, kind)(text)
    document = builder.build("text/plain")
    kept = [clean(text) for _, text in pieces if clean(text)]
    assert [document.text[block.start : block.end] for block in document.blocks] == kept
