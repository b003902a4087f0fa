"""Interactive elements: where one stands in blocks, what pressing it says, and what stands in inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.loopback.errors import Impossible
from bot.loopback.records import Json

BUTTONS = {"button", "icon_button", "workflow_button"}
CHOOSING = {"static_select", "radio_buttons", "overflow", "external_select"}
CHOOSING_MANY = {"checkboxes", "multi_static_select", "multi_external_select"}
TYPING = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
PICKING = {  # chosen without a list of options: the field that holds the choice
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block, in the order in which they stand."""
    for block in blocks:
        inner = block.get("elements") if block["type"] in {"actions", "context_actions"} else block.get("actions")
        for element in [*(inner or []), block.get("accessory"), block.get("element")]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        for nested in ("child_blocks", "elements"):
            if block["type"] in {"container", "carousel"} and isinstance(block.get(nested), list):
                yield from elements(block[nested])


def found(blocks: Sequence[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """The element of that name. Raises Impossible."""
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in {None, block.get("block_id")}:
            return block, element
    there = ", ".join(repr(element["action_id"]) for _, element in elements(blocks)) or "nothing to press"
    raise Impossible(f"there is no {action_id!r} here; there is {there}")


def pressed(block: Json, element: Json, option: str | None, value: str | None, action_ts: str) -> Json:
    """The action that is sent for it. Raises Impossible for an option that isn't offered."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block.get("block_id"),
        "action_ts": action_ts,
    }
    kind = element["type"]
    if kind in BUTTONS:
        kept = ("text", "value", "url", "style", "confirm", "icon", "accessibility_label")
        return action | {name: element[name] for name in kept if name in element}
    if kind == "feedback_buttons":
        return action | _feedback(element, option)
    if kind in TYPING or kind in PICKING or kind in CHOOSING or kind in CHOOSING_MANY:
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise Impossible(f"{element['action_id']!r} says nothing before the form is submitted")
        given = value if kind in TYPING else option
        placeholder = {"placeholder": element["placeholder"]} if "placeholder" in element else {}
        chosen = state_of(element, [given] if kind in CHOOSING_MANY and given is not None else given)
        return action | placeholder | {name: held for name, held in chosen.items() if name != "type"}
    raise Impossible(f"a {kind} can't be pressed")


def state_of(element: Json, given: str | Sequence[str] | None) -> Json:
    """What an element holds after something was chosen or typed. Raises Impossible for an option that isn't offered."""
    kind = element["type"]
    if kind in TYPING:
        return {"type": kind, "value": given or None}
    if kind in PICKING:
        return {"type": kind, PICKING[kind]: given}
    if kind in CHOOSING_MANY:
        names = [given] if isinstance(given, str) else list(given or [])
        return {"type": kind, "selected_options": [_option(element, name) for name in names]}
    return {"type": kind, "selected_option": None if given is None else _option(element, str(given))}


def at_first(element: Json) -> Json | None:
    """What an element holds before anybody touched it; None for one that holds nothing (a button)."""
    kind = element["type"]
    if kind in TYPING:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in PICKING:
        initial = PICKING[kind].replace("selected", "initial")
        return {"type": kind, PICKING[kind]: element.get(initial)}
    if kind in CHOOSING_MANY:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in CHOOSING and kind != "overflow":
        return {"type": kind, "selected_option": element.get("initial_option")}
    return None


def is_empty(state: Json) -> bool:
    """Whether nothing has been chosen or typed."""
    return not any(value for name, value in state.items() if name != "type")


def too_much(element: Json, state: Json) -> str | None:
    """Why Slack's form wouldn't take what was typed."""
    typed = str(state.get("value") or "")
    most, least = element.get("max_length", 3000), element.get("min_length", 0)
    if len(typed) > most:
        return f"{element['action_id']!r} takes {most} characters at most"
    if typed and len(typed) < least:
        return f"{element['action_id']!r} takes {least} characters at least"
    return None


def _feedback(element: Json, option: str | None) -> Json:
    for name in ("positive_button", "negative_button"):
        if element[name]["value"] == option:
            return {"value": option, "text": element[name]["text"]}
    raise Impossible(
        f"the feedback buttons are {element['positive_button']['value']!r} and {element['negative_button']['value']!r}"
    )


def _option(element: Json, value: str) -> Any:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    for group in groups:
        for option in group["options"]:
            if option.get("value") == value:
                return option
    offered = ", ".join(repr(option.get("value")) for group in groups for option in group["options"])
    raise Impossible(f"{value!r} isn't offered; {offered} are")
