"""What every embedder promises, the shipped fake and the real ones alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.models.embedding import SentenceTransformerEmbedder, load_embedder
from knowledge.models.scripted import HashingEmbedder
from knowledge.models.weights import EMBEDDING, checked
from knowledge.ports import Embedder
from knowledge.settings import KnowledgeSettings

TEXTS = [
    "Three in four companies say that operations own artificial intelligence.",
    "",
    "Budgets for training grew. " * 80,  # beyond the tokens that count
    "Ποιος κατέχει την τεχνητή νοημοσύνη; 谁拥有人工智能? 🤖",
]


@pytest.fixture(scope="module", params=["fake", "onnx", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    match request.param:
        case "fake":
            return HashingEmbedder()
        case "onnx":
            return load_embedder(KnowledgeSettings(threads=2))
        case _:
            return SentenceTransformerEmbedder(checked(EMBEDDING), threads=2)


def test_a_row_a_text_float32_of_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder) -> None:
    """Whatever is done to make batches, a text's vector is the one that it has alone."""
    texts = [f"{'A longer sentence about budgets. ' * (n * 7 % 5)}Report number {n}." for n in range(40)]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert embedder.embed(texts) == pytest.approx(alone, abs=1e-5)


def test_texts_about_the_same_thing_are_nearer_than_others(embedder: Embedder) -> None:
    question, near, far = embedder.embed(
        ["Who owns artificial intelligence?", "Operations owns artificial intelligence.", "The soup was served cold."]
    )
    assert question @ near > question @ far + 0.2


@settings(max_examples=20)
@given(text=st.text(max_size=200))
def test_any_text_has_a_vector(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed([text])).all()


def test_the_name_tells_which_model_and_which_version(embedder: Embedder) -> None:
    model, _, version = embedder.name.partition("@")
    assert model
    assert version
