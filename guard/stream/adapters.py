"""The stream of each API."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from guard.stream.anthropic import AnthropicStream
from guard.stream.channel import Screens
from guard.stream.chat import ChatStream
from guard.stream.completions import CompletionsStream
from guard.stream.responses import ResponsesStream
from guard.stream.step import EventStream
from guard.wire.table import Events

STREAMS: Mapping[Events, Callable[[Screens], EventStream]] = MappingProxyType(
    {
        Events.CHAT: ChatStream,
        Events.COMPLETIONS: CompletionsStream,
        Events.RESPONSES: ResponsesStream,
        Events.ANTHROPIC: AnthropicStream,
    }
)
"""What screens which kind of events."""


def opened(events: Events, screens: Screens) -> EventStream:
    """Open the stream of a reply.

    Args:
        events: what it is made of.
        screens: what the policy says of completions.
    """
    return STREAMS[events](screens)
