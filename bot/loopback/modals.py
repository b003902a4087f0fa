"""Stacks of modals and Homes: what may be shown, on what, and what becomes of an app's answer to a submission."""

from __future__ import annotations

from typing import Any

from bot.loopback.blockkit import Kind, problems
from bot.loopback.errors import Refused
from bot.loopback.records import Json, View
from bot.loopback.workspace import Workspace

MOST_MODALS = 3


def open_modal(workspace: Workspace, user: str, payload: Json) -> View:
    """Show a checked modal to a person, instead of those that may be open."""
    view = workspace.new_view(user, payload)
    workspace.stacks[user] = [view]
    workspace.changed("modal", user=user)
    return view


def push_modal(workspace: Workspace, user: str, payload: Json) -> View:
    """Put a checked modal on the one that is open. Raises Refused: not_found, push_limit_reached."""
    stack = workspace.stacks.get(user)
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MOST_MODALS:
        raise Refused("push_limit_reached")
    view = workspace.new_view(user, payload, stack[-1])
    stack.append(view)
    workspace.changed("modal", user=user)
    return view


def update_modal(workspace: Workspace, view: View, payload: Any, expected: object = None) -> View:
    """Give a view another content. Raises Refused: hash_conflict if it isn't the one that was expected."""
    if expected and expected != view.hash:
        raise Refused("hash_conflict")
    kind: Kind = "home" if view.payload["type"] == "home" else "modal"
    workspace.fill(view, checked(kind, payload, workspace, view))
    workspace.changed(kind, user=view.user)
    return view


def publish_home(workspace: Workspace, user: str, payload: Any, expected: object = None) -> View:
    """Show a Home to a person."""
    view = workspace.homes.get(user)
    if view is not None:
        return update_modal(workspace, view, payload, expected)
    if expected:
        raise Refused("hash_conflict")
    view = workspace.homes[user] = workspace.new_view(user, checked("home", payload, workspace))
    workspace.changed("home", user=user)
    return view


def close_top(workspace: Workspace, user: str) -> View:
    """Take the modal on top away; the one below shows again."""
    view = workspace.stacks[user].pop()
    workspace.changed("modal", user=user)
    return view


def close_all(workspace: Workspace, user: str) -> list[View]:
    """Take all modals away, and return them, the one on top first."""
    closed = list(reversed(workspace.stacks.pop(user, [])))
    workspace.changed("modal", user=user)
    return closed


def answered(workspace: Workspace, view: View, answer: Any) -> None:
    """Do what the app answered to a submission: nothing said closes the modal.

    Raises Refused with a sentence for an answer that Slack can't follow.
    """
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if not answer:
        close_top(workspace, view.user)
    elif action == "clear":
        close_all(workspace, view.user)
    elif action == "update":
        update_modal(workspace, view, answer.get("view"))
    elif action == "push":
        push_modal(workspace, view.user, checked("modal", answer.get("view"), workspace))
    elif action == "errors":
        _show_errors(workspace, view, answer.get("errors"))
    else:
        raise Refused("invalid_response")


def checked(kind: Kind, payload: Any, workspace: Workspace, replaced: View | None = None) -> Json:
    """A view that Slack takes. Raises Refused: invalid_arguments with all problems, duplicate_external_id."""
    found = problems(kind, payload)
    if any("is larger than" in problem for problem in found):
        raise Refused("view_too_large")
    if found:
        lines = [f"[ERROR] {problem}" for problem in found]
        raise Refused("invalid_arguments", response_metadata={"messages": lines})
    known: Json = payload
    other = workspace.view(external_id=known["external_id"]) if known.get("external_id") else None
    if other is not None and other is not replaced:
        raise Refused("duplicate_external_id")
    return known


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as Slack shows it to the app."""
    payload = view.payload
    shown: Json = {
        "id": view.id,
        "team_id": workspace.team,
        "type": payload["type"],
        "blocks": payload["blocks"],
        "private_metadata": payload.get("private_metadata", ""),
        "callback_id": payload.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "clear_on_close": payload.get("clear_on_close", False),
        "notify_on_close": payload.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
        "external_id": payload.get("external_id", ""),
    }
    return shown | {name: payload.get(name) for name in ("title", "close", "submit")}


def _show_errors(workspace: Workspace, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Refused("invalid_response")
    view.errors = {str(name): str(sentence) for name, sentence in errors.items()}
    workspace.changed("modal", user=view.user)
