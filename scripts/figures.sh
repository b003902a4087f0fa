#!/usr/bin/env bash
# Measures, and keeps what was printed where the README takes it from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mkdir -p docs/figures
measured_on() {
    echo
    echo "Measured on $(date -u +%Y-%m-%d) with Footnote $(footnote --version | grep -oE '[0-9][0-9.a-z]*' | head -n 1)," \
        "$(getconf _NPROCESSORS_ONLN) processors."
}
for figure in eval bench; do
    echo "Measuring: $figure …" >&2
    case $figure in
    # Without the failures: they quote the documents, and are for whoever mends them.
    eval) bash scripts/eval.sh | awk 'BEGIN { RS = ""; ORS = "\n\n" } !/\n  asked:/' ;;
    bench) bash scripts/bench.sh ;;
    esac >"docs/figures/$figure.new"
    measured_on >>"docs/figures/$figure.new"
    mv "docs/figures/$figure.new" "docs/figures/$figure.txt"
done
python scripts/generate_docs.py
