"""What the benchmark measures Footnote against: the pipeline that LangChain's own introductions build.

RecursiveCharacterTextSplitter, HuggingFaceEmbeddings, a persistent Chroma, similarity search; every default left as it
is. It is given the text that our readers read and our copy of the embedding model. Run as a program it answers lines of
questions as ``footnote ask --batch -`` does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import FootnoteError
from knowledge.ports import Vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import VectorStore

CHUNK, OVERLAP = 1000, 200  # characters
K = 4  # passages a question
ADDED_AT_ONCE = 5000  # chunks; Chroma takes some 5,400 at a time

# Nothing phones home from a benchmark, and no hub is asked for a model that is here.
QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}


class PlainPipeline:
    """Text in, chunks into Chroma; question in, the nearest four out."""

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        """Load the model of a folder and open the store of another. Raises FootnoteError without the packages."""
        os.environ.update(QUIET)
        try:
            import torch
            from langchain_huggingface import HuggingFaceEmbeddings
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise FootnoteError(
                f'The plain pipeline lacks a package ({error.name}): run pip install "footnote[bench]".'
            ) from error
        torch.set_num_threads(threads)
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        self._embeddings = HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"device": "cpu"})
        self._folder = folder
        self._store = self._open(self._embeddings)
        self._embeddings.embed_query("warm")

    def ingest(self, texts: Iterable[str]) -> int:
        """Split, embed and store; returns how many chunks there were."""
        chunks = [chunk for text in texts for chunk in self._splitter.split_text(text)]
        for start in range(0, len(chunks), ADDED_AT_ONCE):
            self._store.add_texts(chunks[start : start + ADDED_AT_ONCE])
        return len(chunks)

    def fill(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Store chunks whose vectors are known."""
        self._open(_known(vectors)).add_texts(list(texts))

    def seeds(self, texts: Iterable[str], count: int) -> tuple[list[str], Vectors]:
        """Some chunks of the texts, spread over them, with their vectors."""
        import numpy as np

        chunks = [chunk for text in texts for chunk in self._splitter.split_text(text)]
        picked = chunks[:: max(1, len(chunks) // count)][:count]
        return picked, np.asarray(self._embeddings.embed_documents(picked), dtype=np.float32)

    def ask(self, question: str) -> list[str]:
        """The nearest chunks."""
        return [document.page_content for document in self._store.similarity_search(question, k=K)]

    def _open(self, embeddings: Embeddings) -> VectorStore:
        from langchain_chroma import Chroma

        store: VectorStore = Chroma(
            collection_name="plain", embedding_function=embeddings, persist_directory=str(self._folder)
        )
        return store


def _known(vectors: Vectors) -> Embeddings:
    """Embeddings that were made elsewhere, handed out in order."""
    from langchain_core.embeddings import Embeddings as Base

    class Known(Base):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = vectors[: len(texts)].tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Known()


def main(folder: str, model: str, threads: str) -> None:
    """Answer one JSON line of ``id`` and ``question`` with another, until there are no more."""
    pipeline = PlainPipeline(Path(folder), Path(model), int(threads))
    for line in sys.stdin:
        question = json.loads(line)
        texts = pipeline.ask(question["question"])
        sys.stdout.write(json.dumps({"id": question["id"], "kind": "answer", "texts": texts}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
