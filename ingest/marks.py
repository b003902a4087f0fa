"""YAML that remembers on which line each of its values stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import yaml

from knowledge.errors import InvalidFindings

_DEEPEST = 12  # of lists and mappings in each other; a findings file needs five


class Marked:
    """Plain lists, mappings and strings of a YAML text, with the lines they came from.

    Every scalar stays the string that was written, so that ``no`` is no boolean and ``2.50`` keeps its zero; an empty
    value or ``null`` counts as left out. Anchors are refused: a text with them can unfold to any size.
    """

    def __init__(self, value: Any, root: yaml.Node | None) -> None:
        self.value = value
        self._root = root

    @classmethod
    def parse(cls, text: str, name: str) -> Self:
        """Read a YAML text; ``name`` is the file's, for messages. Raises InvalidFindings with the line."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise InvalidFindings(f"{name}, line {line}: this is no YAML ({error.problem}).") from error
        except (yaml.YAMLError, RecursionError) as error:
            raise InvalidFindings(f"{name} is no YAML text; write it as docs/findings.md shows.") from error
        return cls(_plain(root, name, set()) if root else {}, root)

    def line(self, path: Sequence[int | str]) -> int:
        """The line, from 1, of the value at a path; where the path leads nowhere, of the last thing on it."""
        node, line = self._root, 1
        for step in path:
            match node, step:
                case yaml.MappingNode(), str():
                    pair = next(((k, v) for k, v in node.value if k.value == step), None)
                case yaml.SequenceNode(), int():
                    pair = (node.value[step], node.value[step])
                case _:
                    pair = None
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        return line


def _plain(node: yaml.Node, name: str, seen: set[int], depth: int = 0) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise InvalidFindings(f"{name}, line {line}: anchors are not used here; write the value again.")
    if depth > _DEEPEST:
        raise InvalidFindings(f"{name}, line {line}: this is nested too deeply.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, seen, depth + 1) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return None if node.tag.endswith(":null") else node.value
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        word = str(key.value)
        if word in mapping:
            raise InvalidFindings(f"{name}, line {key.start_mark.line + 1}: the key {word!r} is given twice.")
        mapping[word] = _plain(value, name, seen, depth + 1)
    return {key: value for key, value in mapping.items() if value is not None}
