#!/bin/sh
# Makes bot/loopback/data/blockkit.json again: the shapes of Slack's blocks, views and stream chunks as one JSON schema, from
# the official TypeScript types (npm @slack/types, MIT). Shapes alone are kept, no text. Needs Node.js, npm and network.
set -eu
types=3.2.0
generator=2.4.0
target="$(cd "$(dirname "$0")/.." && pwd)/bot/loopback/data/blockkit.json"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "@slack/types@$types" "ts-json-schema-generator@$generator"
for type in KnownBlock ModalView HomeView AnyChunk; do
    npx ts-json-schema-generator --path node_modules/@slack/types/dist/index.d.ts --type "$type" --no-type-check -o "$type.json"
done
SOURCE="@slack/types $types" TARGET="$target" python3 - <<'PYTHON'
import json
import os
from pathlib import Path

WORDS = {"description", "$comment", "deprecated", "examples"}  # of a schema; a property may be called so, too


def bare(schema, names=False):
    if isinstance(schema, list):
        return [bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if names or key not in WORDS}
    return {key: bare(value, names=not names and key in {"properties", "definitions"}) for key, value in kept.items()}


definitions = {}
for name in ("KnownBlock", "ModalView", "HomeView", "AnyChunk"):
    definitions |= bare(json.loads(Path(f"{name}.json").read_text()))["definitions"]
# "Any block" lets everything with a type pass: nothing but the known ones is wanted.
definitions.pop("Block", None)
definitions["AnyBlock"] = {"$ref": "#/definitions/KnownBlock"}
schema = {"$schema": "http://json-schema.org/draft-07/schema#", "$comment": os.environ["SOURCE"], "definitions": definitions}
text = json.dumps(schema, sort_keys=True, separators=(",", ":"))
# One line a definition, so that a change can be read.
for name in sorted(definitions):
    text = text.replace(f'"{name}":{{', f'\n"{name}":{{', 1)
assert json.loads(text) == schema
Path(os.environ["TARGET"]).write_text(text + "\n")
PYTHON
echo "$target"
