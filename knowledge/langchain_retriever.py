"""The library as a LangChain retriever, for chains and agents that bring their own way to answer."""

from __future__ import annotations

from collections.abc import Callable, Collection
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

    Who may read what is for whoever hands it out to say: ``permitted`` is asked with every search, and what it doesn't
    name is neither found nor counted (``lambda: services.readers.permitted(audience)``). Without it the chain reads
    everything, as the library's owner does.
    """

    answerer: Answerer
    k: Annotated[int, Field(ge=1)] = 5  # passages at most; the settings' candidates bound it as well
    document_ids: tuple[str, ...] | None = None  # only from these documents; None: from all
    permitted: Callable[[], Collection[str] | None] | None = None  # those that may be read by now; None: all

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        found = self.answerer.retrieve_cited(query, self._among())
        return [_document(ranked, citation) for ranked, citation in found[: self.k]]

    def _among(self) -> Collection[str] | None:
        permitted = self.permitted() if self.permitted else None
        if permitted is None or self.document_ids is None:
            return permitted if self.document_ids is None else self.document_ids
        return tuple(each for each in self.document_ids if each in permitted)


def _document(ranked: Ranked, citation: Citation) -> Document:
    metadata = citation.model_dump(exclude={"quote"}) | {"score": ranked.score}
    return Document(id=ranked.passage.id, page_content=citation.quote, metadata=metadata)
