"""auth.test, users.info, bots.info, usergroups.list, usergroups.users.list, team.info."""

from __future__ import annotations

from bot.loopback.errors import Refused
from bot.loopback.methods.calling import Caller, Method, text_of
from bot.loopback.records import Json, User


async def auth_test(caller: Caller, _: Json) -> Json:
    """Whose token it is."""
    workspace = caller.workspace
    return {
        "url": f"{caller.core.base_url}/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot].name,
        "team_id": workspace.team,
        "user_id": workspace.bot,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


async def user_info(caller: Caller, arguments: Json) -> Json:
    """A person."""
    user = caller.workspace.users.get(text_of(arguments, "user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user_json(user, caller.workspace.team)}


async def bot_info(caller: Caller, arguments: Json) -> Json:
    """The app's own bot; others aren't known."""
    workspace = caller.workspace
    if text_of(arguments, "bot") not in {"", workspace.bot_id}:
        raise Refused("bot_not_found")
    bot = workspace.users[workspace.bot]
    return {
        "bot": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": bot.real_name,
            "updated": 0,
            "app_id": workspace.app_id,
            "user_id": workspace.bot,
            "icons": {},
        }
    }


async def usergroup_users(caller: Caller, arguments: Json) -> Json:
    """Who is in a group of people."""
    users = caller.workspace.usergroups.get(text_of(arguments, "usergroup"))
    if users is None:
        raise Refused("no_such_subteam")
    return {"users": list(users)}


async def usergroups(caller: Caller, _: Json) -> Json:
    """The groups of people, by id and handle."""
    known = caller.workspace
    handles = {group: known.handles.get(group, group.lower()) for group in known.usergroups}
    return {"usergroups": [{"id": group, "handle": handle, "name": handle} for group, handle in handles.items()]}


async def team_info(caller: Caller, _: Json) -> Json:
    """The workspace."""
    workspace = caller.workspace
    return {"team": {"id": workspace.team, "name": workspace.name, "domain": workspace.domain, "icon": {}}}


def user_json(user: User, team: str) -> Json:
    """A person as Slack shows them."""
    return {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "deleted": user.deleted,
        "tz": user.tz,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "profile": {"real_name": user.real_name or user.name, "display_name": user.name},
    }


METHODS = {
    "auth.test": Method(auth_test),
    "bots.info": Method(bot_info, ("users:read",), json=False),
    "team.info": Method(team_info, ("team:read",), json=False),
    "usergroups.list": Method(usergroups, ("usergroups:read",), json=False),
    "usergroups.users.list": Method(usergroup_users, ("usergroups:read",), json=False, needed=("usergroup",)),
    "users.info": Method(user_info, ("users:read",), json=False, needed=("user",)),
}
