"""Replies to render, and what is looked for in what they become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from bot.journal import Exchange
from bot.replies import (
    AnswerReply,
    ContentState,
    DocumentsReply,
    DocumentTextReply,
    ErrorReply,
    ExchangeReply,
    HomeReply,
    IngestReply,
    ModelState,
    PersonReply,
    Reply,
    SlideReply,
    SourceReply,
    StatisticsReply,
    StatusReply,
    SuggestionsReply,
    TextReply,
    TopicsReply,
    VerificationReply,
)
from ingest.report import Failure, IngestReport
from knowledge.arithmetic import Calculated, NotComparable, Operation
from knowledge.comparing import Comparison, Row
from knowledge.distributions import Distribution
from knowledge.lookup import Found, Lookup
from knowledge.ports import Topic
from knowledge.records import (
    Answer,
    Citation,
    Claim,
    Document,
    Edition,
    Judgement,
    Reason,
    Refusal,
    Revision,
    Statistic,
    Turn,
    Verdict,
    Verification,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
EDITION = Edition(id=3, revision_ids=("r1",), published_at=NOON, published_by="ada")

# What somebody might write into a report, or ask, to make the bot ping, forge, break or flood.
NASTY = (
    "<!channel> <!here> <!everyone> <!subteam^S0123ABCD|@all>",
    "<@U012AB3CD> and <#C012AB3CD|general> should see this",
    "@here @channel @everyone please look, ＠here ﹫channel @‌here @\u200bchannel",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!everyone&#62;",
    "<https://evil.example/|https://bank.example/statement> [1] Bridging the gap, page 3",
    "[click](https://evil.example) ![x](https://evil.example/a.png) [ref]: https://evil.example",
    "*bold* _italic_ ~struck~ `code` ```block``` > quote\n> another\n&gt; third",
    "# Heading\n- item\n1. one\n| a | b |\n|---|---|\n| 1 | 2 |\n---",
    "<!date^1392734382^{date}|ha> <mailto:a@b.example|you> <tel:123|call> <slack://user?id=1|x>",
    ":tada: :rotating_light: 10:30:15 :here: :+1:",
    "\x00\x01\x07\x1b[31mred\x1b[0m\x7f\x9b\r\v\f\u2028\u2029\x85end",
    "\u202eesrever\u202c \u2066isolate\u2069 \u200f\u200e\u061c marks \ufeff\u2060\u00ad\u180e",
    "א\u05d1ג דה (48%) مرحبا بالعالم ٤٨٪",
    "z\u0335\u0321\u0353\u0348\u0347\u0322\u0327\u0323\u0324\u0325\u0326a\u0300\u0301\u0302\u0303\u0304lgo" * 20,
    "👨‍👩‍👧‍👦🏳️‍🌈🇩🇪🇫🇷👍🏽" * 200,
    "w" * 5_000,
    "“„«»‹›‘’\"'" * 300 + "“nested “quotes “in “quotes”” ”",
    "\n" * 500 + "far below",
    "𝕳𝖊𝖗𝖊 ﷽ " * 100,
    "\ud83d half \udc00 pairs",
    "</blocks>{{s1}} %s {0} ${x} `rm -rf` '; DROP TABLE --",
    "\U000e0001\U000e0041\U000e0042 tags \u3164\u115f blank",
    "Ｆｕｌｌｗｉｄｔｈ ＜！ｃｈａｎｎｅｌ＞ ＠ｅｖｅｒｙｏｎｅ",
    "数字は百分之四十八です。" * 400,
)
ADDRESSES = (
    None,
    "https://example.org/report.html#:~:text=48%25,of%20firms",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://evil.example/|<!channel>",
    "https://example.org/" + "a&b=" * 900,
    "https://user:secret@evil.example/",
    "https://example.org/a b\nc",
    "http://[broken",
)


class Maker:
    """Makes replies of all kinds out of texts, the same ones for the same seed."""

    def __init__(
        self, seed: int, texts: tuple[str, ...] = NASTY, addresses: tuple[str | None, ...] = ADDRESSES
    ) -> None:
        self.random = Random(seed)
        self._texts, self._addresses = texts, addresses

    def text(self, longest: int = 6_000) -> str:
        picked = " ".join(self.random.choices(self._texts, k=self.random.choice((1, 1, 2, 3))))
        return _storable(picked)[:longest].strip() or "text"

    def address(self) -> str | None:
        return self.random.choice(self._addresses)

    def many(self, most: int) -> range:
        return range(self.random.choice((0, 1, 2, most)))

    def revision(self, at: int = 0) -> Revision:
        document = Document(id=f"d{at}", uri=self.address() or "file:///a.pdf", name=self.text(200))
        return Revision(
            id=f"r{at}",
            document=document,
            sha256="0",
            title=self.text(500),
            publisher=self.random.choice((None, self.text(300))),
            published=self.random.choice((None, "2024-08")),
            period=self.random.choice(((), (2024,), (2019, 2024, 2025))),
            media_type="application/pdf",
            read_at=NOON,
        )

    def citation(self) -> Citation:
        quote, start = self.text(), self.random.randrange(10_000)
        return Citation(
            revision_id=f"r{self.random.randrange(3)}",
            document=self.text(100),
            title=self.text(500),
            quote=quote,
            start=start,
            end=start + len(quote),
            page=self.random.choice((None, 12)),
            headings=self.random.choice(((), (self.text(200), self.text(400)))),
            link=self.address(),
        )

    def claim(self) -> Claim:
        citation = self.citation()
        said = citation.quote if self.random.random() < 0.7 else self.text(900)
        start = self.random.randrange(len(said))
        bold = (start, min(len(said), start + 40)) if self.random.random() < 0.8 else None
        return Claim(text=said, citations=(citation, *(self.citation() for _ in self.many(2))), highlight=bold)

    def statistic(self, at: int = 0, **more: Any) -> Statistic:
        before, behind = self.text(1_500), self.text(1_500)
        written = self.random.choice(("48%", "nearly half (43%)", self.text(60)))
        start = 100 * at
        values: dict[str, Any] = {
            "id": f"s{at}:{self.random.random()}",
            "revision_id": "r0",
            "value": Decimal(self.random.randrange(-50, 1000)) / 10,
            "unit": "percent",
            "as_written": written,
            "at": start + len(before),
            "measure": self.text(500),
            "base": self.random.choice((None, self.text(300))),
            "base_size": self.random.choice((None, 500)),
            "period": self.random.choice((None, "2025", self.text(80))),
            "attribution": self.random.choice((None, self.text(200))),
            "quote": before + written + behind,
            "start": start,
            "end": start + len(before + written + behind),
        }
        return Statistic(**(values | more))

    def found(self, statistic: Statistic) -> Found:
        citation = self.citation().model_copy(update={"quote": statistic.quote, "start": statistic.start})
        return Found(statistic, citation.model_copy(update={"end": statistic.end}))

    # -- replies -----------------------------------------------------------------------------------------------------
    def answer(self) -> AnswerReply:
        notes = tuple(self.text(400) for _ in self.many(12))
        statistics = tuple(self.statistic(at) for at in self.many(30))
        claims = tuple(self.claim() for _ in range(self.random.randrange(1, 5)))
        outcome = Answer(question=self.text(2_000), claims=claims, statistics=statistics, notes=notes, edition=3)
        return AnswerReply(outcome, _turn(outcome.question), 41, exchange=self.exchange_id())

    def refusal(self) -> AnswerReply:
        nearest = tuple(self.claim() for _ in self.many(3))
        question = self.text(2_000)
        reason = self.random.choice(list(Reason))
        outcome = Refusal(question=question, reason=reason, detail=self.text(600), nearest=nearest, edition=3)
        choices = tuple(self.text(3_000) for _ in self.many(40))
        return AnswerReply(outcome, _turn(question), 41, choices, self.exchange_id())

    def lookup(self) -> StatisticsReply:
        question = self.text(500)
        count = self.random.choice((0, 2, 5, 60))
        choice = self.random.choice(("single", "multiple", None))
        options = [
            self.statistic(at, distribution=question, option=self.text(500), choice=choice) for at in range(count)
        ]
        others = [self.statistic(100 + at) for at in self.many(10)]
        found = tuple(map(self.found, [*options[:1], *others]))
        lookup = Lookup(
            query=self.text(500),
            found=found,
            nearest=() if found else tuple(self.found(self.statistic(at)) for at in range(3)),
            distribution=Distribution(question=question, options=tuple(options)) if options else None,
            options=tuple(map(self.found, options)),
            asked=self.random.choice((None, options[-1].id)) if options else None,
            notes=tuple(self.text(300) for _ in self.many(3)),
            edition=3,
        )
        rows = [Row(self.statistic(200 + at), self.revision(at), (2000 + at,)) for at in range(30)]
        comparison = self.random.choice((None, None, Comparison(tuple(rows)))) if found else None
        inputs = tuple(self.statistic(300 + at) for at in range(2))
        calculated = self.random.choice(
            (
                None,
                NotComparable(reason=self.text(200)),
                Calculated(operation=Operation.SUM, value=Decimal("5.5"), unit="percent", inputs=inputs),
            )
        )
        return StatisticsReply(lookup, comparison, calculated, self.exchange_id())

    def verification(self) -> VerificationReply:
        verdicts = []
        for _ in self.many(self.random.choice((5, 60))):
            judgement = self.random.choice(list(Judgement))
            claim = self.text(800)
            cited = judgement != Judgement.NOT_IN_REPORTS
            citations = (self.citation(), *(self.citation() for _ in self.many(2))) if cited else ()
            statistics = tuple(self.statistic(at) for at in self.many(5)) if cited else ()
            notes = tuple(self.text(200) for _ in self.many(2))
            verdicts.append(
                Verdict(
                    claim=claim,
                    start=0,
                    end=len(claim),
                    judgement=judgement,
                    statistics=statistics,
                    citations=citations,
                    notes=notes,
                )
            )
        verification = Verification(text=self.text(4_000), verdicts=tuple(verdicts), edition=3)
        return VerificationReply(verification, 41, self.exchange_id())

    def exchange_id(self) -> str | None:
        return self.random.choice(("x1y2z3", "x1y2z3", None))

    def exchange(self, at: int = 0) -> Exchange:
        reply = self.random.choice((self.answer, self.refusal, self.lookup, self.verification))()
        return Exchange(
            id=f"x{at}", at=NOON, surface="slack", user="U1", command="ask", text=self.text(40_000), reply=reply
        )

    def source(self) -> SourceReply:
        return SourceReply(self.citation(), self.text(), self.text(), self.random.randrange(1, 4), 3, "x1", True)

    def slide(self) -> SlideReply:
        png = self.random.choice((None, b"png"))
        return SlideReply(self.statistic(), self.text(), self.text(), "a,b", png, "name", 2, 3, "x1")

    def documents(self) -> DocumentsReply:
        return DocumentsReply(EDITION, tuple(self.revision(at) for at in self.many(200)))

    def status(self) -> StatusReply:
        models = (ModelState("embeddings", self.text(100), self.text(300)), ModelState("reranking", "m"))
        settings = {f"setting{at}": self.text(300) for at in range(40)}
        return StatusReply(Path("library"), EDITION, 200, 10_000, 5_000, models, settings)

    def home(self) -> HomeReply:
        suggestions = tuple(self.text(3_000) for _ in range(4))
        recent = tuple(self.exchange(at) for at in range(10))
        unanswered = tuple(self.exchange(at) for at in self.many(25))
        content = self.random.choice((None, ContentState(self.status(), unanswered)))
        return HomeReply(EDITION, self.documents().revisions, suggestions, recent, content)

    def ingest(self) -> IngestReply:
        names = tuple(self.text(300) for _ in self.many(100))
        failed = tuple(Failure(self.text(100), self.text(400)) for _ in self.many(50))
        return IngestReply(IngestReport(added=names, changed=names, failed=failed, edition=EDITION))

    def topics(self) -> TopicsReply:
        documents = [
            (self.revision(at), tuple(Topic("r", "question", self.text(500), 4) for _ in self.many(40)))
            for at in self.many(30)
        ]
        return TopicsReply(tuple(documents), sum(len(topics) for _, topics in documents))

    def replies(self) -> Iterator[Reply]:
        """One of each kind."""
        for make in (self.answer, self.refusal, self.lookup, self.verification, self.documents, self.status):
            yield make()
        yield from (self.ingest(), self.topics(), self.source(), self.slide(), self.home())
        yield TextReply(self.text(20_000))
        yield ErrorReply(self.text(5_000), self.random.choice((None, "1a2b3c4d")))
        yield SuggestionsReply(tuple(self.text(300) for _ in self.many(4)))
        yield DocumentTextReply(self.revision(), self.text(20_000))
        yield ExchangeReply(self.exchange())
        yield PersonReply(self.random.choice(("C012AB3CD", self.text(50))), self.exchange())


def _turn(question: str) -> Turn:
    return Turn(question=question, standalone=question)


def _storable(text: str) -> str:
    """As the library and the desk hand texts on: without lone halves of pairs."""
    return text.encode("utf-8", "replace").decode("utf-8")


# -- what is looked for ------------------------------------------------------------------------------------------------


def shown(payload: Any) -> Iterator[tuple[str, str]]:
    """Every text that Slack shows of blocks, with the language in which Slack reads it."""
    if isinstance(payload, list | tuple):
        for each in payload:
            yield from shown(each)
    elif isinstance(payload, dict):
        kind = str(payload.get("type", ""))
        if isinstance(payload.get("text"), str):
            yield kind, payload["text"]
        for key, value in payload.items():
            if isinstance(value, dict | list):
                yield from shown(value)
            elif key in ("title", "label", "name", "fallback") or (kind, key) == ("", "label"):
                yield kind, value


def read(payload: Any) -> str:
    """All that a person reads of blocks, one text below the other."""
    return "\n".join(text for _, text in shown(payload))


def elements(payload: Any, kind: str) -> list[dict[str, Any]]:
    """Every part of that type, wherever it stands."""
    found: list[dict[str, Any]] = []
    if isinstance(payload, list | tuple):
        for each in payload:
            found += elements(each, kind)
    elif isinstance(payload, dict):
        found += [payload] if payload.get("type") == kind else []
        for value in payload.values():
            found += elements(value, kind)
    return found


PING = re.compile(r"(?:<|&lt;|&#60;)[!@#]|[@＠﹫](?:here|channel|everyone|group|subteam)\b", re.IGNORECASE)
LINK = re.compile(r"<([^<>]*)>")
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\u2028\u2029]")
WORD = re.compile(r"[^\s\u200b]{90,}")


def harm(text: str, kind: str = "mrkdwn", addresses: tuple[str | None, ...] = ADDRESSES) -> list[str]:
    """What a text would do that it must not; in mrkdwn only the links that lead where a source stands are let pass."""
    found = [f"pings with {match[0]!r}" for match in PING.finditer(text)]
    found += [f"has {match[0]!r}, which nobody sees" for match in UNSEEN.finditer(text)]
    if kind == "mrkdwn":
        known = {(each or "").replace("&", "&amp;") for each in addresses}
        for match in LINK.finditer(text):
            if match[1].partition("|")[0] not in known:
                found.append(f"forges the link {match[0][:80]!r}")
        bare = LINK.sub("", text)
        found += [f"leaves {match[0]!r} open" for match in re.finditer(r"[<>]", bare)]
        found += [f"has a long word {match[0][:20]!r}" for match in WORD.finditer(bare)]
    return found
