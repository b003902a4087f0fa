"""The methods of the Web API, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from bot.loopback.methods.assistant import METHODS as ASSISTANT
from bot.loopback.methods.calling import Method
from bot.loopback.methods.chat import METHODS as CHAT
from bot.loopback.methods.conversations import METHODS as CONVERSATIONS
from bot.loopback.methods.files import METHODS as FILES
from bot.loopback.methods.people import METHODS as PEOPLE
from bot.loopback.methods.streams import METHODS as STREAMS
from bot.loopback.methods.views import METHODS as VIEWS

METHODS: Mapping[str, Method] = {**ASSISTANT, **CHAT, **CONVERSATIONS, **FILES, **PEOPLE, **STREAMS, **VIEWS}
