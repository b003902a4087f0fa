"""What people do with what the app shows: commands, buttons, forms, shortcuts; and what comes of the app's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.loopback.composing import escaped
from bot.loopback.core import Core
from bot.loopback.delivery import Deliveries
from bot.loopback.elements import TYPING, at_first, elements, found, is_empty, pressed, state_of, too_much
from bot.loopback.errors import Impossible, Refused
from bot.loopback.interactions import Interactions
from bot.loopback.modals import answered, close_all, close_top
from bot.loopback.people import People
from bot.loopback.records import Delivery, Json, Message, View
from bot.loopback.responses import Responses
from bot.loopback.workspace import Workspace

Values = Mapping[str, Mapping[str, str | Sequence[str] | None]]


class Interacting:
    """Carries out what a person does with what the app shows."""

    def __init__(self, core: Core, people: People, deliveries: Deliveries, responses: Responses) -> None:
        self._core = core
        self._people = people
        self._deliveries = deliveries
        self._responses = responses
        self._payloads = Interactions(core)

    async def slash(self, user: str, channel: str, command: str, text: str) -> Delivery:
        """A person runs a command; what comes with the acknowledgement is shown."""
        workspace, place = self._people.place(user, channel)
        if place.archived:
            raise Impossible(f"{place.name} is archived")
        known = self._core.app.commands
        if (
            not workspace.installed
            or "commands" not in workspace.scopes
            or (known is not None and command not in known)
        ):
            self._core.notice(workspace, user, channel, f"{command} is not a valid command.", "unknown_command")
            raise Impossible(f"{command} isn't a command of the app")
        payload, name = self._payloads.command(workspace, user, place, command, escaped(text))
        delivery = await self._deliveries.deliver("slash_commands", payload)
        if not delivery.acknowledged:
            self._failed(workspace, user, channel, f"{command} failed", delivery)
        elif delivery.answer:
            try:
                self._responses.say(self._core.response_urls.look(name), delivery.answer)
            except Refused as refused:
                self._core.notice(workspace, user, channel, f"{command} failed with {refused.error}", refused.error)
        return delivery

    async def press(
        self,
        user: str,
        where: Message | View,
        action_id: str,
        option: str | None,
        value: str | None,
        block_id: str | None,
    ) -> Delivery:
        """A person presses, chooses or types."""
        workspace = self._core.of_user(user)
        if isinstance(where, Message):
            self._must_see(workspace, user, where)
            block, element = found(where.shown(), action_id, block_id)
            action = pressed(block, element, option, value, workspace.next_ts())
            held = at_first(element)
            state = {} if held is None else {block["block_id"]: {action_id: held | _chosen(held, action)}}
            payload = self._payloads.message_action(workspace, user, where, action, state)
            channel: str | None = where.channel
        else:
            self._must_show(workspace, user, where)
            block, element = found(where.blocks, action_id, block_id)
            action = pressed(block, element, option, value, workspace.next_ts())
            held = at_first(element)
            self._fill(where)
            if held is not None:
                where.values.setdefault(block["block_id"], {})[action_id] = held | _chosen(held, action)
            payload, channel = self._payloads.view_action(workspace, user, where, action), None
        delivery = await self._deliveries.deliver("interactive", payload)
        if not delivery.acknowledged:
            self._failed(workspace, user, channel, "That didn't work", delivery)
        return delivery

    async def submit(self, user: str, view: View, values: Values) -> Delivery:
        """A person fills in and submits the modal on top."""
        workspace = self._core.of_user(user)
        if view.payload["type"] != "modal":
            raise Impossible("a Home has nothing to submit")
        self._must_show(workspace, user, view)
        if "submit" not in view.payload:
            raise Impossible("the modal has no submit button")
        self._fill(view, values)
        delivery = await self._deliveries.deliver("interactive", self._payloads.submission(workspace, user, view))
        if not delivery.acknowledged:
            self._failed(workspace, user, None, "We had some trouble connecting", delivery)
            return delivery
        view.errors = {}
        if view in workspace.stacks.get(user, []):
            try:
                answered(workspace, view, delivery.answer)
            except Refused as refused:
                lines = refused.details.get("response_metadata", {}).get("messages", [])
                self._core.notice(workspace, user, None, " ".join([refused.error, *lines]), "invalid_response")
        return delivery

    async def close(self, user: str, *, everything: bool) -> list[Delivery]:
        """A person closes the modal on top, or all."""
        workspace = self._core.of_user(user)
        stack = workspace.stacks.get(user)
        if not stack:
            raise Impossible("no modal is open")
        cleared = everything or stack[-1].payload.get("clear_on_close", False)
        closed = close_all(workspace, user) if cleared else [close_top(workspace, user)]
        payloads = [
            self._payloads.closed(workspace, user, view, cleared=cleared)
            for view in closed
            if view.payload.get("notify_on_close")
        ]
        return [await self._deliveries.deliver("interactive", payload) for payload in payloads]

    async def shortcut(self, user: str, message: Message, callback_id: str) -> Delivery:
        """A person chooses a message shortcut."""
        workspace = self._core.of_user(user)
        self._must_see(workspace, user, message)
        known = self._core.app.shortcuts
        if not workspace.installed or (known is not None and callback_id not in known) or message.only_for is not None:
            raise Impossible(f"{callback_id!r} isn't offered there")
        delivery = await self._deliveries.deliver(
            "interactive", self._payloads.shortcut(workspace, user, message, callback_id)
        )
        if not delivery.acknowledged:
            self._failed(workspace, user, message.channel, "That didn't work", delivery)
        return delivery

    def _failed(self, workspace: Workspace, user: str, channel: str | None, what: str, delivery: Delivery) -> None:
        """Slack tells the person, in its own dry way."""
        last = delivery.attempts[-1]
        reason = f"http_status_{last.status}" if last.status else "operation_timeout"
        if last.error in {"no_connection", "connection_failed"}:
            reason = "dispatch_failed"
        self._core.notice(workspace, user, channel, f'{what} with the error "{reason}"', reason)

    def _must_see(self, workspace: Workspace, user: str, message: Message) -> None:
        channel = workspace.channels.get(message.channel)
        visible = message.only_for in {None, user} and channel is not None and user in channel.members
        if message.deleted or not visible:
            raise Impossible(f"{user} doesn't see that message")

    def _must_show(self, workspace: Workspace, user: str, view: View) -> None:
        stack = workspace.stacks.get(user, [])
        if workspace.homes.get(user) is not view and (not stack or stack[-1] is not view):
            raise Impossible(f"{user} doesn't have that view in front of them")

    def _fill(self, view: View, values: Values | None = None) -> None:
        """What stands in the view's elements now. With values, they are typed, and the form must be complete."""
        known = {(block["block_id"], element["action_id"]) for block, element in elements(view.blocks)}
        for block_id, named in (values or {}).items():
            strange = [name for name in named if (block_id, name) not in known]
            if strange:
                raise Impossible(f"the form has no input {strange[0]!r} in {block_id!r}")
        for block, element in elements(view.blocks):
            held = at_first(element)
            if held is None:
                continue
            states = view.values.setdefault(block["block_id"], {})
            state = states.get(element["action_id"], held)
            given = (values or {}).get(block["block_id"], {})
            if element["action_id"] in given:
                state = state_of(element, given[element["action_id"]])
            states[element["action_id"]] = state
            if values is not None and block["type"] == "input":
                _must_be_complete(block, element, state)


def _must_be_complete(block: Json, element: Json, state: Json) -> None:
    if is_empty(state) and not block.get("optional", False):
        raise Impossible(f"{block['label']['text']!r} must be filled in")
    reason = too_much(element, state) if element["type"] in TYPING else None
    if reason:
        raise Impossible(reason)


def _chosen(held: Json, action: Json) -> Json:
    """What of an action becomes the element's state."""
    return {name: action[name] for name in held if name != "type" and name in action}
