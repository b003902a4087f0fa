#!/usr/bin/env bash
# Trains the model that tells answers from near-misses, and fits the reader on it; scripts/reader/README.md says how.
# Several seeds (SEEDS="1 2") are averaged, and take as many times as long.
# Needs the development corpora (SHARED, by default ../shared) and SQuAD 2.0's dev-v2.0.json (SQUAD).
set -euo pipefail
cd "$(dirname "$0")/.."
shared="${SHARED:-../shared}"
squad="${SQUAD:-build/dev-v2.0.json}"
out="${OUT:-build/reader}"
seeds="${SEEDS:-1}"
if [[ ! -f "$squad" ]]; then
    echo "There is no $squad: download dev-v2.0.json from the site of SQuAD 2.0 and name it with SQUAD=…" >&2
    exit 1
fi
python scripts/reader/build_data.py --corpora "$shared/dev" --squad "$squad" --out "$out"
weights=()
for seed in $seeds; do
    python scripts/reader/train.py --data "$out" --out "$out/seed-$seed.pt" --seed "$seed" --epochs "${EPOCHS:-3}"
    weights+=("$out/seed-$seed.pt")
done
python scripts/reader/export.py --weights "${weights[@]}" --out knowledge/models/data
python scripts/reader/collect.py --out "$out/rows"
python scripts/reader/fit.py --rows "$out/rows" --write
