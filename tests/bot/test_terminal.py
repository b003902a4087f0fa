"""What a person sees on a terminal, and what ends up in a file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.plain import plain
from bot.replies import (
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    IngestReply,
    ModelState,
    Reply,
    StatusReply,
    TextReply,
)
from bot.terminal import Terminal
from ingest.report import Failure, IngestReport
from tests.bot.parts import ANSWER, CATS, EDITION, HALF, REFUSAL, STATISTIC, TEXT, citation, claim, replied

BOLD_48 = "\x1b[1m48%\x1b[0m"
ESCAPE = "\x1b"


def shown(reply: Reply, *, tty: bool = False, width: int = 80) -> tuple[str, str]:
    """What is printed on standard output and standard error."""
    system = "truecolor" if tty else None
    out, err = io.StringIO(), io.StringIO()
    consoles = [
        Console(file=file, force_terminal=tty, color_system=system, width=width, highlight=False, markup=False)  # type: ignore[arg-type]
        for file in (out, err)
    ]
    Terminal(*consoles).show(reply)
    return out.getvalue(), err.getvalue()


def test_an_answer_in_a_file_is_plain_lines_with_the_link_written_out() -> None:
    out, _ = shown(replied(ANSWER))
    assert out == f"{HALF}\n  [1] Cats at work, page 3 · file:///a/cats.pdf#page=3\n"


def test_on_a_terminal_the_words_that_answer_are_bold_and_the_title_is_a_link() -> None:
    out, _ = shown(replied(ANSWER), tty=True)
    assert BOLD_48 in out
    assert "file:///a/cats.pdf#page=3\x1b\\Cats at work" in out


def test_a_file_gets_whole_lines_and_a_terminal_gets_wrapped_ones() -> None:
    long = claim().model_copy(update={"text": HALF * 5})
    answer = ANSWER.model_copy(update={"claims": (long,)})
    assert HALF * 5 in shown(replied(answer), width=40)[0]
    assert (
        max(len(line) for line in shown(replied(answer), tty=True, width=40)[0].splitlines() if HALF[:9] in line) < 60
    )


def test_a_claim_that_is_no_quote_shows_the_quote_that_it_rests_on() -> None:
    written = claim().model_copy(update={"text": "About half do."})
    out, _ = shown(replied(ANSWER.model_copy(update={"claims": (written,)})))
    assert out.startswith(f"About half do.\n  “{HALF}”\n  [1] ")


def test_a_source_names_the_heading_that_it_stands_under() -> None:
    under = claim().model_copy(update={"citations": (citation().model_copy(update={"headings": ("Pets", "Cats")}),)})
    out, _ = shown(replied(ANSWER.model_copy(update={"claims": (under,)})))
    assert "[1] Cats at work, page 3, under “Cats” · file:" in out


def test_a_statistic_shows_its_base_and_one_without_says_so() -> None:
    bare = STATISTIC.model_copy(update={"base": None, "base_size": None})
    out, _ = shown(replied(ANSWER.model_copy(update={"statistics": (STATISTIC, bare)})))
    assert "48%  firms that keep a cat · base: firms (n = 500) · 2025\n" in out
    assert "48%  firms that keep a cat · base not stated · 2025\n" in out


def test_a_refusal_shows_why_and_the_nearest_facts_with_their_sources() -> None:
    out, err = shown(replied(REFUSAL.model_copy(update={"notes": ("Only firms were asked.",)})))
    assert out.startswith("The reports don't say this about hospitals.\n\nNearest to it, they do say:\n\n")
    assert f"  {HALF}\n    [1] Cats at work, page 3" in out
    assert out.endswith("Only firms were asked.\n")
    assert err == ""


@pytest.mark.parametrize("tty", [False, True])
def test_nothing_that_a_document_says_steers_the_terminal(tty: bool) -> None:
    """Neither as a control sequence, nor as markup, nor by turning the direction of the text."""
    hostile = "\x1b]0;owned\x07 [bold red]x[/] \u202eevil"
    source = citation().model_copy(update={"title": hostile, "document": hostile, "link": "https://x/\x1b\\\x07"})
    said = claim().model_copy(update={"text": hostile, "citations": (source,)})
    out, _ = shown(replied(ANSWER.model_copy(update={"claims": (said,), "notes": (hostile,)})), tty=tty)
    assert "[bold red]x[/]" in out
    assert not {"\x07", "\u202e"} & set(out)
    assert "\x1b]0;" not in out


def test_the_text_of_a_document_is_printed_to_the_letter() -> None:
    text = "  [b]A[/b]\u2003line\twith\nodd   white space " + "long " * 100
    assert shown(DocumentTextReply(CATS, text))[0] == text
    assert shown(DocumentTextReply(CATS, TEXT), tty=True)[0] == TEXT + "\n"


def test_documents_are_listed_with_what_is_known_of_them() -> None:
    unknown = CATS.model_copy(update={"publisher": None, "published": None, "period": (), "title": "Dogs"})
    out, _ = shown(DocumentsReply(EDITION, (CATS, unknown)))
    assert out == (
        "Cats at work\n  cats.pdf · Example Research · 2025-02 · about 2024, 2025\n"
        "Dogs\n  cats.pdf\n2 documents, edition 3\n"
    )


def test_a_summary_counts_and_names_what_changed_and_says_why_something_failed() -> None:
    report = IngestReport(
        added=("a.md",),
        unchanged=("b.md", "c.md"),
        failed=(Failure("d.pdf", "d.pdf is empty: nothing to read."),),
        edition=EDITION,
        published=True,
        passages_embedded=1200,
        took_s=3.21,
    )
    out, err = shown(IngestReply(report))
    assert out == "added    a.md\n1 added, 2 unchanged, 1 failed · edition 3 · 1,200 passages embedded · 3.2 s\n"
    assert err == "failed   d.pdf is empty: nothing to read.\n"


def status(problem: str | None = None) -> StatusReply:
    return StatusReply(
        library=Path("lib"),
        edition=EDITION,
        documents=1,
        passages=1234,
        statistics=5,
        models=(ModelState("embeddings", "all-MiniLM-L6-v2", problem),),
        settings={"threads": "2", "rerank": "True"},
    )


def test_status_says_what_is_published_whether_the_models_are_right_and_what_is_set() -> None:
    out, _ = shown(status())
    for line in ("library     lib", "published 2026-03-04 12:00", "passages    1,234", "as expected", "  threads  2"):
        assert line in out


def test_status_says_what_is_wrong_with_a_model() -> None:
    assert "all-MiniLM-L6-v2: its weights are missing" in shown(status("its weights are missing"))[0]


def test_an_error_goes_to_standard_error_and_our_own_words_to_standard_output() -> None:
    assert shown(ErrorReply("No [such] thing.")) == ("", "footnote: No [such] thing.\n")
    assert shown(TextReply("Hello.")) == ("Hello.\n", "")


def test_plain_keeps_letters_of_every_script_and_the_breaks_between_lines() -> None:
    assert plain("naïve שלום\n日本\t\x9b") == "naïve שלום\n日本"
