"""Verdicts as a person reads them, in a message and in a modal."""

from __future__ import annotations

import pytest

from bot.loopback.blockkit import problems
from bot.replies import VerificationReply
from bot.slack import ids
from bot.slack.blocks import message, verify_view
from knowledge.records import Judgement, Verdict, Verification
from tests.bot.parts import HALF, STATISTIC, citation
from tests.bot.slack.rendered import elements, read


def verdict(judgement: Judgement, claim: str = "Most firms keep a cat.") -> Verdict:
    known = judgement != Judgement.NOT_IN_REPORTS
    return Verdict(
        claim=claim,
        start=0,
        end=len(claim),
        judgement=judgement,
        statistics=(STATISTIC,) if known else (),
        citations=(citation(),) if known else (),
    )


def verified(*verdicts: Verdict) -> VerificationReply:
    return VerificationReply(Verification(text="said", verdicts=verdicts, edition=3), 41, "x1")


@pytest.mark.parametrize(
    ("judgement", "icon", "name"),
    [
        (Judgement.SUPPORTED, "✅", "Supported"),
        (Judgement.CONTRADICTED, "❌", "Contradicted"),
        (Judgement.DIFFERENT_BASE, "⚖️", "True of another base"),
        (Judgement.NOT_IN_REPORTS, "❔", "Not in the reports"),
    ],
)
def test_a_claim_has_its_verdict_as_icon_and_word(judgement: Judgement, icon: str, name: str) -> None:
    made = message(verified(verdict(judgement)))
    first = elements(made.blocks, "rich_text_section")[0]["elements"]
    assert "".join(part["text"] for part in first) == f"{icon}  {name}:  “Most firms keep a cat.”"
    assert f"{icon} {name}: “Most firms keep a cat.”" in made.text


def test_what_does_stand_there_is_shown_with_its_base_and_source() -> None:
    made = message(verified(verdict(Judgement.CONTRADICTED)))
    assert "The reports say: *48%*  firms that keep a cat · base: firms (n = 500) · 2025" in read(made.blocks)
    assert f"“{HALF}” [1]" in made.text
    assert [each["action_id"] for each in elements(made.blocks, "button")] == ["source:1"]


def test_several_claims_are_summed_up_the_worst_first_to_see() -> None:
    made = message(verified(verdict(Judgement.SUPPORTED), verdict(Judgement.CONTRADICTED, "All do.")))
    assert read(made.blocks).startswith("*2 claims: 1 supported, 1 contradicted*")


def test_of_many_claims_the_rest_has_a_line_each_and_unfolds() -> None:
    reply = verified(*(verdict(Judgement.SUPPORTED, f"Claim number {n}.") for n in range(60)))
    folded, unfolded = message(reply), message(reply, folded=False)
    assert "✅ Supported: “Claim number 20.”" in read(folded.blocks)
    assert "and 37 more" in read(folded.blocks)
    assert [each["action_id"] for each in elements(folded.blocks, "button")][-1] == ids.MORE
    assert [each["action_id"] for each in elements(unfolded.blocks, "button")][-1] == ids.LESS
    assert problems("message", {"text": folded.text, "blocks": list(folded.blocks)}) == []
    assert problems("message", {"text": unfolded.text, "blocks": list(unfolded.blocks)}) == []


def test_a_text_that_claims_nothing_says_what_to_write() -> None:
    made = message(verified())
    assert "write a sentence with a figure in it" in read(made.blocks)
    assert "write a sentence with a figure in it" in made.text


def test_a_claim_that_the_reports_dont_know_can_be_handed_on() -> None:
    made = message(verified(verdict(Judgement.NOT_IN_REPORTS)), person_button=True)
    assert [each["action_id"] for each in elements(made.blocks, "button")] == [ids.ASK_PERSON]


def test_a_modal_shows_the_same_without_what_modals_dont_take() -> None:
    view = verify_view(verified(*(verdict(Judgement.CONTRADICTED, f"Claim number {n}.") for n in range(40))))
    assert problems("modal", view) == []
    assert view["callback_id"] == ids.VERIFY_MODAL
    assert "Contradicted" in read(view["blocks"])
    assert not {ids.MORE, ids.LESS} & {each["action_id"] for each in elements(view, "button")}
