"""What the firewall makes of lies and of honest sentences, counted by kind."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from knowledge.ports import Embedder
from knowledge.writing.firewall import Firewall
from tests.writing.lies import MUST_NOT_LEAVE, lies_from
from tests.writing.reports import CASES, topics


@dataclass
class Measured:
    """Counts, and the sentences that went wrong."""

    made: Counter[str] = field(default_factory=Counter)
    leaked: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    honest: int = 0
    passed: int = 0
    refused: list[str] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)

    @property
    def others_caught(self) -> float:
        """The share caught of the lies that are no false figure, year or citation."""
        others = [kind for kind in self.made if kind not in MUST_NOT_LEAVE]
        return 1 - sum(self.leaked[kind] for kind in others) / max(1, sum(self.made[kind] for kind in others))

    @property
    def median_ms(self) -> float:
        """Of judging an honest sentence."""
        return 1000 * statistics.median(self.took_s)


def measured(sets: Collection[str], embedder: Embedder | None = None, every: int = 1) -> Measured:
    """What becomes of the honest sentences of these sets, and of every so-manieth lie about them."""
    cases = json.loads(CASES.read_text("utf-8"))
    swaps = {topic["id"]: topic["swaps"] for topic in cases["topics"]}
    known, count, number = topics(), Measured(), 0
    for case in cases["honest"]:
        topic = known[case["topic"]]
        if topic.set not in sets:
            continue
        began = time.perf_counter()
        judged = Firewall(topic.evidence, topic.question, embedder).judge(case["text"])
        count.took_s.append(time.perf_counter() - began)
        count.honest += 1
        count.passed += judged.verdict == "passed"
        if judged.verdict != "passed":
            count.refused.append(f"{judged.verdict}, {judged.reason}: {case['text']}")
        for lie in lies_from(case["id"], topic.id, case["text"], topic.evidence, swaps[topic.id]):
            number += 1
            if number % every:
                continue
            count.made[lie.kind] += 1
            if Firewall(topic.evidence, topic.question, embedder).judge(lie.text).verdict == "passed":
                count.leaked[lie.kind] += 1
                count.leaks.append(f"{lie.kind}: {lie.text}")
    return count
