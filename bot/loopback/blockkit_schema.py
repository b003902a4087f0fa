"""Blocks, views and stream chunks against the shapes of Slack's official types (``data/blockkit.json``)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

Path = tuple[str | int, ...]
Finding = tuple[Path, str]

NAMES = {"string": "a text", "array": "a list", "object": "an object", "number": "a number", "boolean": "true or false"}


def shape_findings(definition: str, value: Any, path: Path = ()) -> Iterator[Finding]:
    """What is wrong with the shape of a value that should be a ``ModalView``, an ``AnyChunk`` …"""
    for error in _validator(definition).iter_errors(value):
        yield from _explained(error, path)


def block_findings(block: Any, path: Path) -> Iterator[Finding]:
    """What is wrong with the shape of a block, by its type."""
    return shape_findings("KnownBlock", block, path)


def _by_type(validator: Any, alternatives: Mapping[str, Any], value: Any, _: Any) -> Iterator[ValidationError]:
    """The keyword ``byType``: where alternatives differ in their ``type``, only the one that is meant counts.

    The same could be said with anyOf; but then each value is held against every alternative, which takes longer,
    and what is wrong must be guessed from all their complaints.
    """
    if not isinstance(value, dict):
        yield ValidationError("should be an object")
    elif not isinstance(value.get("type"), str):
        yield ValidationError("has no type")
    elif value["type"] not in alternatives:
        yield ValidationError(f"can't be of the type {value['type']!r} here")
    else:
        yield from validator.descend(value, alternatives[value["type"]])


_Validator: Any = extend(Draft7Validator, {"byType": _by_type})


@cache
def _validator(definition: str) -> Any:
    return _Validator({"definitions": _definitions(), "$ref": f"#/definitions/{definition}"})


@cache
def _definitions() -> dict[str, Any]:
    text = files("bot.loopback").joinpath("data/blockkit.json").read_text(encoding="utf-8")
    definitions = json.loads(text)["definitions"]
    sorted_out: dict[str, Any] = _sorted_out(definitions, definitions)
    return sorted_out


def _sorted_out(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with byType for anyOf, where all alternatives have a type."""
    if isinstance(schema, list):
        return [_sorted_out(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        groups: dict[str, list[Any]] = defaultdict(list)
        for kind, alternative in _alternatives(schema, definitions):
            groups[kind].append(_sorted_out(alternative, definitions))
        if "" not in groups and len(groups) > 1:
            return {
                "byType": {kind: group[0] if len(group) == 1 else {"anyOf": group} for kind, group in groups.items()}
            }
    return {key: _sorted_out(value, definitions) for key, value in schema.items()}


def _alternatives(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """All alternatives, those of alternatives too, each with its type; an empty one if it has none."""
    meant = definitions[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "anyOf" in meant:
        for alternative in meant["anyOf"]:
            yield from _alternatives(alternative, definitions)
    else:
        yield meant.get("properties", {}).get("type", {}).get("const", ""), schema


def _explained(error: ValidationError, path: Path) -> Iterator[Finding]:
    here = (*path, *error.relative_path)
    if error.validator != "anyOf":
        yield from ((here, sentence) for sentence in _sentences(error))
        return
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for inner in error.context or ():
        branches[inner.relative_schema_path[0]].append(inner)
    for inner in min(branches.values(), key=len):  # the alternative that was probably meant
        yield from _explained(inner, here)


def _sentences(error: ValidationError) -> Iterator[str]:
    value, rule = error.instance, error.validator_value
    match error.validator:
        case "required":  # one error for each missing name
            yield next(f"lacks {name!r}" for name in rule if name not in value and error.message.startswith(repr(name)))
        case "additionalProperties":
            yield from (
                f"has {name!r}, which Slack doesn't know" for name in value if name not in error.schema["properties"]
            )
        case "type":
            yield f"should be {NAMES.get(rule, rule)}"
        case "const":
            yield f"should be {rule!r}"
        case "enum":
            yield "should be one of " + ", ".join(map(repr, rule))
        case _:
            yield error.message
