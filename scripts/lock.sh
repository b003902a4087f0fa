#!/usr/bin/env bash
# Writes constraints.txt anew: the newest versions that pyproject.toml allows, as they were found to fit together.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
VENV="$fresh/venv" bash scripts/setup.sh --resolve

{
    echo "# Every package that Footnote is built, run and tested with. Made by \`make lock\`; see CONTRIBUTING.md."
    # A local build of torch (+cpu) is that version's equal; the project itself is no pin; nvidia's belong to CUDA builds.
    "$fresh/venv/bin/python" -m pip freeze --all --exclude-editable --exclude pip |
        sed -E 's/\+[a-z0-9.]+$//' | grep -E '^[A-Za-z0-9._-]+==' | grep -vE '^(nvidia|cuda|triton)' | LC_ALL=C sort -f
} >"$fresh/constraints.txt"
cp "$fresh/constraints.txt" constraints.txt
git --no-pager diff --stat -- constraints.txt 2>/dev/null || true
