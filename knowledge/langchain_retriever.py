"""The library as a LangChain retriever, for chains and agents that bring their own way to answer."""

from __future__ import annotations

from typing import Annotated

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from knowledge.answering import Answerer
from knowledge.ports import Ranked
from knowledge.records import Citation


class FootnoteRetriever(BaseRetriever):
    """Passages of the published edition, found and ranked as for an answer; whether they answer is left to the chain.

    A document's ``page_content`` is the passage, verbatim. Its ``metadata``: ``document`` (file's name or URL),
    ``title``, ``page``, ``start`` and ``end`` (offsets into the stored text of ``revision_id``), ``headings``,
    ``link`` (to the passage in its source) and ``score`` (a reranker's logit; without one, a cosine).
    Raises EmptyLibrary.
    """

    answerer: Answerer
    k: Annotated[int, Field(ge=1)] = 5  # passages at most; the settings' candidates bound it as well
    document_ids: tuple[str, ...] | None = None  # only from these documents; None: from all

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        found = self.answerer.retrieve_cited(query, self.document_ids)
        return [_document(ranked, citation) for ranked, citation in found[: self.k]]


def _document(ranked: Ranked, citation: Citation) -> Document:
    metadata = citation.model_dump(exclude={"quote"}) | {"score": ranked.score}
    return Document(id=ranked.passage.id, page_content=citation.quote, metadata=metadata)
