"""Evidence as the product makes it: the repository's own documents, read, split and searched by its rules."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ingest.blocks import Metadata
from ingest.reading import fingerprint_of, read_whole
from ingest.settings import IngestSettings
from ingest.sources import discover, load
from ingest.staging import Staged
from knowledge.composing import cite
from knowledge.records import Claim, Passage
from knowledge.verification.clauses import sentence_around
from knowledge.writing.evidence import Evidence, evidence_of

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ROOT / "knowledge" / "starter",
    ROOT / "tests" / "questions" / "docs",
    ROOT / "tests" / "questions" / "family",
)
CASES = Path(__file__).with_name("cases.json")


class Topic(NamedTuple):
    """What an answer is given about: a question, and the sentences that a quoted answer would have."""

    id: str
    set: str
    question: str
    evidence: Evidence


@lru_cache(maxsize=32)
def read(name: str) -> Staged:
    """A document of the repository, as an ingest makes it."""
    path = next(folder / name for folder in FOLDERS if (folder / name).exists())
    settings = IngestSettings()
    found = discover([str(path)], settings).found[0]
    loaded = load(found, settings)
    return read_whole(found, loaded, Metadata(), fingerprint_of(found, loaded, Metadata()), settings)


@lru_cache(maxsize=1)
def topics() -> dict[str, Topic]:
    """The topics of the cases, by id."""
    return {
        each["id"]: Topic(each["id"], each["set"], each["question"], _evidence(each["quotes"]))
        for each in json.loads(CASES.read_text("utf-8"))["topics"]
    }


def _evidence(quotes: list[list[str]]) -> Evidence:
    """Evidence of quotes, each a document's name and how the sentence (or, after a “+”, the passage) begins."""
    claims, statistics, revisions, texts = [], [], {}, {}
    for name, begins in quotes:
        staged = read(name)
        claim = _claim(staged, begins)
        citation = claim.citations[0]
        claims.append(claim)
        statistics += [s for s in staged.statistics if citation.start <= s.at < citation.end]
        revisions[staged.revision.id] = staged.revision
        texts[staged.revision.id] = staged.text
    return evidence_of(claims, statistics, revisions, texts.__getitem__)


def _claim(staged: Staged, begins: str) -> Claim:
    wanted = begins.removeprefix("+")
    holding = [passage for passage in staged.passages if wanted in passage.text]
    if not holding:
        raise ValueError(f"{wanted!r} stands in no passage of {staged.revision.document.name}")
    passage = min(holding, key=lambda each: each.text.index(wanted))
    start, end = (0, len(passage.text)) if begins.startswith("+") else _sentence(passage, wanted)
    citation = cite(passage, staged.revision, start, end)
    return Claim(text=citation.quote, citations=(citation,))


def _sentence(passage: Passage, wanted: str) -> tuple[int, int]:
    at = passage.text.index(wanted)
    if passage.kind != "prose":
        start = passage.text.rfind("\n", 0, at) + 1
        end = passage.text.find("\n", at)
        return start, len(passage.text) if end < 0 else end
    start, end = sentence_around(passage.text, at, at + len(wanted))
    return start, start + len(passage.text[start:end].rstrip())
