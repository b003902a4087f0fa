"""The MCP server: translates calls into requests and replies into results, and nothing else."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import structlog
from mcp import MCPError, types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server

from bot.desk import Desk
from bot.mcp import schemas
from bot.mcp.calling import Calls, Report
from bot.mcp.resources import Resources
from bot.mcp.tools import INSTRUCTIONS, TOOLS, Caller, Tool, shown
from bot.plain import plain
from bot.pool import Pool
from bot.replies import ErrorReply
from bot.wiring import Services
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

Context = ServerRequestContext[Any, Any]
_AS_HERE = {"footnote documents lists": "the tool list_documents lists"}


def build(desk: Desk, services: Services, pool: Pool, caller: Caller) -> Server[Any]:
    """A server for assistants that are all the same caller; its handlers run in the pool."""
    calls = Calls(desk, pool)
    handlers = _Handlers(services, calls, caller)
    resources = Resources(calls, caller)
    return Server(
        "footnote",
        title="Footnote",
        version=_version(),
        description="Answers from ingested reports, each sentence with its quote and place.",
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=resources.listed,
        on_read_resource=resources.read,
    )


class _Handlers:
    def __init__(self, services: Services, calls: Calls, caller: Caller) -> None:
        self._services = services
        self._calls = calls
        self._caller = caller

    async def list_tools(
        self, _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        """All tools, with what they take and give."""
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """The tool's result; what could not be done is a result, too, so that the assistant reads the sentence."""
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name!r}; there are {', '.join(TOOLS)}.")
        try:
            result = await self._called(tool, params.arguments, _report(context))
        except FootnoteError as error:
            result = _failed(str(error))
        log.info("called", tool=tool.name, surface=self._caller.surface, failed=result.is_error)
        return result

    async def _called(self, tool: Tool, given: dict[str, Any] | None, report: Report | None) -> types.CallToolResult:
        arguments = schemas.read(tool.takes, given)
        reply = await self._calls.reply(
            lambda: tool.request(arguments, self._caller, self._services), report, needs_models=tool.needs_models
        )
        if isinstance(reply, ErrorReply):
            return _failed(reply.sentence)
        result = shown(tool, reply, self._caller)
        if result is None:
            raise TypeError(f"{tool.name} was replied to with {type(reply).__name__}")
        wire, text = result
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=wire)


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=" ".join(tool.description.split()),
        input_schema=tool.takes.model_json_schema(),
        output_schema=tool.gives.model_json_schema(),
        annotations=types.ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _failed(sentence: str) -> types.CallToolResult:
    for there, here in _AS_HERE.items():
        sentence = sentence.replace(there, here)
    return types.CallToolResult(content=[types.TextContent(text=plain(sentence))], is_error=True)


def _report(context: Context) -> Report | None:
    """What tells the client how far its call is; None where it didn't ask to be told."""
    if "progress_token" not in (context.meta or {}):
        return None

    async def report(progress: float, sentence: str) -> None:
        await context.session.report_progress(progress, None, plain(sentence))

    return report


def _version() -> str:
    try:
        return version("footnote")
    except PackageNotFoundError:
        return "0"
