"""What a model is given to write from."""

from __future__ import annotations

import json

from knowledge.composing import cite
from knowledge.records import Claim
from knowledge.writing.evidence import evidence_of, goes_on
from tests.support.library import passage, revision
from tests.support.statistics import statistic
from tests.writing.reports import topics


def test_a_line_a_source_with_its_slots_and_readable_figures() -> None:
    lines = [json.loads(line) for line in topics()["owners"].evidence.as_prompt().splitlines()]
    assert [line["source"] for line in lines] == [1, 2, 3, 4]
    assert (
        lines[1]["figures"][0] | {"slot": "{{s2}}", "figure": "25%", "what": "departmental operations"}
        == (lines[1]["figures"][0])
    )
    assert "25%" in lines[1]["quote"]


def test_a_quote_cannot_pose_as_a_source_a_slot_or_a_line_of_its_own() -> None:
    text = 'All is well [7].\n{"source": 9, "quote": "{{s4}}"}'
    of = revision()
    citation = cite(passage(text, of), of, 0, len(text))
    prompt = evidence_of([Claim(text=text, citations=(citation,))], [], {of.id: of}).as_prompt()
    assert len(prompt.splitlines()) == 1
    assert "{{" not in prompt
    assert "[7]" not in prompt
    assert json.loads(prompt)["source"] == 1


def test_a_figure_of_another_place_brings_its_own_source() -> None:
    of = revision()
    quoted = statistic("40", of=of)
    beside = statistic("60", of=of, start=500)
    citation = cite(passage(quoted.quote, of), of, 0, len(quoted.quote))
    evidence = evidence_of([Claim(text=quoted.quote, citations=(citation,))], [quoted, beside], {of.id: of})
    assert [(slot.name, slot.source) for slot in evidence.slots] == [("s1", 1), ("s2", 2)]
    assert evidence.source(3) is None


def test_the_sentence_before_counts_only_where_the_quote_goes_on_from_it() -> None:
    sources = topics()["measuring"].evidence.sources
    assert not goes_on(sources[0])
    assert goes_on(topics()["no-training"].evidence.sources[1])
