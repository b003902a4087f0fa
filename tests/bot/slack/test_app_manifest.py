"""What the manifest promises: it is fresh, it has all that the app hears and calls, and no more."""

from __future__ import annotations

import json
import subprocess
import sys

from bot.commands import slashes
from bot.slack import ids
from bot.slack.manifest import EVENTS, FILE, OAUTH_EVENTS, SCOPES, manifest, written
from tests.conftest import ROOT

# Which scope a Web API method takes, as Slack documents it. Views and responses take none.
METHODS = {
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "assistant_threads_setTitle": "assistant:write",
    "chat_delete": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_stream": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "usergroups_list": "usergroups:read",
    "usergroups_users_list": "usergroups:read",
    "users_info": "users:read",
}
HEARD = {  # which scope an event takes
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


def test_the_file_is_what_the_code_makes() -> None:
    assert FILE.read_text("utf-8") == written()
    checked = subprocess.run(
        [sys.executable, "-m", "bot.slack.manifest", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_scope_is_needed_by_what_the_app_calls_or_hears_and_none_is_missing() -> None:
    source = "\n".join(
        path.read_text("utf-8") for path in [*(ROOT / "bot/slack").glob("*.py"), *(ROOT / "bot/slack").rglob("*.py")]
    )
    called = {scope for method, scope in METHODS.items() if f".{method}(" in source}
    heard = {HEARD[event.name] for event in EVENTS} - {None}
    if ".conversations_info(" in source:  # of public channels and of private ones each takes its own
        called |= {"channels:read", "groups:read"}
    assert called | heard | {"commands"} == {scope.name for scope in SCOPES}


def test_each_slash_command_and_the_shortcut_stand_in_it() -> None:
    features = manifest()["features"]
    assert [each["command"] for each in features["slash_commands"]] == [slash.name for slash in slashes("slack")]
    assert {"/ask", "/stat", "/verify", "/sources", "/footnote"} <= {
        one["command"] for one in features["slash_commands"]
    }
    assert [(each["type"], each["callback_id"]) for each in features["shortcuts"]] == [("message", ids.CHECK_FIGURES)]


def test_it_keeps_slacks_limits() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= 4
    for slash in made["features"]["slash_commands"]:
        assert len(slash["command"]) <= 32
        assert 0 < len(slash["description"]) <= 2000


def test_for_http_it_names_the_address_and_hears_of_removals() -> None:
    made = manifest("https://footnote.example.org/")
    url = "https://footnote.example.org/slack/events"
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == url
    assert {event.name for event in OAUTH_EVENTS} <= set(settings["event_subscriptions"]["bot_events"])
    assert {slash["url"] for slash in made["features"]["slash_commands"]} == {url}
    assert made["oauth_config"]["redirect_urls"] == ["https://footnote.example.org/slack/oauth_redirect"]
    assert json.loads(written())["settings"]["socket_mode_enabled"] is True
