"""What catalogues say of editions that can't be had: the database and the fake say it in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.errors import EditionChanged, NothingStaged


def not_kept(edition_id: int, kept: Sequence[int]) -> str:
    """Of an edition that can't be read; ``kept`` are those that can, ascending."""
    if not kept:
        return f"There is no edition {edition_id}: nothing has been published yet."
    numbers = ", ".join(map(str, kept))
    return f"There is no edition {edition_id}, or it is no longer kept: choose one of {numbers}."


def changed_meanwhile(published: int) -> EditionChanged:
    """Of what was made from an edition that isn't the published one any more."""
    return EditionChanged(
        f"Edition {published} was published since this one was staged: look at `footnote review` again, then approve."
    )


def nothing_open(another: bool) -> NothingStaged:
    """Of a staged edition that can't be published or discarded; ``another``: a later one took its place."""
    if another:
        return NothingStaged("This staged edition was replaced by a later one: look at `footnote review` again.")
    return NothingStaged("No edition waits for a review: stage one with `footnote ingest --review`.")
