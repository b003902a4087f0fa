#!/usr/bin/env bash
# Asks the questions with known answers: those on the starter, the held-out ones, and those on the development corpora
# where they lie beside the checkout (SHARED, ../shared). CONTRIBUTING.md says what they are.
# Of SQuAD's questions it asks 300, the same ones every time; --all (or make eval ALL=1) asks all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
DEV=${SHARED:-../shared}/dev
ALL=${ALL:-}
if [ "${1:-}" = --all ]; then ALL=1; fi

libraries=$(mktemp -d)
trap 'rm -rf "$libraries"' EXIT

evaluate() { # a heading, the name of the library, and what footnote eval takes
    printf '\n== %s\n' "$1"
    footnote eval --library "$libraries/$2" "${@:3}"
}

evaluate "The starter" starter knowledge/starter/questions.json --docs knowledge/starter
evaluate "Held-out questions on reports made up for them" held-out tests/questions/held_out.json --docs tests/questions/docs
evaluate "A survey of four years made up for them" family tests/questions/family.json --docs tests/questions/family

printf '\n== Claims on the reports made up for them: what is supported, and what is not\n'
python scripts/check_claims.py tests/questions/claims_held_out.json --docs tests/questions/docs --docs tests/questions/family

if [ -f "$DEV/questions.json" ]; then
    together=(--docs "$DEV/rust" --docs "$DEV/dora" --docs "$DEV/go")
    evaluate "Reports on Rust, DevOps and Go, together" together "$DEV/questions.json" "${together[@]}"
    printf '\n== Claims on the same and on the starter: what is supported, and what is not\n'
    python scripts/check_claims.py tests/questions/claims.json --docs knowledge/starter "${together[@]}"
    evaluate "More questions on the same" together tests/questions/dev_more.json "${together[@]}"
    evaluate "SQuAD 2.0, eight articles of Wikipedia" squad "$DEV/squad/questions.json" --docs "$DEV/squad/docs" \
        $([ -n "$ALL" ] || echo "--sample 300")
fi
