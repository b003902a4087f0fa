"""What Slack would refuse about a message, a modal or a Home.

Shapes come from Slack's official types, limits from its reference; the limits that the bot keeps to are not asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal

from bot.loopback.blockkit_charts import chart_findings
from bot.loopback.blockkit_limits import limit_findings
from bot.loopback.blockkit_schema import Finding, Path, block_findings, shape_findings

Kind = Literal["message", "modal", "home"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_TOGETHER = 12_000
TABLE_CELLS = 20
TABLE_CHARACTERS = 10_000
TEXT_CUT_AT = 40_000
VIEW_BYTES = 250_000
ONCE_A_MESSAGE = {"table": 1, "data_visualization": 2}

# Where a type of block cannot stand. Slack's list of surfaces; where it was seen to be too generous, what was seen.
_MESSAGES_ALONE = "markdown table data_table context_actions plan task_card data_visualization container".split()
NOT_IN: dict[str, frozenset[str]] = {
    "message": frozenset({"alert", "file"}),
    "modal": frozenset({*_MESSAGES_ALONE, "carousel", "card", "file"}),
    "home": frozenset({*_MESSAGES_ALONE, "alert", "file"}),
}


def problems(kind: Kind, payload: Any) -> list[str]:
    """Each problem as a sentence that begins with its path. Empty if Slack would take it.

    A message is ``{"text": …, "blocks": […]}`` or a list of blocks; a modal or Home is its view. A text that Slack
    would cut is a problem, too, although Slack takes it.
    """
    if kind == "message":
        if isinstance(payload, list):
            payload = {"blocks": payload}
        found = _message(payload)
    else:
        found = _view(kind, payload)
    return list(dict.fromkeys(f"{readable(path)}: {sentence}" for path, sentence in found))


def chunk_problems(chunks: Any) -> list[str]:
    """The same for the chunks of a stream: markdown_text, task_update, plan_update and blocks."""
    if not isinstance(chunks, list):
        return ["chunks: should be a list"]
    found: list[Finding] = []
    for number, chunk in enumerate(chunks):
        path: Path = ("chunks", number)
        if isinstance(chunk, dict) and chunk.get("type") == "blocks" and isinstance(chunk.get("blocks"), list):
            found += _blocks("message", chunk["blocks"], (*path, "blocks"))
        else:
            found += shape_findings("AnyChunk", chunk, path)
    return [f"{readable(path)}: {sentence}" for path, sentence in found]


def readable(path: Path) -> str:
    """``blocks[0].text``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.lstrip(".") or "payload"


def _message(payload: Any) -> Iterator[Finding]:
    if not isinstance(payload, dict):
        yield (), "should be an object or a list of blocks"
        return
    text = payload.get("text")
    if text is not None and not isinstance(text, str):
        yield ("text",), "should be a text"
    elif text is not None and len(text) > TEXT_CUT_AT:
        yield ("text",), f"has {len(text)} characters and is cut at {TEXT_CUT_AT}"
    if payload.get("blocks") is not None:
        yield from _blocks("message", payload["blocks"], ("blocks",))


def _view(kind: str, view: Any) -> Iterator[Finding]:
    if not isinstance(view, dict):
        yield (), "should be an object"
        return
    if view.get("type") != kind:
        yield ("type",), f"should be {kind!r}"
        return
    blocks = view.get("blocks")
    # The blocks are looked at one by one, by their type; here it is the view around them.
    yield from shape_findings("ModalView" if kind == "modal" else "HomeView", {**view, "blocks": []})
    yield from limit_findings({key: value for key, value in view.items() if key != "blocks"})
    if len(json.dumps(view)) > VIEW_BYTES:
        yield (), f"is larger than {VIEW_BYTES} bytes"
    yield from _blocks(kind, blocks, ("blocks",))
    if kind == "modal" and "submit" not in view and isinstance(blocks, list):
        inputs = [
            number for number, block in enumerate(blocks) if isinstance(block, dict) and block.get("type") == "input"
        ]
        yield from ((("blocks", number), "is an input, and the modal has no submit") for number in inputs[:1])


def _blocks(kind: str, blocks: Any, path: Path) -> list[Finding]:
    if not isinstance(blocks, list):
        return [(path, "should be a list")]
    found: list[Finding] = []
    if len(blocks) > MOST_BLOCKS[kind]:
        found.append((path, f"has {len(blocks)} blocks, and {MOST_BLOCKS[kind]} are allowed"))
    for number, block in enumerate(blocks):
        found += _block(kind, block, (*path, number))
    known = [(number, block) for number, block in enumerate(blocks) if isinstance(block, dict)]
    for rule in (_repeated_ids, _together, _too_often):
        found += rule(known, path)
    return found


def _block(kind: str, block: Any, path: Path) -> Iterator[Finding]:
    block_type = block.get("type") if isinstance(block, dict) else None
    if block_type == "data_visualization":
        shape = list(chart_findings(block, path))
        limits = limit_findings({"block_id": block["block_id"]} if "block_id" in block else {}, path)
    else:
        shape = list(block_findings(block, path))
        limits = limit_findings(block, path)
    yield from shape
    yield from limits
    if isinstance(block_type, str) and block_type in NOT_IN[kind]:
        yield path, f"of the type {block_type!r} can't stand in a {kind}"
    if not shape:  # further rules rely on it
        if rule := RULES.get(str(block_type)):
            yield from rule(block, path)
        yield from _elements(block, path)


def _section(block: dict[str, Any], path: Path) -> Iterator[Finding]:
    if not block.get("text") and not block.get("fields"):
        yield path, "has neither text nor fields"


def _table(block: dict[str, Any], path: Path) -> Iterator[Finding]:
    rows = block["rows"]
    for number, row in enumerate(rows):
        if not 1 <= len(row) <= TABLE_CELLS:
            yield (*path, "rows", number), f"has {len(row)} cells, and 1 to {TABLE_CELLS} are allowed"
    if len({len(row) for row in rows}) > 1:
        yield (*path, "rows"), "are not equally long"
    written = sum(len(text) for row in rows for text in _texts(row))
    if written > TABLE_CHARACTERS:
        yield path, f"has {written} characters in its cells, and {TABLE_CHARACTERS} are allowed"


def _card(block: dict[str, Any], path: Path) -> Iterator[Finding]:
    if not any(block.get(field) for field in ("hero_image", "title", "actions", "body")):
        yield path, "has neither hero_image, title, actions nor body"


RULES: dict[str, Callable[[dict[str, Any], Path], Iterator[Finding]]] = {
    "section": _section,
    "table": _table,
    "data_table": _table,
    "card": _card,
}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        yield from _texts([inner for inner in value.values() if isinstance(inner, dict | list)])


def _elements(value: Any, path: Path) -> Iterator[Finding]:
    """Rules of single elements, wherever they stand: addresses, and what is chosen at first."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _elements(item, (*path, number))
    elif isinstance(value, dict):
        for field in ("url", "image_url"):
            address = value.get(field)
            if isinstance(address, str) and not address.startswith(("http://", "https://", "mailto:", "slack://")):
                yield (*path, field), "is no address that Slack takes"
        yield from _initial(value, path)
        for field, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _elements(inner, (*path, field))


def _initial(element: dict[str, Any], path: Path) -> Iterator[Finding]:
    options = [option for group in element.get("option_groups", []) for option in group["options"]]
    options += element.get("options", [])
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options") or []
    if any(choice not in options for choice in chosen):
        yield path, "has at first an option that isn't among its options"


def _repeated_ids(blocks: list[tuple[int, dict[str, Any]]], path: Path) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, block in blocks:
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield (*path, number, "block_id"), f"is {name!r}, as of another block"
        seen.add(str(name))
        inner = block.get("elements")
        inner = inner if isinstance(inner, list) else []
        actions = [element.get("action_id") for element in inner if isinstance(element, dict)]
        named = [action for action in actions if action is not None]
        if len(set(map(str, named))) < len(named):
            yield (*path, number, "elements"), "have an action_id twice"


def _together(blocks: list[tuple[int, dict[str, Any]]], path: Path) -> Iterator[Finding]:
    written = sum(len(str(block.get("text", ""))) for _, block in blocks if block.get("type") == "markdown")
    if written > MARKDOWN_TOGETHER:
        yield path, f"have {written} characters in markdown blocks, and {MARKDOWN_TOGETHER} are allowed together"


def _too_often(blocks: list[tuple[int, dict[str, Any]]], path: Path) -> Iterator[Finding]:
    for kind, most in ONCE_A_MESSAGE.items():
        count = sum(block.get("type") == kind for _, block in blocks)
        if count > most:
            yield path, f"have {count} {kind} blocks, and {most} are allowed"
