#!/usr/bin/env bash
# Measures speed and memory on the starter and, where they lie beside the checkout (SHARED, ../shared), on the
# development corpora. Takes what footnote bench takes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
DEV=${SHARED:-../shared}/dev

docs=(--docs knowledge/starter)
for corpus in rust dora go; do
    if [ -d "$DEV/$corpus" ]; then docs+=(--docs "$DEV/$corpus"); fi
done
footnote bench "${docs[@]}" "$@"
