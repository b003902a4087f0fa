"""Whatever stands in a report or a question, what Teams is sent keeps its limits, and does no harm."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.replies import DocumentTextReply, EditionsReply, EvaluationReply, HomeReply, Reply, ReviewReply
from bot.teams import limits, text
from bot.teams.activities import appearance, carded, spoken
from bot.teams.cards import Message, message
from bot.teams.cards.contents import reviewed
from bot.teams.cards.forms import why_card
from bot.teams.cards.inserted import results
from bot.teams.cards.parts import card_of, words
from ingest.review import Caution, DocumentChange, FactChange, Flip, GoldenReview, Review
from knowledge.history import EditionSummary, StagedEdition
from knowledge.records import Claim
from tests.bot.parts import ANSWER, CATS, REFUSAL, STATISTIC, citation, claim, replied
from tests.bot.slack.rendered import NASTY, NOON, Maker
from tests.bot.teams.strict import activity_problems, card_problems
from tests.conftest import ROOT

SEEDS = range(12)
NODE = shutil.which("node")
PARSER = ROOT / "build" / "teams" / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.js"


def sent(made: Message) -> list[dict[str, Any]]:
    """The activities of a message, as they go out."""
    out = [spoken(made), *([carded(made.card, generated=made.generated)] if made.card else [])]
    return [each.model_dump(by_alias=True, exclude_none=True, mode="json") for each in out]


def problems(made: Message) -> list[str]:
    found = [problem for each in sent(made) for problem in activity_problems(each, "personal")]
    cited = {number for number, _ in made.citations}
    stray = {int(each) for each in re.findall(r"\[(\d{1,3})\]", made.text)} - cited
    if stray and len(cited) < limits.CITATIONS:
        found.append(f"numbers without a source: {stray}")
    if re.search(r"@(?:here|channel|everyone)", made.text):
        found.append("a ping")
    return found


def replies(seed: int) -> list[Reply]:
    """One of each kind that can be made of hostile texts and is shown here."""
    elsewhere = DocumentTextReply | EvaluationReply | HomeReply
    return [each for each in Maker(seed).replies() if not isinstance(each, elsewhere)]


@pytest.mark.parametrize("seed", SEEDS)
def test_hostile_reports_make_messages_that_teams_takes(seed: int) -> None:
    made = replies(seed)
    assert len(made) > 5
    for reply in made:
        for how in ({}, {"folded": False, "person_button": True}, {"question": NASTY[seed % len(NASTY)]}):
            assert problems(message(reply, **how)) == [], reply


@pytest.mark.parametrize("nasty", NASTY)
def test_text_of_a_report_neither_formats_nor_cites_nor_links(nasty: str) -> None:
    shown = text.markdown(nasty)
    assert not re.search(r"<|\]\(|\[\d+\]|\*|`|(?<!\w)_|~", shown)
    assert "\n" not in shown
    assert not re.match(r"[#>|-]|\d+\.", shown)


def test_a_number_in_a_quote_is_no_citation_of_ours() -> None:
    quote = "As others have found [1], cats are kept [12]."
    cited = claim().citations[0].model_copy(update={"quote": quote, "start": 0, "end": len(quote)})
    made = message(replied(ANSWER.model_copy(update={"claims": (Claim(text=quote, citations=(cited,)),)})))
    assert re.findall(r"\[\d+\]", made.text) == ["[1]"]


def test_an_answer_keeps_its_quote_bold_where_it_answers() -> None:
    made = message(replace(replied(ANSWER), exchange="x"))
    assert made.text == "“Nearly half (**48%**) of firms keep a cat.” [1]"
    assert problems(made) == []


def test_a_refusal_says_why_and_what_is_nearest() -> None:
    made = message(replied(REFUSAL))
    assert made.text.startswith("The reports don't say this about hospitals.\n\nWhat they do say, of others:\n\n“")
    assert problems(made) == []


def test_a_source_keeps_the_limits_of_citations_and_holds_the_whole_quote() -> None:
    long = citation().model_copy(update={"title": "T" * 300, "headings": ("H" * 90,), "link": "file:///a.pdf"})
    shown = appearance(long)
    assert len(shown.name) == 80
    assert shown.name.endswith(", page 3")
    assert shown.url is None
    assert shown.keywords is not None
    assert max(map(len, shown.keywords)) == 28
    assert long.quote in str(json.loads(shown.text or ""))


def test_more_than_fits_into_a_card_is_left_out_and_said() -> None:
    made = card_of([words("x" * 900) for _ in range(100)])
    assert limits.bytes_of(made) <= limits.CARD_BYTES
    assert "left out here" in str(made)


def test_more_than_fits_into_a_message_goes_without_the_cards_behind_its_numbers() -> None:
    cited = tuple((number, citation().model_copy(update={"title": f"{'数' * 70}{number}"})) for number in range(1, 21))
    made = spoken(Message("数" * 15_000 + "".join(f"[{n}]" for n, _ in cited), citations=cited, generated=True))
    assert limits.bytes_of(made.model_dump(by_alias=True, exclude_none=True, mode="json")) <= limits.MESSAGE_BYTES


# -- cards beside replies ----------------------------------------------------------------------------------------------


def review(seed: int) -> tuple[StagedEdition, Review]:
    maker = Maker(seed)
    figures = [STATISTIC.model_copy(update={"measure": maker.text(300), "base": maker.text(200)}) for _ in range(2)]
    fact = FactChange(kind="changed", document=maker.text(80), old=figures[0], new=figures[1], fields=("base", "value"))
    gone = FactChange(kind="removed", document=maker.text(80), old=figures[0], new=None)
    document = DocumentChange(kind="changed", name=maker.text(80), title=maker.text(400), facts_changed=9)
    flip = Flip(
        id="g", question=maker.text(300), wanted="48%", before=maker.text(), after=maker.text(), mended=seed > 3
    )
    made = Review(
        documents=(document,) * 20,
        facts=(fact, gone) * 10,
        cautions=(Caution(kind="shrunk", document="a", sentence=maker.text(500)),),
        golden=GoldenReview(questions=9, right=8, flips=(flip,) * 7),
    )
    open_ = StagedEdition(id=4, revision_ids=(CATS.id,), against=3, by=maker.text(60), at=NOON)
    return open_, made


@pytest.mark.parametrize("seed", range(8))
def test_reviews_of_hostile_reports_fit_page_by_page(seed: int) -> None:
    reply = ReviewReply(*review(seed))
    for page in range(1, 6):
        sheet = reviewed(reply, page, "Look again.")
        assert card_problems(sheet.card()) == []
        assert limits.bytes_of(sheet.card()) <= limits.CARD_BYTES


def test_editions_are_listed_with_a_button_each_to_go_back() -> None:
    kept = [
        EditionSummary(
            id=number, published_at=NOON, published_by="ada", why=NASTY[0], documents=1, passages=2, statistics=3
        )
        for number in range(30, 1, -1)
    ]
    made = message(EditionsReply(tuple(kept), 30))
    assert problems(made) == []


def test_the_form_that_asks_why_holds() -> None:
    assert card_problems(why_card()) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_inserted_into_messages_holds(seed: int) -> None:
    for card, line in results(Maker(seed).lookup()):
        assert card_problems(card) == []
        assert "<" not in line["title"] + line["text"]


# -- Microsoft's own parser --------------------------------------------------------------------------------------------

CHECK = """
globalThis.self = globalThis;
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = require(process.argv[1]);
const drop = (value) => Array.isArray(value)
  ? value.filter((each) => !(each && /^(Chart\\.|CodeBlock)/.test(each.type || ""))).map(drop)
  : value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, drop(each)]))
    : value;
const found = JSON.parse(require("fs").readFileSync(0, "utf8")).flatMap((json) => {
  const card = new AdaptiveCard(), context = new SerializationContext(Versions.v1_5);
  card.hostConfig = new HostConfig({ actions: { maxActions: 6 } });  // as in Teams
  card.parse(drop(json), context);
  const events = card.validateProperties().validationEvents;
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  return [...events, ...parsed].map((each) => each.message);
});
console.log(JSON.stringify(found));
"""


@pytest.mark.skipif(NODE is None or not PARSER.is_file(), reason="npm's adaptivecards comes with make teams-browser")
def test_microsofts_parser_has_nothing_to_say_against_the_cards() -> None:
    """Charts and boxes for copying are Teams' own, and not in it."""
    made = [message(reply).card for seed in range(5) for reply in replies(seed)]
    made += [reviewed(ReviewReply(*review(1)), 1).card(), why_card()]
    cards = json.dumps([each for each in made if each])
    answer = subprocess.run(
        [NODE or "", "-e", CHECK, str(Path(PARSER))], input=cards, capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == []
