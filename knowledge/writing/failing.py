"""Why a sentence may not be shown."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """What was wrong with a sentence, in one word for the log."""

    FOREIGN = "foreign"  # a link, a mention, markup, an instruction
    UNCITED = "uncited"  # no citation, or none that supports it
    FIGURE = "figure"
    QUALIFIER = "qualifier"
    YEAR = "year"
    MEASURE = "measure"  # the figure is of another option, group or thing
    BASE = "base"
    ATTRIBUTION = "attribution"
    NEGATION = "negation"
    DIRECTION = "direction"
    COMPARISON = "comparison"
    MODALITY = "modality"
    CAUSE = "cause"
    WORDS = "words"  # it says what no cited quote says


class Unsupported(Exception):
    """A sentence isn't what its sources say."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
