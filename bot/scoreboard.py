"""How an evaluation looks: a table of shares by kind of question, what must be zero, and the failures one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from knowledge.evaluation import Evaluation, Figures, Result
from knowledge.writing.evaluation import WritingFigures

_COLUMNS = (
    "",
    "asked",
    "right",
    "wrong",
    "falsely\nrefused",
    "refused",
    "recall\n@1",
    "\n@3",
    "\n@5",
    "median\nms",
    "p95\nms",
)
_FAILED = {"wrong": "wrong", "falsely_refused": "falsely refused", "answered": "answered, should be refused"}


def scores(evaluation: Evaluation) -> dict[str, Any]:
    """All of it as JSON."""
    kinds = {kind: evaluation.figures(kind).model_dump(mode="json") for kind in evaluation.kinds}
    results = [result.model_dump(mode="json") for result in evaluation.results]
    scored = {"figures": evaluation.figures().model_dump(mode="json"), "by_kind": kinds, "results": results}
    return scored | ({"writing": evaluation.writing.model_dump(mode="json")} if evaluation.writing else {})


def shown(evaluation: Evaluation) -> Sequence[Table | Text]:
    """What to print, one below the other."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)  # fits 80 columns
    for column in _COLUMNS:
        table.add_column(Text(column), justify="right" if column else "left", vertical="bottom", no_wrap=True)
    for kind in evaluation.kinds:
        table.add_row(kind, *_cells(evaluation.figures(kind)))
    table.add_section()
    figures = evaluation.figures()
    table.add_row("all", *_cells(figures), style="bold")
    writing = [Text(f"\n{_written(evaluation.writing)}")] if evaluation.writing else []
    return table, Text(f"\n{_summary(figures)}"), *writing, *map(_failure, evaluation.failures)


def _cells(figures: Figures) -> list[str]:
    shares = (figures.right, figures.wrong, figures.falsely_refused, figures.refused, *figures.recall.values())
    times = (figures.median_ms, figures.p95_ms)
    return [f"{figures.questions:,}", *map(_share, shares), *("–" if t is None else f"{t:,.0f}" for t in times)]


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _summary(figures: Figures) -> str:
    parts = [
        f"balanced accuracy of answering against refusing {_share(figures.balanced_accuracy)}",
        f"unbacked numerals {figures.unbacked}",
        f"misquotes {figures.misquoted}",
    ]
    if figures.other_document:
        parts.append(f"right from another document than expected {figures.other_document}")
    return "\n".join(parts)


def _written(figures: WritingFigures) -> str:
    """What a model made of the answers, and what it took."""
    instead = f", {figures.instead} quoted instead" if figures.instead else ""
    refused = f", {figures.refused} of which nothing held" if figures.refused else ""
    first = "–" if figures.first_ms is None else f"{figures.first_ms:,.0f} ms"
    whole = "–" if figures.median_ms is None else f"{figures.median_ms:,.0f} ms"
    return "\n".join(
        (
            f"written by {figures.model}: {figures.answers} answers{instead}{refused}",
            f"sentences {figures.sentences}, replaced {_share(figures.replaced)}, dropped {_share(figures.dropped)}",
            f"citation recall {_share(figures.citation_recall)}, precision {_share(figures.citation_precision)}",
            f"{figures.calls:,} calls, {figures.tokens:,} tokens, cost {figures.cost:,.4f}",
            f"first sentence {first}, whole answer {whole} (medians)",
        )
    )


def _failure(result: Result) -> Text:
    """Three lines: what was asked, what was said, what is right."""
    faults = [_FAILED[result.verdict]] if result.verdict in _FAILED else []
    faults += [f"{numeral} is in no quote" for numeral in result.unbacked]
    faults += [f"“{quote}” isn't what stands there" for quote in result.misquoted]
    if result.verdict in {"wrong", "falsely_refused"}:
        faults.append(f"right passage ranked {result.rank}" if result.rank else "right passage not retrieved")
    return Text.assemble(
        ("\n" + result.id, "bold"),
        (f" {', '.join(faults)}", "red"),
        f"\n  asked:  {_line(result.question)}\n  said:   {_line(result.said)}\n  wanted: {_line(result.wanted)}",
    )


def _line(text: str) -> str:
    """On one line, without what could steer a terminal."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
