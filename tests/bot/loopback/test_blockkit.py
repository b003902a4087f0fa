"""What Slack would refuse of messages, modals and Homes is found, and nothing else."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk

from bot.loopback.blockkit import chunk_problems, problems
from tests.bot.loopback.parts import FEEDBACK, MODAL, actions, button, options, plain, section

TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "Year"}, {"type": "raw_text", "text": "Share"}]] * 2}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"}
TEXTS = {"type": "rich_text_section", "elements": [{"type": "text", "text": "quoted", "style": {"bold": True}}]}
RICH = {"type": "rich_text", "elements": [TEXTS, {"type": "rich_text_quote", "elements": TEXTS["elements"]}]}
MARKDOWN = {"type": "markdown", "text": "**bold**"}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "year", "options": options("2023", "2024"), **more}


def pie(**more: Any) -> dict[str, Any]:
    segments = [{"label": "Yes", "value": 76}, {"label": "No", "value": 24}]
    return {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": segments}, **more}


def bars(**more: Any) -> dict[str, Any]:
    data = [{"label": "2023", "value": 12.5}, {"label": "2024", "value": -3}]
    chart = {
        "type": "bar",
        "series": [{"name": "Firms", "data": data}],
        "axis_config": {"categories": ["2023", "2024"], "x_label": "Year", "y_label": "Percent"},
    }
    return {"type": "data_visualization", "title": "By year", "chart": {**chart, **more}}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("A form"), "blocks": list(blocks), **more}


# -- what Slack takes --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3000)],
        [section("*b*", accessory=button("a"), expand=True)],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "y" * 2000}] * 10}],
        [{"type": "header", "text": plain("h" * 150)}],
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}] * 10}],
        [actions(*(button(f"b{number}", value="v" * 2000, style="primary") for number in range(25)))],
        [actions(button("link", url="https://example.com/"), select(initial_option=options("2023")[0]))],
        [actions({"type": "radio_buttons", "action_id": "r", "options": options(*map(str, range(10)))})],
        [actions({"type": "overflow", "action_id": "o", "options": options("a", "b")})],
        [FEEDBACK, {"type": "divider"}, IMAGE, RICH, TABLE],
        [{"type": "markdown", "text": "m" * 6000}] * 2,
        [pie(), bars()],
        [bars(type="line"), bars(type="area")],
        [section(str(number)) for number in range(50)],
        [{"type": "input", "label": plain("L"), "element": select()}],
        [{"type": "task_card", "task_id": "1", "title": "Reading", "status": "complete", "details": RICH}],
        [{"type": "plan", "title": "Plan", "tasks": []}],
    ],
)
def test_what_keeps_to_the_reference_has_no_problems(blocks: list[dict[str, Any]]) -> None:
    assert problems("message", {"text": "fallback", "blocks": blocks}) == []
    assert problems("message", blocks) == []


def test_views_that_keep_to_the_reference_have_no_problems() -> None:
    assert problems("modal", MODAL) == []
    assert problems("modal", modal(RICH, section("x"), close=plain("c" * 24), private_metadata="p" * 3000)) == []
    assert problems("home", home(section("x"), actions(button("a")), {"type": "divider"}, callback_id="home")) == []
    assert problems("home", home(*[section("x")] * 100)) == []


def test_what_the_sdks_own_classes_build_has_no_problems() -> None:
    built = [
        sdk.HeaderBlock(text="Shares"),
        sdk.SectionBlock(text="*76%*", fields=["a", "b"]),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="[1]")]),
        sdk.MarkdownBlock(text="**x**"),
        sdk.ActionsBlock(elements=[sdk.ButtonElement(text="Go", action_id="go", value="1")]),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="f",
                    positive_button=sdk.FeedbackButtonObject(text="Good", value="good"),
                    negative_button=sdk.FeedbackButtonObject(text="Bad", value="bad"),
                )
            ]
        ),
    ]
    assert problems("message", [block.to_dict() for block in built]) == []


# -- what Slack refuses ------------------------------------------------------------------------------------------------
BAD_BLOCKS: list[tuple[Any, str]] = [
    # shapes
    (section("x", oops=1), "blocks[0]: has 'oops', which Slack doesn't know"),
    ({"type": "nope"}, "blocks[0]: can't be of the type 'nope' here"),
    ({"text": "x"}, "blocks[0]: has no type"),
    ("x", "blocks[0]: should be an object"),
    ({"type": "section"}, "blocks[0]: has neither text nor fields"),
    ({"type": "section", "text": "x"}, "blocks[0].text: should be an object"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "blocks[0].text.type: should be 'plain_text'"),
    (actions({"type": "text", "text": "x"}), "blocks[0].elements[0]: can't be of the type 'text' here"),
    (actions({"type": "button", "text": plain("x"), "style": "huge"}), "blocks[0].elements[0].style: should be one of"),
    (actions({"type": "button"}), "blocks[0].elements[0]: lacks 'text'"),
    ({"type": "image", "alt_text": "x"}, "blocks[0]: lacks 'image_url'"),
    ({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}, "can't be of the type 'text' here"),
    ({"type": "context", "elements": [button("a")]}, "blocks[0].elements[0]: can't be of the type 'button' here"),
    # limits
    (section(""), "blocks[0].text: has 0 characters, and at least 1 must be there"),
    (section("x" * 3001), "blocks[0].text: has 3001 characters, and 3000 are allowed"),
    ({"type": "section", "fields": [plain("x")] * 11}, "blocks[0].fields: has 11 items, and 10 are allowed"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "blocks[0].fields[0]: has 2001 characters, and 2000 are"),
    ({"type": "header", "text": plain("x" * 151)}, "blocks[0].text: has 151 characters, and 150 are allowed"),
    ({"type": "context", "elements": [plain("x")] * 11}, "blocks[0].elements: has 11 items, and 10 are allowed"),
    (actions(*(button(str(n)) for n in range(26))), "blocks[0].elements: has 26 items, and 25 are allowed"),
    (actions(), "blocks[0].elements: has 0 items, and at least 1 must be there"),
    (actions({**button("a"), "text": plain("x" * 76)}), "blocks[0].elements[0].text: has 76 characters, and 75 are"),
    (actions(button("a", value="v" * 2001)), "blocks[0].elements[0].value: has 2001 characters, and 2000 are allowed"),
    (actions(button("a" * 256)), "blocks[0].elements[0].action_id: has 256 characters, and 255 are allowed"),
    (section("x", block_id="b" * 256), "blocks[0].block_id: has 256 characters, and 255 are allowed"),
    (pie(block_id="b" * 256), "blocks[0].block_id: has 256 characters, and 255 are allowed"),
    (actions(select(options=options(*map(str, range(101))))), "options: has 101 items, and 100 are allowed"),
    (actions(select(options=[])), "options: has 0 items, and at least 1 must be there"),
    (actions(select(options=options("v" * 151))), "options[0].value: has 151 characters, and 150 are allowed"),
    (actions(select(placeholder=plain("p" * 151))), "placeholder: has 151 characters, and 150 are allowed"),
    (actions({"type": "overflow", "action_id": "o", "options": options(*"abcdef")}), "options: has 6 items, and 5 are"),
    ({"type": "markdown", "text": "m" * 12_001}, "blocks[0].text: has 12001 characters, and 12000 are allowed"),
    ({"type": "table", "rows": TABLE["rows"] * 51}, "blocks[0].rows: has 102 items, and 100 are allowed"),
    ({"type": "table", "rows": [TABLE["rows"][0] * 11]}, "blocks[0].rows[0]: has 22 cells, and 1 to 20 are allowed"),
    ({"type": "table", "rows": [TABLE["rows"][0], []]}, "blocks[0].rows[1]: has 0 cells, and 1 to 20 are allowed"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 5001}] * 2]}, "has 10002 characters in its cells"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "rows[0][0].text: has 0 characters"),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]},
        "blocks[0].elements[0].elements[0].text: has 0 characters, and at least 1 must be there",
    ),
    # rules
    (actions(button("a"), button("a")), "blocks[0].elements: have an action_id twice"),
    (actions(button("a", url="javascript:x")), "blocks[0].elements[0].url: is no address that Slack takes"),
    ({**IMAGE, "image_url": "file:///x"}, "blocks[0].image_url: is no address that Slack takes"),
    (actions(select(initial_option=options("1999")[0])), "has at first an option that isn't among its options"),
    ({"type": "alert", "text": plain("x")}, "blocks[0]: of the type 'alert' can't stand in a message"),
    # charts
    (pie(title="t" * 51), "blocks[0].title: has 51 characters, and 1 to 50 are allowed"),
    (pie(colour="red"), "blocks[0]: has 'colour', which Slack doesn't know"),
    (pie(chart={"type": "donut"}), "blocks[0].chart: has the type 'donut'; pie, bar, line and area exist"),
    (pie(chart={"type": "pie", "segments": []}), "chart.segments: has 0 items, and 1 to 12 are allowed"),
    (pie(chart={"type": "pie", "segments": [{"label": "a", "value": 0}]}), "segments[0].value: should be above 0"),
    (pie(chart={"type": "pie", "segments": [{"label": "a", "value": "1"}]}), "segments[0].value: should be a number"),
    (
        pie(chart={"type": "pie", "segments": [{"label": "l" * 21, "value": 1}]}),
        "segments[0].label: has 21 characters, and 1 to 20 are allowed",
    ),
    (bars(series=bars()["chart"]["series"] * 2), "chart.series: names a series twice"),
    (bars(axis_config={"categories": ["2024", "2023"]}), "has other labels than the categories of axis_config"),
    (bars(axis_config={}), "chart.axis_config: lacks 'categories'"),
    (bars(axis_config={"categories": [str(n) for n in range(21)]}), "categories: has 21 items, and 1 to 20 are"),
]


@pytest.mark.parametrize(("block", "said"), BAD_BLOCKS)
def test_a_bad_block_is_named_with_its_path(block: Any, said: str) -> None:
    found = problems("message", [block])
    assert any(said in problem for problem in found), found


BAD_MESSAGES: list[tuple[Any, str]] = [
    ({"text": "x" * 40_001}, "text: has 40001 characters and is cut at 40000"),
    ({"text": 3}, "text: should be a text"),
    ({"blocks": "x"}, "blocks: should be a list"),
    ("x", "payload: should be an object or a list of blocks"),
    ([section(str(n)) for n in range(51)], "blocks: has 51 blocks, and 50 are allowed"),
    ([{"type": "markdown", "text": "m" * 6001}] * 2, "have 12002 characters in markdown blocks, and 12000 are allowed"),
    ([TABLE, TABLE], "blocks: have 2 table blocks, and 1 are allowed"),
    ([pie(), pie(), pie()], "blocks: have 3 data_visualization blocks, and 2 are allowed"),
    ([section("a", block_id="b"), section("c", block_id="b")], "blocks[1].block_id: is 'b', as of another block"),
]


@pytest.mark.parametrize(("payload", "said"), BAD_MESSAGES)
def test_what_is_wrong_with_a_message_as_a_whole_is_named(payload: Any, said: str) -> None:
    found = problems("message", payload)
    assert any(said in problem for problem in found), found


BAD_VIEWS: list[tuple[Any, Any, str]] = [
    ("modal", modal(section("x"), title=plain("t" * 25)), "title: has 25 characters, and 24 are allowed"),
    ("modal", {"type": "modal", "blocks": [section("x")]}, "payload: lacks 'title'"),
    ("modal", home(section("x")), "type: should be 'modal'"),
    ("modal", {**MODAL, "submit": plain("s" * 25)}, "submit: has 25 characters, and 24 are allowed"),
    (
        "modal",
        {key: value for key, value in MODAL.items() if key != "submit"},
        "is an input, and the modal has no submit",
    ),
    ("modal", modal(section("x"), private_metadata="p" * 3001), "private_metadata: has 3001 characters"),
    ("modal", modal(section("x"), colour="red"), "has 'colour', which Slack doesn't know"),
    ("modal", modal(section("x" * 3001)), "blocks[0].text: has 3001 characters"),
    ("modal", modal(*[section("x")] * 101), "blocks: has 101 blocks, and 100 are allowed"),
    ("modal", modal(*[section("é" * 3000)] * 20), "payload: is larger than 250000 bytes"),
    ("home", home(*[section("x")] * 101), "blocks: has 101 blocks, and 100 are allowed"),
    ("home", home(section("x"), title=plain("x")), "has 'title', which Slack doesn't know"),
    ("home", {"type": "home"}, "blocks: should be a list"),
    ("home", "x", "payload: should be an object"),
]


@pytest.mark.parametrize(("kind", "view", "said"), BAD_VIEWS)
def test_what_is_wrong_with_a_view_is_named(kind: Any, view: Any, said: str) -> None:
    found = problems(kind, view)
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("block", [MARKDOWN, TABLE, FEEDBACK, pie(), {"type": "plan", "title": "P"}])
def test_what_is_for_messages_cannot_stand_in_views(block: dict[str, Any]) -> None:
    said = f"blocks[0]: of the type {block['type']!r} can't stand in a "
    assert problems("message", [block]) == []
    assert f"{said}modal" in problems("modal", modal(block))
    assert f"{said}home" in problems("home", home(block))


def test_chunks_of_a_stream_are_held_against_their_types() -> None:
    good = [
        {"type": "markdown_text", "text": "**x**"},
        {"type": "task_update", "id": "1", "title": "Reading", "status": "in_progress"},
        {"type": "plan_update", "title": "Plan"},
        {"type": "blocks", "blocks": [section("x")]},
    ]
    assert chunk_problems(good) == []
    assert chunk_problems([{"type": "task_update", "id": "1", "title": "x", "status": "done"}]) == [
        "chunks[0].status: should be one of 'pending', 'in_progress', 'complete', 'error'"
    ]
    assert chunk_problems([{"type": "blocks", "blocks": [section("")]}])[0].startswith(
        "chunks[0].blocks[0].text: has 0"
    )
    assert chunk_problems([{"type": "nope"}]) == ["chunks[0]: can't be of the type 'nope' here"]


def test_the_schema_holds_shapes_alone() -> None:
    text = files("bot.loopback").joinpath("data/blockkit.json").read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert '"description":"' not in text
    assert set(json.loads(text)["definitions"]) >= {"KnownBlock", "ModalView", "HomeView", "AnyChunk"}


NAMES = st.sampled_from(
    "type text blocks elements options rows chart series fields accessory label value title".split()
)
KINDS = st.sampled_from(
    "section actions button table data_visualization plain_text rich_text static_select pie".split()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | KINDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner | KINDS, max_size=5),
    max_leaves=25,
)


@given(st.sampled_from(["message", "modal", "home"]), JSON)
def test_whatever_comes_gets_an_answer_and_no_exception(kind: Any, payload: Any) -> None:
    assert isinstance(problems(kind, payload), list)
    assert isinstance(problems(kind, {"type": kind, "blocks": [payload]}), list)
