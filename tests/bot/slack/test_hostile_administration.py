"""Whatever stands in reports, names and reasons: Slack takes what administrators are shown, and it does no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.loopback.blockkit import problems
from bot.replies import (
    ActReply,
    ActsReply,
    ChecksReply,
    ConfirmReply,
    ContentState,
    DoctorReply,
    EditionsReply,
    Finding,
    HomeReply,
    IngestReply,
    Kept,
    ReingestReply,
    Reply,
    ReviewReply,
    RunReply,
    SourceAddedReply,
    SourceRemovedReply,
    SourcesReply,
    UploadReply,
)
from bot.slack import limits
from bot.slack.blocks import Underway, discard_view, home_view, message, progress, review_view, rollback_view
from bot.slack.blocks.administration import outcome_view
from ingest.reingest import Check, RunReport
from ingest.report import Failure, IngestReport
from ingest.review import Caution, DocumentChange, FactChange, Flip, GoldenReview, Review
from knowledge.history import Act, EditionSummary, StagedEdition
from knowledge.runs import HowFar, Run, Start
from knowledge.sources import Details, Look, Source, Trouble
from tests.bot.slack.rendered import EDITION, NOON, Maker, harm, read, shown

SEEDS = range(12)
BY = "U0BY"
OURS = re.compile(r"<!date\^\d+\^[^|<>]+\|[^|<>]+>|<@U0BY>")


class Administered(Maker):
    """Replies for administrators, out of the same texts."""

    def by(self) -> str:
        return self.random.choice((BY, "the schedule", self.text(300)))

    def run(self, **more: Any) -> Run:
        start = Start(
            kind=self.random.choice(("ingest", "reingest")), by=self.by(), at=NOON, host="h", process=1,
            what=tuple(self.text(400) for _ in self.many(30)), publish=False,
        )  # fmt: skip
        return Run(id=self.random.randrange(1, 10**6), start=start, how_far=self.far(), seen_at=NOON, **more)

    def ended(self) -> Run:
        how = self.random.choice(("done", "failed", "cancelled", "interrupted"))
        return self.run(ended=how, ended_at=NOON, outcome=self.text(900), cancelled_by=self.by())

    def far(self) -> HowFar:
        return HowFar(
            documents=self.random.randrange(20),
            of_documents=self.random.choice((None, 0, 20)),
            current=self.random.choice((None, self.text(500))),
            embedded=self.random.randrange(1_000),
            to_embed=self.random.choice((0, 100_000)),
        )

    def registered(self, at: int = 1) -> Source:
        trouble = Trouble(
            since=NOON, reason=self.text(900), tries=3, next_try=self.random.choice((None, NOON + timedelta(hours=1)))
        )
        look = Look(at=NOON, documents=3, unread=1, trouble=self.random.choice((None, trouble)))
        details = Details(
            title=self.random.choice((None, self.text(300))), publisher=self.text(300), schedule="every 6h",
            period=(2024,),
        )  # fmt: skip
        return Source(
            id=at, kind=self.random.choice(("file", "url", "upload")), place=self.text(400), uri=f"u{at}",
            details=details, added_at=NOON, added_by=self.by(), last=self.random.choice((None, look)), changed_at=NOON,
            removed_at=self.random.choice((None, None, NOON)),
        )  # fmt: skip

    def staged(self) -> StagedEdition:
        return StagedEdition(
            id=7, revision_ids=("r0",), against=self.random.choice((None, 3)), by=self.by(), at=NOON,
            review=self.review().model_dump_json(),
        )  # fmt: skip

    def review(self) -> Review:
        documents = tuple(
            DocumentChange(
                kind=self.random.choice(("added", "removed", "changed", "renamed")), name=f"{at} {self.text(300)}",
                title=self.text(400), facts_added=90, facts_removed=2, facts_changed=3, passages_added=4,
            )
            for at in self.many(60)
        )  # fmt: skip
        facts = tuple(
            self.fact(documents[at % len(documents)].name, at) for at in (self.many(60) if documents else range(0))
        )
        cautions = tuple(Caution(kind="shrunk", document="d", sentence=self.text(700)) for _ in self.many(40))
        flips = tuple(
            Flip(
                id=str(at), question=self.text(400), wanted=self.text(300), before=self.text(700), after=self.text(700),
                mended=self.random.random() < 0.5,
            )
            for at in self.many(20)
        )  # fmt: skip
        golden = GoldenReview(
            questions=30, right=20, flips=flips, problem=self.random.choice((None, self.text(400)))
        )  # fmt: skip
        return Review(
            documents=documents, facts=facts, cautions=cautions, golden=self.random.choice((None, golden))
        )  # fmt: skip

    def fact(self, document: str, at: int) -> FactChange:
        kind = self.random.choice(("added", "removed", "changed"))
        old = self.statistic(at) if kind != "added" else None
        new = self.statistic(at + 500) if kind != "removed" else None
        fields = ("value", "base", "period", "attribution") if kind == "changed" else ()
        return FactChange(kind=kind, document=document, old=old, new=new, fields=fields)

    def report(self) -> RunReport:
        names = tuple(self.text(300) for _ in self.many(60))
        what = IngestReport(
            added=names, changed=names, discarded=names, failed=tuple(self.failure() for _ in self.many(40)),
            edition=EDITION, staged=self.random.choice((None, self.staged())), replaced=True,
        )  # fmt: skip
        sources = tuple(self.registered(at) for at in range(1, 6))
        return RunReport(run=self.run(), report=what, sources=sources, parked=sources, not_modified=2)

    def failure(self) -> Failure:
        return Failure("x", self.text(700))

    def summary(self, at: int) -> EditionSummary:
        return EditionSummary(
            id=at, published_at=NOON, published_by=self.by(), why=self.random.choice(("", self.text(800))), documents=3,
            passages=4_000, statistics=50, kept=at % 3 > 0,
        )  # fmt: skip

    def confirm(self) -> ConfirmReply:
        return ConfirmReply(self.text(900), 3)

    def reviewed(self) -> ReviewReply:
        staged = self.staged()
        return ReviewReply(staged, Review.model_validate_json(staged.review))

    def administered(self) -> Iterator[Reply]:
        report = self.report()
        yield IngestReply(report.report)
        yield ReingestReply(report)
        yield from (RunReply(self.run()), RunReply(self.run(cancelled_by=self.by())), RunReply(self.ended()))
        kept = tuple(Kept(self.text(300), self.random.choice((None, self.text(400))), True) for _ in range(5))
        yield from (UploadReply(kept, report), UploadReply(kept, run=self.run()), UploadReply(kept, run=self.ended()))
        yield UploadReply(kept)
        listed = tuple((self.registered(at), self.random.choice((None, NOON))) for at in range(1, 40))
        yield from (SourcesReply(listed, self.run()), SourcesReply((), None))
        yield SourceAddedReply(self.registered(), known=True)
        yield SourceRemovedReply(self.registered(), tuple(self.revision(at) for at in self.many(30)))
        names = tuple(self.text(200) for _ in self.many(20))
        checks = [
            Check(
                source=self.registered(),
                problem=self.random.choice((None, self.text(500))),
                changed=names,
                unread=names,
            )
            for _ in self.many(30)
        ]
        yield ChecksReply(tuple(checks))
        yield self.reviewed()
        yield ReviewReply(None, None)
        yield EditionsReply(tuple(self.summary(at) for at in range(40, 0, -1)), 40)
        yield from (ActReply(self.text(2_000), 4, 3), self.confirm())
        yield ActsReply(
            tuple(
                Act(at=NOON, who=self.by(), what="roll back", edition=-3, detail=self.text(900)) for _ in self.many(90)
            )
        )
        yield DoctorReply(tuple(Finding(self.text(90), self.text(600), wrong=at % 2 == 0) for at in range(60)))


def harms(payload: Any) -> list[str]:
    return [f"{text[:60]!r} {each}" for kind, text in shown(payload) for each in harm(OURS.sub("", text), kind)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_message_to_administrators_is_taken_by_slack_and_does_no_harm(seed: int) -> None:
    for reply in Administered(seed).administered():
        made = message(reply)
        payload = {"text": made.text, "blocks": list(made.blocks)}
        assert problems("message", payload) == [], type(reply).__name__
        assert harms(made.blocks) == [], type(reply).__name__
        assert harm(OURS.sub("", made.text)) == [], type(reply).__name__
        assert 0 < limits.length(made.text) <= limits.UPDATE_TEXT


@pytest.mark.parametrize("seed", SEEDS)
def test_progress_is_taken_by_slack_and_does_no_harm(seed: int) -> None:
    maker = Administered(seed)
    for _ in range(5):
        made = progress(Underway(maker.run(), maker.far(), maker.text(400)))
        assert problems("message", {"text": made.text, "blocks": list(made.blocks)}) == []
        assert harms(made.blocks) + harm(OURS.sub("", made.text)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_page_of_a_review_is_taken_by_slack_and_does_no_harm(seed: int) -> None:
    maker = Administered(seed)
    reply = maker.reviewed()
    page, pages = 1, 1
    while page <= pages:
        view = review_view(reply, page, "C0ADMINS,1700000000.000100", 7)
        title = view["title"]["text"]
        pages = int(title.rpartition(" ")[2]) if " of " in title else 1
        assert problems("modal", view) == []
        assert harms(view) == []
        assert "|7|" in view["private_metadata"]
        page += 1
    assert reply.review
    assert pages == 1 + -(-len(reply.review.facts) // 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fact_of_a_review_stands_on_one_of_its_pages(seed: int) -> None:
    plain = Administered(seed, texts=tuple(f"words{at}" for at in range(5)))
    reply = plain.reviewed()
    assert reply.review
    pages = 1 + -(-len(reply.review.facts) // 8)
    seen = "\n".join(read(review_view(reply, page, "")["blocks"]) for page in range(1, pages + 1))
    for fact in reply.review.facts:
        for statistic in (fact.old, fact.new):
            assert statistic is None or statistic.as_written[:40] in seen.replace("\n", "")


@pytest.mark.parametrize("seed", SEEDS)
def test_forms_outcomes_and_home_are_taken_by_slack(seed: int) -> None:
    maker = Administered(seed)
    for view in (
        discard_view(7, "C0ADMINS,1.2"),
        rollback_view(maker.confirm(), "C0ADMINS,1.2", maker.text(900)),
        outcome_view("Review", ActReply(maker.text(2_000), 4, 3)),
    ):
        assert problems("modal", view) == []
        assert harms([each for each in view["blocks"] if each["type"] != "input"]) == []
    content = ContentState(
        maker.status(),
        tuple(maker.exchange(at) for at in maker.many(25)),
        maker.random.choice((None, maker.run())),
        maker.random.choice((None, maker.staged())),
        tuple(maker.summary(at) for at in range(4, 0, -1)),
        maker.random.choice((0, 3)),
    )
    view = home_view(HomeReply(EDITION, maker.documents().revisions, (), (), content))
    assert problems("home", view) == []
    assert harms(view) == []


def test_progress_counts_reading_and_embedding_alike() -> None:
    run = Administered(1).run()
    shares = [
        Underway(run, HowFar(**far)).share
        for far in (
            {},
            {"of_documents": 10},
            {"documents": 5, "of_documents": 10},
            {"documents": 10, "of_documents": 10, "embedded": 0, "to_embed": 100},
            {"documents": 10, "of_documents": 10, "embedded": 100, "to_embed": 100},
        )
    ]
    assert shares == [0, 0, 0.25, 0.5, 1]


def test_there_is_a_message_for_each_of_these_replies_and_none_for_what_is_no_reply() -> None:
    with pytest.raises(TypeError, match="is no message"):
        message(Path("x"))  # type: ignore[arg-type]
