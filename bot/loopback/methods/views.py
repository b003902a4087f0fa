"""views.*: modals and Homes."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.methods.calling import Caller, Method, text_of
from bot.loopback.modals import checked, open_modal, publish_home, push_modal, update_modal, view_json
from bot.loopback.records import Json
from bot.loopback.tokens import Trigger


async def open_view(caller: Caller, arguments: Json) -> Json:
    """Show a modal to who did something just now."""
    payload = checked("modal", arguments["view"], caller.workspace)
    trigger = _trigger(caller, arguments)
    return {"view": view_json(caller.workspace, open_modal(caller.workspace, trigger.user, payload))}


async def push(caller: Caller, arguments: Json) -> Json:
    """Put a modal on that in which somebody did something just now."""
    payload = checked("modal", arguments["view"], caller.workspace)
    trigger = _trigger(caller, arguments)
    if trigger.view_id is None or caller.workspace.view(trigger.view_id) is None:
        raise Refused("not_found")
    return {"view": view_json(caller.workspace, push_modal(caller.workspace, trigger.user, payload))}


async def update(caller: Caller, arguments: Json) -> Json:
    """Another content for an open view."""
    view = caller.workspace.view(text_of(arguments, "view_id"), text_of(arguments, "external_id"))
    if view is None:
        raise Refused("not_found")
    changed = update_modal(caller.workspace, view, arguments["view"], arguments.get("hash"))
    return {"view": view_json(caller.workspace, changed)}


async def publish(caller: Caller, arguments: Json) -> Json:
    """Show a Home to a person."""
    user = text_of(arguments, "user_id")
    if not caller.core.app.home_tab:
        raise Refused("not_enabled")
    if user not in caller.workspace.users:
        raise Refused("user_not_found")
    shown = publish_home(caller.workspace, user, arguments["view"], arguments.get("hash"))
    return {"view": view_json(caller.workspace, shown)}


def _trigger(caller: Caller, arguments: Json) -> Trigger:
    trigger = caller.core.triggers.take(arguments.get("trigger_id"))
    if trigger.team != caller.workspace.team:
        raise Refused("invalid_trigger_id")
    return trigger


METHODS = {
    "views.open": Method(open_view, needed=("trigger_id", "view")),
    "views.publish": Method(publish, needed=("user_id", "view")),
    "views.push": Method(push, needed=("trigger_id", "view")),
    "views.update": Method(update, needed=("view",)),
}
