"""From a quoted answer to one in prose: a model writes, the firewall judges, and only what has passed comes out.

Whether there is an answer, and what it may rest on, was decided before and without a model. So nothing that the model
does can add evidence; and where it fails, is slow or may not be asked, the quoted answer is there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import structlog

from knowledge.composing import same_place
from knowledge.editions import Editions
from knowledge.errors import WriterUnavailable
from knowledge.ports import Catalogue, Embedder, Patience, Prompt, Reader, Reranker, Writer
from knowledge.records import Answer, Claim, Reason, Refusal, Sentence, Statistic
from knowledge.writing.echoes import Echoes
from knowledge.writing.evidence import Evidence, evidence_of
from knowledge.writing.firewall import Firewall, Judged
from knowledge.writing.prompts import answer_prompt
from knowledge.writing.sentences import Splitter

log = structlog.get_logger(__name__)

MOST_CLAIMS, NEAREST = 4, 3  # of an answer's record, and of a refusal's
MOST_SENTENCES = 12  # that are judged; whoever writes on has been told not to
QUOTED = "This is quoted from the reports: the model that writes answers can't be asked just now."
CUT_SHORT = "The answer was cut short; the rest is quoted from the reports."
NOTHING_LEFT = "I couldn't put an answer into words that the reports bear out; what they say of it stands below."


class Written(NamedTuple):
    """What came out, and the quoted answer that it was made from."""

    outcome: Answer | Refusal
    quoted: Answer | Refusal


class _Draft:
    """An answer under way: what has passed so far, and what became of every sentence."""

    def __init__(self, evidence: Evidence, prompt: Prompt, firewall: Firewall) -> None:
        self._firewall = firewall
        self._echoes = Echoes(prompt, [source.quote for source in evidence.sources])
        self.claims: list[Claim] = []
        self.sentences: list[Sentence] = []
        self.failed: str | None = None  # in a word; None: the model said all it wanted to

    @property
    def full(self) -> bool:
        return len(self.claims) == MOST_CLAIMS or len(self.sentences) == MOST_SENTENCES

    def take(self, written: str) -> Claim | None:
        """Judge a sentence; what may be shown of it."""
        judged = self._judged(written)
        said = Sentence(written=written, verdict=judged.verdict, reason=judged.reason)
        self.sentences.append(said)
        log.info("sentence", verdict=said.verdict, because=(said.reason or "").partition(":")[0] or None)
        if judged.claim is not None:
            self.claims.append(judged.claim)
        return judged.claim

    def _judged(self, written: str) -> Judged:
        if self._echoes.heard(written):
            return Judged(written=written, verdict="dropped", reason="foreign: its instructions")
        judged = self._firewall.judge(written)
        if judged.claim and any(judged.claim.text == claim.text for claim in self.claims):
            return Judged(written=written, verdict="dropped", reason="words: it was said before")
        return judged


class WrittenAnswers:
    """Puts quoted answers into prose. Safe to share between threads.

    Args:
        writer: writes; best one that keeps within bounds.
        patience: how long a person waits for it.
        catalogue: the texts that quotes stand in.
        embedder: lets words of a sentence stand for others that mean the same.
        reranker: and the reader: as the firewall takes them.
    """

    def __init__(
        self,
        writer: Writer,
        patience: Patience,
        catalogue: Catalogue,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._writer, self._patience = writer, patience
        self._catalogue, self._editions = catalogue, Editions(catalogue)
        self._models = embedder, reranker, reader

    def stream(self, quoted: Answer | Refusal) -> Generator[Claim | Written, None, None]:
        """Each sentence as soon as it has passed, and at the end the whole. What was refused stays refused."""
        if isinstance(quoted, Refusal):
            yield Written(quoted, quoted)
            return
        evidence = evidence_of(
            quoted.claims, quoted.statistics, self._editions.revisions(quoted.edition), self._catalogue.text
        )
        prompt = answer_prompt(quoted.question, evidence)
        draft = _Draft(evidence, prompt, Firewall(evidence, quoted.question, *self._models))
        for written in self._sentences(prompt, draft):
            claim = draft.take(written)
            if claim is not None:
                yield claim
            if draft.full:
                break
        yield Written(_outcome(quoted, draft), quoted)

    def _sentences(self, prompt: Prompt, draft: _Draft) -> Iterator[str]:
        """What the model writes, a sentence at a time; where it fails, the draft knows."""
        splitter = Splitter()
        try:
            with closing(self._writer.write(prompt, self._patience)) as pieces:
                for piece in pieces:
                    yield from splitter.feed(piece.text)
        except WriterUnavailable as error:
            log.warning("not written", because=error.kind, sentences=len(draft.sentences))
            draft.failed = error.kind
        else:
            yield from splitter.finish()


def last(stream: Iterator[Claim | Written], tell: Callable[[Claim], None]) -> Written:
    """What the stream ends with; each sentence is told as it comes."""
    for each in stream:
        if isinstance(each, Written):
            return each
        tell(each)
    raise AssertionError("a stream ends with the whole")


# -- what comes of it --------------------------------------------------------------------------------------------------


def _outcome(quoted: Answer, draft: _Draft) -> Answer | Refusal:
    sentences = tuple(draft.sentences)
    if draft.claims:
        cut = draft.failed is not None and len(draft.claims) < MOST_CLAIMS
        claims = _with_quotes(draft.claims, quoted.claims) if cut else draft.claims
        notes = (*quoted.notes, CUT_SHORT) if len(claims) > len(draft.claims) else quoted.notes
        statistics = _standing_in(claims, quoted.statistics)
        return quoted.model_copy(
            update={"claims": tuple(claims), "notes": notes, "statistics": statistics, "sentences": sentences}
        )
    if draft.failed or not sentences:
        return quoted.model_copy(update={"notes": (*quoted.notes, QUOTED), "sentences": sentences})
    return Refusal(
        question=quoted.question,
        reason=Reason.NOT_IN_REPORTS,
        detail=NOTHING_LEFT,
        nearest=quoted.claims[:NEAREST],
        notes=quoted.notes,
        edition=quoted.edition,
        sentences=sentences,
    )


def _with_quotes(claims: Sequence[Claim], quotes: Sequence[Claim]) -> list[Claim]:
    """The sentences that passed, then what is quoted from elsewhere than they cite."""
    cited = {citation for claim in claims for citation in claim.citations}
    left = [quote for quote in quotes if not cited & set(quote.citations) and not _said(quote, claims)]
    return [*claims, *left][:MOST_CLAIMS]


def _said(quote: Claim, claims: Sequence[Claim]) -> bool:
    return any(same_place(quote, claim) for claim in claims)


def _standing_in(claims: Sequence[Claim], statistics: Sequence[Statistic]) -> tuple[Statistic, ...]:
    """The figures of what is cited, and those of the same question."""
    places = [citation for claim in claims for citation in claim.citations]
    cited = [s for s in statistics if any(c.revision_id == s.revision_id and c.start <= s.at < c.end for c in places)]
    questions = {(s.revision_id, s.distribution) for s in cited if s.distribution}
    return tuple(s for s in statistics if s in cited or (s.revision_id, s.distribution) in questions)
