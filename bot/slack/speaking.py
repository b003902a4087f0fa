"""What is said in Slack arrives: without blocks if Slack refuses them, to the person alone if the channel is gone."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import Message
from bot.slack.limits import MESSAGE_TEXT, UPDATE_TEXT, cut
from knowledge.errors import FootnoteError

log = structlog.get_logger(__name__)

RETRIES = 4  # of one call that is told to come later
LONGEST_WAIT_S = 60  # a longer Retry-After isn't sat out: the person would be gone

# Answers of Slack's that mean: not these blocks. The same words without blocks are taken.
BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "blocks_too_long", "invalid_arguments"}
)
# … and: not in this channel, whatever is said.
CLOSED = frozenset(
    """
    cannot_reply_to_message channel_not_found ekm_access_denied is_archived is_inactive messages_tab_disabled
    not_in_channel
    restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
    restricted_action_thread_locked restricted_action_thread_only_channel team_access_not_granted thread_locked
    """.split()
)
GONE = frozenset(
    "message_not_found cant_update_message cant_delete_message edit_window_closed streaming_state_conflict".split()
)
UNREACHABLE = (SlackClientError, ClientError, TimeoutError, OSError)


class Closed(FootnoteError):
    """Nothing can be said in that channel: it is archived, gone, or the bot is no member."""


class RetryAfter(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack says when it is asked too often, unless that is too long."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        waits = [values for name, values in response.headers.items() if name.lower() == "retry-after"]
        return not waits or int(waits[0][0]) <= LONGEST_WAIT_S


def sdk_logger() -> logging.Logger:
    """For Bolt and the SDK: below warnings they write what people say into their lines, which is nobody's business."""
    quiet = logging.getLogger("slack")
    quiet.setLevel(logging.WARNING)
    return quiet


def retry_handlers() -> list[Any]:
    """What a client of Slack's does when a call fails for a moment."""
    return [
        RetryAfter(max_retry_count=RETRIES),
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]


def error_of(error: BaseException) -> str:
    """Slack's name of what went wrong, or the kind of failure where Slack wasn't reached."""
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__


async def post(client: AsyncWebClient, channel: str, message: Message, thread: str | None = None) -> tuple[str, str]:
    """Post, and return the channel and the ts. A person's id as channel means their direct message. Raises Closed."""

    async def send(text: str, blocks: tuple[Any, ...]) -> Any:
        return await client.chat_postMessage(
            channel=channel, thread_ts=thread, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False
        )

    response = await _without_blocks_if_refused(send, message, MESSAGE_TEXT)
    return str(response["channel"]), str(response["ts"])


async def update(client: AsyncWebClient, channel: str, ts: str, message: Message) -> bool:
    """Make a message of ours say this; False where it is there no more. Raises Closed."""

    async def send(text: str, blocks: tuple[Any, ...]) -> Any:
        return await client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)

    try:
        await _without_blocks_if_refused(send, message, UPDATE_TEXT)
    except SlackApiError as error:
        if error_of(error) in GONE:
            return False
        raise
    return True


async def remove(client: AsyncWebClient, channel: str, ts: str) -> bool:
    """Delete a message of ours; False where it is there no more."""
    try:
        await client.chat_delete(channel=channel, ts=ts)
    except SlackApiError as error:
        if error_of(error) in GONE | CLOSED:
            return False
        raise
    return True


async def whisper(
    client: AsyncWebClient,
    channel: str,
    user: str,
    message: Message,
    thread: str | None = None,
    directly: Callable[[], Awaitable[Message]] | None = None,
) -> None:
    """Say it in the channel where only this person sees it, or in a direct message where that can't be.

    ``directly`` makes what is said there instead: what may be read in a channel may be open in no direct message.
    """

    async def send(text: str, blocks: tuple[Any, ...]) -> Any:
        return await client.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, text=text, blocks=blocks)

    try:
        await _without_blocks_if_refused(send, message, MESSAGE_TEXT)
    except (Closed, SlackApiError):
        await post(client, user, await directly() if directly else message)


async def respond(
    client: AsyncWebClient,
    url: str,
    message: Message,
    *,
    replace: bool = False,
    everyone: bool = False,
    thread: str | None = None,
) -> bool:
    """Answer a command or a press by its response_url; False where that is used up or has expired.

    ``replace`` puts it in the place of what was there, ``everyone`` shows it to the whole channel.
    """
    hook = AsyncWebhookClient(url, session=client.session, logger=sdk_logger(), retry_handlers=retry_handlers())
    body: dict[str, Any] = {
        "response_type": "in_channel" if everyone else "ephemeral",
        "replace_original": replace,
        "text": cut(message.text, MESSAGE_TEXT),
    }
    if thread:
        body["thread_ts"] = thread
    try:
        response = await hook.send_dict(body | {"blocks": list(message.blocks)})
        if response.status_code != 200 and message.blocks and any(name in response.body for name in BLOCKS_REFUSED):
            log.warning("blocks refused", error=response.body[:80])
            response = await hook.send_dict(body)
    except UNREACHABLE as error:
        log.info("no answer by response_url", error=error_of(error))
        return False
    if response.status_code != 200:
        log.info("no answer by response_url", status=response.status_code, error=response.body[:80])
    return response.status_code == 200


async def status(client: AsyncWebClient, channel: str, thread: str, text: str) -> bool:
    """Say what the bot is doing in a thread; an empty text ends it. False where Slack doesn't show it."""
    try:
        await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=text)
    except UNREACHABLE as error:
        log.info("no status", error=error_of(error))
        return False
    return True


async def _without_blocks_if_refused(
    send: Callable[[str, tuple[Any, ...]], Awaitable[Any]], message: Message, longest: int
) -> Any:
    """What Slack says to the message, or to its text alone. Raises Closed, SlackApiError."""
    try:
        try:
            return await send(cut(message.text, longest), message.blocks)
        except SlackApiError as error:
            if not message.blocks or error_of(error) not in BLOCKS_REFUSED:
                raise
            log.warning("blocks refused", error=error_of(error), why=error.response.get("response_metadata"))
            return await send(cut(message.text, longest), ())
    except SlackApiError as error:
        if error_of(error) in CLOSED:
            raise Closed(f"I can't write in that channel ({error_of(error)}).") from error
        raise
