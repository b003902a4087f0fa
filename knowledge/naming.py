"""Questions that ask for a statistic by a name that a findings file gives it. Pure.

Whoever writes a findings file says by which names its figures are asked for. A question that has such a name, and
otherwise only words that stand beside it, is about that figure, however little the sentence is worded like it.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.records import Passage, Statistic
from knowledge.scope import Scope
from knowledge.verification.wording import known_in, stands
from knowledge.words import content_words, stem, tokens

LEAST_WORDS = 2  # of a name: "ownership" alone is in too many questions


def asks_by_name(scope: Scope, statistics: Iterable[Statistic], passage: Passage) -> bool:
    """Whether a question names a statistic, and all of its other words stand in the passage or its context."""
    known = known_in(passage.in_context)
    if not all(stands(word, known) for word in scope.words):
        return False
    asked = {stem(word) for word in tokens(scope.question)}
    names = (name for each in statistics if each.origin == "findings" for name in (each.distribution, *each.aliases))
    return any(_has(asked, name) for name in names if name)


def _has(asked: set[str], name: str) -> bool:
    own = {stem(word) for word in content_words(name)}
    return len(own) >= LEAST_WORDS and own <= asked
