"""What Teams takes: every outgoing activity and card is held against the types of Microsoft's own package, and limits.

The package's models take anything; what is looked for here is what they would pass over: properties that there aren't,
values that aren't among those that there are, and everything that is too long or too many.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Iterator
from typing import Any, Literal, Union, get_args, get_origin

from microsoft_teams.cards import core
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.teams import limits

Json = dict[str, Any]

CARD_BYTES, MESSAGE_BYTES = 28_000, 80_000
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


def _types() -> dict[str, type[BaseModel]]:
    """The card elements and actions by the name that they go by."""
    found: dict[str, type[BaseModel]] = {}
    for each in vars(core).values():
        if isinstance(each, type) and issubclass(each, BaseModel) and "type" in each.model_fields:
            names = get_args(each.model_fields["type"].annotation)
            found |= {name: each for name in names if isinstance(name, str)}
    return found


TYPES = _types()


# -- cards -------------------------------------------------------------------------------------------------------------


def card_problems(card: Any) -> list[str]:
    """What is wrong with a card, each with its place."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["no adaptive card"]
    found = list(_element(card, "card"))
    if limits.bytes_of(card) > CARD_BYTES:
        found.append(f"card: {limits.bytes_of(card)} bytes")
    if not card.get("body"):
        found.append("card: nothing on it")
    inputs = [each["id"] for each in elements(card) if str(each.get("type", "")).startswith("Input.")]
    if len(inputs) != len(set(inputs)):
        found.append(f"card: inputs of one name in {inputs}")
    return found


def elements(value: Any) -> Iterator[Json]:
    """Everything in a card that is an object."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from elements(each)
    elif isinstance(value, list):
        for each in value:
            yield from elements(each)


def _element(element: Json, at: str) -> Iterator[str]:
    kind = TYPES.get(str(element.get("type")))
    if kind is None:
        yield f"{at}: there is no {element.get('type')!r}"
        return
    yield from _object(element, kind, at)
    yield from _rules(element, at)


def _object(value: Json, kind: type[BaseModel], at: str) -> Iterator[str]:
    fields = {(field.serialization_alias or name): field for name, field in kind.model_fields.items()}
    for name, inner in value.items():
        if name == "$schema":
            continue
        if name not in fields:
            yield f"{at}: {kind.__name__} has no {name!r}"
        else:
            yield from _value(inner, fields[name].annotation, f"{at}.{name}")


def _value(value: Any, annotation: Any, at: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _value(each, annotation, f"{at}[{number}]")
    elif isinstance(value, dict) and "type" in value and value["type"] in TYPES:
        yield from _element(value, at)
    elif isinstance(value, dict):
        kinds = [each for each in _parts(annotation) if isinstance(each, type) and issubclass(each, BaseModel)]
        if at.endswith((".data", ".msteams")) or not kinds:
            return  # the app's own
        problems = [list(_object(value, kind, at)) for kind in kinds]
        yield from min(problems, key=len)
    else:
        try:
            TypeAdapter(Union[*_scalars(annotation)]).validate_python(value, strict=True)
        except ValidationError:
            yield f"{at}: {value!r} is none of what it may be"


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType, list):
        for each in get_args(annotation):
            yield from _parts(each)
    elif hasattr(annotation, "__metadata__"):
        yield from _parts(annotation.__origin__)
    else:
        yield annotation


def _scalars(annotation: Any) -> list[Any]:
    return [each for each in _parts(annotation) if get_origin(each) is Literal or each in (str, int, float, bool)] or [
        Any
    ]


def _rules(element: Json, at: str) -> Iterator[str]:
    """What a type can't say."""
    kind = element["type"]
    rule = _RULES.get("Chart" if kind.startswith("Chart.") else kind)
    if rule is not None and not rule(element):
        yield f"{at}: {json.dumps(element)[:300]}"


def _even(table: Json) -> bool:
    widths = len(table["columns"])
    return bool(table["rows"]) and all(len(row["cells"]) == widths for row in table["rows"])


_RULES: dict[str, Callable[[Json], bool]] = {
    "ActionSet": lambda each: 1 <= len(each["actions"]) <= 6,
    "Action.Execute": lambda each: bool(each.get("verb") and each.get("data")) and 1 <= len(each["title"]) <= 60,
    "Action.OpenUrl": lambda each: bool(re.match(r"https?://", each["url"])),
    "RichTextBlock": lambda each: bool(each["inlines"]),
    "TextRun": lambda each: bool(each["text"]),
    "Table": _even,
    "Container": lambda each: bool(each["items"]),
    "Chart": lambda each: 1 <= len(each["data"]) <= 30,
}


# -- activities --------------------------------------------------------------------------------------------------------


def activity_problems(activity: Json, kind: str) -> list[str]:
    """What Teams wouldn't take, or wouldn't show as it is meant; ``kind`` is that of the conversation."""
    found: list[str] = []
    if limits.bytes_of(activity) > MESSAGE_BYTES:
        found.append(f"{limits.bytes_of(activity)} bytes")
    text = activity.get("text", "")
    if activity["type"] == "message" and not text and not activity.get("attachments"):
        found.append("nothing is said")
    if "<" in text or ">" in re.sub(r"&[lg]t;", "", text):
        found.append("a tag in the text")
    if text and activity.get("attachments"):
        found.append("words and a card, of which Teams makes two")
    for each in activity.get("attachments", []):
        found += card_problems(each.get("content")) if each.get("contentType") == ADAPTIVE else ["another attachment"]
    found += _entities(activity, text)
    if "suggestedActions" in activity:
        actions = activity["suggestedActions"]["actions"]
        if kind != "personal" or not 1 <= len(actions) <= 6 or any(each["type"] != "imBack" for each in actions):
            found.append("suggestions that aren't shown")
    return found


def _entities(activity: Json, text: str) -> Iterator[str]:
    entities = activity.get("entities", [])
    messages = [each for each in entities if each["type"] == "https://schema.org/Message"]
    if len(messages) > 1:
        yield "several entities about the message"
    if any(each["type"] == "mention" for each in entities):
        yield "a mention"
    citations = [each for message in messages for each in message.get("citation", [])]
    positions = [each["position"] for each in citations]
    if len(positions) > 20 or len(set(positions)) != len(positions):
        yield f"citations {positions}"
    if citations and "suggestedActions" in activity:
        yield "citations beside suggestions"
    for each in citations:
        yield from _citation(each, text)


def _citation(citation: Json, text: str) -> Iterator[str]:
    shown = citation["appearance"]
    at = f"citation {citation['position']}"
    if f"[{citation['position']}]" not in text:
        yield f"{at} isn't in the text"
    if not 1 <= limits.length(shown["name"]) <= 80 or not 1 <= limits.length(shown["abstract"]) <= 160:
        yield f"{at}: too long"
    if len(shown.get("keywords", [])) > 3 or any(limits.length(each) > 28 for each in shown.get("keywords", [])):
        yield f"{at}: keywords"
    if "url" in shown and not re.match(r"https?://", shown["url"]):
        yield f"{at}: leads to {shown['url']!r}"
    if "text" in shown:
        yield from card_problems(json.loads(shown["text"]))
