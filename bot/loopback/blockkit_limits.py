"""How long and how many: Slack's limits of blocks, elements and composition objects, as its reference states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.loopback.blockkit_schema import Finding, Path

Limits = Mapping[str, tuple[int, int]]  # field → least and most: characters of a text or text object, items of a list

BUTTON: Limits = {"text": (1, 75), "value": (0, 2000), "url": (1, 3000), "accessibility_label": (0, 75)}
CHOICES: Limits = {"options": (1, 100), "option_groups": (1, 100)}
FEW_CHOICES: Limits = {"options": (1, 10)}

# By the ``type`` of a block, an element or a view.
BY_TYPE: Mapping[str, Limits] = {
    "section": {"text": (1, 3000), "fields": (1, 10)},
    "header": {"text": (1, 150)},
    "context": {"elements": (1, 10)},
    "actions": {"elements": (1, 25)},
    "context_actions": {"elements": (1, 5)},
    "image": {"image_url": (1, 3000), "alt_text": (1, 2000), "title": (0, 2000)},
    "input": {"label": (1, 2000), "hint": (0, 2000)},
    "markdown": {"text": (1, 12_000)},
    "video": {"title": (1, 199), "author_name": (0, 49)},
    "table": {"rows": (1, 100), "column_settings": (0, 20)},
    "data_table": {"rows": (2, 101)},
    "alert": {"text": (1, 200)},
    "card": {"title": (0, 150), "subtitle": (0, 150), "body": (0, 200)},
    "carousel": {"elements": (1, 10)},
    "container": {"title": (0, 150), "subtitle": (0, 150), "child_blocks": (1, 10)},
    "button": BUTTON,
    "icon_button": BUTTON,
    "workflow_button": BUTTON,
    "static_select": CHOICES,
    "multi_static_select": CHOICES,
    "overflow": {"options": (1, 5)},
    "radio_buttons": FEW_CHOICES,
    "checkboxes": FEW_CHOICES,
    "plain_text": {"text": (1, 3000)},
    "mrkdwn": {"text": (1, 3000)},
    "raw_text": {"text": (1, 10_000)},
    "text": {"text": (1, 12_000)},  # of rich_text; Slack names no upper limit
    "modal": {
        "title": (1, 24),
        "submit": (1, 24),
        "close": (1, 24),
        "private_metadata": (0, 3000),
        "callback_id": (0, 255),
        "external_id": (0, 255),
    },
    "home": {"private_metadata": (0, 3000), "callback_id": (0, 255), "external_id": (0, 255)},
}

# By the name under which an object stands that has no type of its own.
OPTION: Limits = {"text": (1, 75), "value": (1, 150), "description": (0, 75), "url": (1, 3000)}
CHOICE_OF_FEEDBACK: Limits = {"text": (1, 75), "value": (1, 2000), "accessibility_label": (0, 75)}
BY_NAME: Mapping[str, Limits] = {
    "options": OPTION,
    "initial_option": OPTION,
    "initial_options": OPTION,
    "option_groups": {"label": (1, 75), "options": (1, 100)},
    "confirm": {"title": (1, 100), "text": (1, 300), "confirm": (1, 30), "deny": (1, 30)},
    "positive_button": CHOICE_OF_FEEDBACK,
    "negative_button": CHOICE_OF_FEEDBACK,
}

# Of every element and block.
EVERYWHERE: Limits = {"block_id": (1, 255), "action_id": (1, 255), "placeholder": (1, 150)}


def limit_findings(value: Any, path: Path = (), name: str = "") -> Iterator[Finding]:
    """What is too long, too many or empty, anywhere in a value. ``name`` is the field under which it stands."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from limit_findings(item, (*path, number), name)
    elif isinstance(value, dict):
        by_name = BY_NAME.get(name, {}) if "type" not in value else {}
        for field, (least, most) in {**EVERYWHERE, **by_name, **BY_TYPE.get(_type_of(value), {})}.items():
            yield from _beyond(value, field, least, most, path)
        if value.get("type") == "section":
            for number, item in enumerate(value.get("fields") or []):
                yield from _beyond({"fields": item}, "fields", 1, 2000, path, number)
        for field, inner in value.items():
            yield from limit_findings(inner, (*path, field), field)


def _type_of(value: Mapping[str, Any]) -> str:
    kind = value.get("type")
    return kind if isinstance(kind, str) else ""


def _beyond(
    value: Mapping[str, Any], field: str, least: int, most: int, path: Path, number: int | None = None
) -> Iterator[Finding]:
    measured = value.get(field)
    unit = "items" if isinstance(measured, list) else "characters"
    if isinstance(measured, dict):  # a text object
        measured = measured.get("text")
    if not isinstance(measured, str | list):
        return
    here = (*path, field) if number is None else (*path, field, number)
    if len(measured) < least:
        yield here, f"has {len(measured)} {unit}, and at least {least} must be there"
    elif len(measured) > most:
        yield here, f"has {len(measured)} {unit}, and {most} are allowed"
