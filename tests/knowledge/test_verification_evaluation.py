"""Claims whose verdicts are known: what the file must hold, and how what comes back is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge.errors import InvalidQuestions
from knowledge.records import Citation, Judgement, Verdict, Verification
from knowledge.verification.claims import claims
from knowledge.verification.evaluation import KnownClaim, judged, parse_claims, tallies

KNOWN = parse_claims((Path(__file__).parents[1] / "questions" / "claims.json").read_text("utf-8"))
CITED = Citation(revision_id="r", document="d", title="t", quote="q", start=0, end=1)


def verification(*judgements: Judgement) -> Verification:
    verdicts = [Verdict(claim="c", start=0, end=1, judgement=each, citations=(CITED,)) for each in judgements]
    return Verification(text="c", verdicts=tuple(verdicts), edition=1)


def known(kind: str, verdict: str | None = None, **more: object) -> KnownClaim:
    return KnownClaim.model_validate({"id": "1", "set": "tune", "kind": kind, "claim": "c", "verdict": verdict} | more)


def test_there_are_enough_claims_of_each_kind_and_some_are_kept_apart() -> None:
    counted = Counter(each.kind for each in KNOWN)
    assert counted["true"] >= 60
    assert min(counted[kind] for kind in ("figure", "base", "year", "qualifier")) >= 12
    assert counted["text"] >= 10
    kept = Counter(each.kind for each in KNOWN if each.set == "check")
    assert min(kept["true"] - 22, *(kept[kind] for kind in ("figure", "base", "year", "qualifier"))) >= 8


def test_no_claim_stands_twice() -> None:
    assert len({each.id for each in KNOWN}) == len({each.claim for each in KNOWN}) == len(KNOWN)


@pytest.mark.parametrize("each", [each for each in KNOWN if each.kind == "text"], ids=lambda each: each.id)
def test_a_text_is_taken_apart_into_as_many_claims_as_have_verdicts(each: KnownClaim) -> None:
    assert len(claims(each.claim)) == len(each.verdicts)


@pytest.mark.parametrize("each", [each for each in KNOWN if each.kind != "text"], ids=lambda each: each.id)
def test_a_single_claim_stays_one(each: KnownClaim) -> None:
    assert len(claims(each.claim)) == 1


def test_a_text_is_right_only_if_each_of_its_claims_is() -> None:
    text = known("text", verdicts=["supported", "contradicted"])
    assert judged(text, verification(Judgement.SUPPORTED, Judgement.CONTRADICTED)).right
    assert not judged(text, verification(Judgement.SUPPORTED, Judgement.SUPPORTED)).right


def test_another_verdict_may_be_as_right() -> None:
    claim = known("year", "contradicted", also=["not_in_reports"])
    assert judged(claim, verification(Judgement.NOT_IN_REPORTS)).right
    assert not judged(claim, verification(Judgement.DIFFERENT_BASE)).right


def test_it_is_counted_by_kind() -> None:
    outcomes = [judged(known("true", "supported"), verification(each)) for each in Judgement]
    assert tallies(outcomes) == [("true", 4, 1, 1)]


def test_a_file_that_does_not_hold_claims_is_refused_with_the_number() -> None:
    with pytest.raises(InvalidQuestions, match="claim 0"):
        parse_claims('[{"id": "1"}]')
