"""Claims that state no figure: which option of a question is the commonest, or what a passage says in so many words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from knowledge import scope as scopes
from knowledge.composing import cite
from knowledge.editions import Snapshot
from knowledge.fitting import naming
from knowledge.ports import Ranked, Reader
from knowledge.records import Citation, Judgement, Revision, Statistic
from knowledge.verification.changes import Decision
from knowledge.verification.claims import Said
from knowledge.verification.clauses import sentence_around
from knowledge.verification.contrasts import contrasts, negations
from knowledge.verification.evidence import Evidence, Finder, View, meant
from knowledge.verification.phrases import extreme_of
from knowledge.verification.populations import base_words
from knowledge.verification.wording import is_name
from knowledge.words import content_words, stem, tokens

Options = Callable[[Statistic, int], Sequence[Statistic]]  # all options of its question, in an edition
Retrieve = Callable[[str, Collection[str] | None, Snapshot], Sequence[tuple[Ranked, Citation]]]

PASSAGES = 3
VERBATIM = 0.7  # of a claim's words that must stand in a passage as they are; for the others a like word will do
ALIKE = 0.6  # cosine from which a word is like another
LEAST_SCORE = 2.0  # the cross-encoder's logit below which a passage doesn't say it
LEAST_WORDS = 3
MAJORITY = 50
AHEAD = 2.0  # logits by which one option must fit a claim better than the next, where none is named outright


class Unfigured:
    """Decides on claims without a figure. A passage must say all of it; reading between the lines is not for code."""

    def __init__(self, options: Options, finder: Finder, retrieve: Retrieve, reader: Reader) -> None:
        self._options = options
        self._finder = finder
        self._retrieve = retrieve
        self._reader = reader

    def decide(self, said: Said, library: View, floor: float) -> Decision:
        """The judgement of a claim: by the ranking of a question's options, else by what a passage says."""
        if said.extreme and (ranked := self._by_ranking(said, library, floor)):
            return ranked
        return self._by_passage(said, library)

    # -- rankings --------------------------------------------------------------------------------------------------
    def _by_ranking(self, said: Said, library: View, floor: float) -> Decision | None:
        found = self._finder.find(said, library)
        near = (each.statistic for each in found if each.score >= floor and each.statistic.unit == "percent")
        best = next((statistic for statistic in near if statistic.distribution), None)
        options = (
            [each for each in self._options(best, library.edition_id) if each.unit == "percent" and not each.upper]
            if best
            else []
        )
        if len(options) < 2:
            return None
        evidence = self._finder.ranked(said, options, library.revisions)
        named = naming(scopes.read(said.asked), options)
        claimed = next((each for each in evidence if named and each.statistic.id == named.id), evidence[0])
        if named is None and evidence[0].score - evidence[1].score < AHEAD:
            return None
        if claimed.score < floor or not meant(claimed.years, said.years) or _is_strange(said, claimed):
            return None
        return _ranking(said, claimed, evidence)

    # -- passages --------------------------------------------------------------------------------------------------
    def _by_passage(self, said: Said, library: View) -> Decision:
        words = content_words(said.asked)
        if len(words) >= LEAST_WORDS:
            for ranked, citation in self._retrieve(said.text, library.document_ids, library.snapshot)[:PASSAGES]:
                revision = library.revisions[citation.revision_id]
                start, end = _sentence(words, ranked.passage.text)
                if self._says(said, words, ranked, ranked.passage.text[start:end], revision):
                    cited = cite(ranked.passage, revision, start, end)
                    return Decision(Judgement.SUPPORTED, citations=(cited,), notes=("In the words of a passage.",))
        return Decision(Judgement.NOT_IN_REPORTS)

    def _says(self, said: Said, words: Sequence[str], ranked: Ranked, text: str, revision: Revision) -> bool:
        heading = ranked.passage.headings[-1] if ranked.passage.headings else ""
        known = {stem(word) for word in tokens(f"{text} {heading} {revision.title}")}
        absent = [word for word in words if stem(word) not in known]
        if ranked.score < LEAST_SCORE or len(absent) > (1 - VERBATIM) * len(words):
            return False
        if said.extreme and not _extremes(said.text) <= _extremes(text):
            return False
        if any(is_name(word) or word[0].isdigit() or contrasts(word, known) for word in absent):
            return False
        if min(self._finder.likeness(absent, content_words(text)), default=1.0) < ALIKE:
            return False
        if bool(negations(said.asked)) != bool(negations(text)) or not meant(revision.period, said.years):
            return False
        return self._reader.read(said.text, [ranked]).probability >= self._reader.threshold


def _extremes(text: str) -> set[str]:
    """The words of a text that put something before everything else."""
    return {word.lower() for word in tokens(text) if extreme_of(word) or word.lower() == "most"}


def _sentence(words: Sequence[str], text: str) -> tuple[int, int]:
    """Where the sentence stands that has the most of the words."""
    roots = {stem(word) for word in words}
    spans = dict.fromkeys(sentence_around(text, found.start(), found.end()) for found in re.finditer(r"\w+", text))
    best = max(spans, key=lambda span: len(roots & {stem(word) for word in tokens(text[slice(*span)])}))
    return best[0], best[0] + len(text[slice(*best)].rstrip())


def _is_strange(said: Said, evidence: Evidence) -> bool:
    """Whether the claim speaks of somebody or something that the question's options don't."""
    words = content_words(said.asked)
    base = set(base_words(said))
    return any(word in base for word in evidence.missing) or 2 * len(evidence.missing) > len(words)


def _ranking(said: Said, claimed: Evidence, options: Sequence[Evidence]) -> Decision:
    least = said.extreme == "least"
    ordered = sorted(options, key=lambda each: each.statistic.value if least else -each.statistic.value)
    first = ordered[0]
    place = f"“{_label(first.statistic)}” comes {'last' if least else 'first'}, with {first.statistic.as_written}."
    if claimed.statistic.value != first.statistic.value:
        return Decision(Judgement.CONTRADICTED, (first, claimed), (place,))
    if said.majority and claimed.statistic.value <= MAJORITY:
        return Decision(Judgement.CONTRADICTED, (claimed,), (f"{place} That is no majority.",))
    return Decision(Judgement.SUPPORTED, (claimed,), (place,))


def _label(statistic: Statistic) -> str:
    return statistic.option or statistic.measure
