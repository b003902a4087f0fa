"""The stored text of each document as a resource, into which the offsets of citations point."""

from __future__ import annotations

from typing import Any

from mcp import MCPError, types
from mcp.server.context import ServerRequestContext

from bot.mcp.calling import Calls
from bot.mcp.tools import RESOURCE, Caller
from bot.plain import plain
from bot.replies import DocumentsReply, DocumentTextReply, ErrorReply, Reply
from bot.requests import Request
from knowledge.errors import FootnoteError
from knowledge.records import Revision

PAGE = 100  # resources in one answer

Context = ServerRequestContext[Any, Any]


class Resources:
    """Lists and reads them at the desk."""

    def __init__(self, calls: Calls, caller: Caller) -> None:
        self._calls = calls
        self._caller = caller

    async def listed(self, _context: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        """One page of them, in order of title; the cursor is the number of the next one."""
        cursor = params.cursor if params and params.cursor else "0"
        if not (cursor.isascii() and cursor.isdigit()):
            raise MCPError(types.INVALID_PARAMS, "That cursor is none of ours: begin without one.")
        first, revisions = int(cursor), await self._revisions()
        following = first + PAGE
        return types.ListResourcesResult(
            resources=[_resource(revision) for revision in revisions[first:following]],
            next_cursor=str(following) if following < len(revisions) else None,
        )

    async def read(self, _context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """The text of one."""
        document_id = str(params.uri).removeprefix(RESOURCE)
        found = [each for each in await self._revisions() if each.document.id == document_id]
        if not found:
            raise MCPError(types.INVALID_PARAMS, f"There is no resource {params.uri}: list the resources again.")
        reply = await self._reply(self._caller.request("text", text=found[0].document.uri))
        if not isinstance(reply, DocumentTextReply):
            raise _internal(reply)
        text = types.TextResourceContents(uri=str(params.uri), mime_type="text/plain", text=reply.text)
        return types.ReadResourceResult(contents=[text])

    async def _revisions(self) -> tuple[Revision, ...]:
        reply = await self._reply(self._caller.request("documents"))
        if not isinstance(reply, DocumentsReply):
            raise _internal(reply)
        return reply.revisions

    async def _reply(self, request: Request) -> Reply:
        try:
            return await self._calls.reply(lambda: request, None, needs_models=False)
        except FootnoteError as error:
            raise MCPError(types.INTERNAL_ERROR, str(error)) from error


def _resource(revision: Revision) -> types.Resource:
    publisher = f", {revision.publisher}" if revision.publisher else ""
    return types.Resource(
        uri=RESOURCE + revision.document.id,
        name=plain(revision.document.name),
        title=plain(revision.title),
        description=plain(f"The stored text of {revision.title}{publisher}, from which quotes are taken."),
        mime_type="text/plain",
    )


def _internal(reply: Reply) -> MCPError:
    sentence = reply.sentence if isinstance(reply, ErrorReply) else f"It was replied with {type(reply).__name__}."
    return MCPError(types.INTERNAL_ERROR, sentence)
