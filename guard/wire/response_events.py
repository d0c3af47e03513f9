"""The events of OpenAI's Responses API: which of them carry text, and where it stands in the reply.

Source: OpenAI's OpenAPI description of the streaming events of ``POST /v1/responses``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Path = tuple[str | int, ...]
"""A place in the reply that is not streamed, such as ``("output", 0, "content", 1, "text")``."""
EACH = "*"
"""In the steps to a text: an element of an array, which the event names by its ``command_index``."""
PART_INDEX: Mapping[str, str] = MappingProxyType({"content": "content_index", "summary": "summary_index"})
"""The arrays of an item that hold parts, and the member of an event that says which of them it is about."""
_INDEX = {**PART_INDEX, EACH: "command_index"}


@dataclass(frozen=True, slots=True)
class Streamed:
    """A text that comes in deltas.

    Args:
        event: what its events are called, without ``.delta`` and ``.done``.
        holder: the type of the item or part that it belongs to.
        within: the array of the item that such parts stand in; nothing for a text of the item itself.
        steps: where it is in its holder.
        member: the member of the last event that repeats the whole text.
        side: the member of the delta it comes in, where a delta is an object.
        of_item: whether its events name the item.
    """

    event: str
    holder: str
    within: str
    steps: tuple[str, ...]
    member: str
    side: str = ""
    of_item: bool = True

    @property
    def indices(self) -> tuple[str, ...]:
        """The members of its events that say where in the item it is."""
        return tuple(_INDEX[step] for step in (self.within, *self.steps) if step in _INDEX)

    def path(self, output_index: int, indices: Mapping[str, int]) -> Path:
        """Give the place of the text that the members of an event mean."""
        steps: list[str | int] = ["output", output_index]
        for step in (self.within, *self.steps):
            if step != EACH and step:
                steps.append(step)
            if step in _INDEX:
                steps.append(indices[_INDEX[step]])
        return tuple(steps)

    def named(self, path: Path) -> dict[str, int]:
        """Give the members that name a place, the other way round than `path`."""
        numbers = [step for step in path if isinstance(step, int)]
        return dict(zip(("output_index", *self.indices), numbers, strict=False))

    @property
    def logprobs(self) -> bool:
        """Whether its events have log probabilities."""
        return self.holder == "output_text"


STREAMED = (
    Streamed("response.output_text", "output_text", "content", ("text",), "text"),
    Streamed("response.refusal", "refusal", "content", ("refusal",), "refusal"),
    Streamed("response.reasoning_text", "reasoning_text", "content", ("text",), "text"),
    Streamed("response.reasoning_summary_text", "summary_text", "summary", ("text",), "text"),
    Streamed("response.function_call_arguments", "function_call", "", ("arguments",), "arguments"),
    Streamed("response.mcp_call_arguments", "mcp_call", "", ("arguments",), "arguments"),
    Streamed("response.custom_tool_call_input", "custom_tool_call", "", ("input",), "input"),
    Streamed("response.code_interpreter_call_code", "code_interpreter_call", "", ("code",), "code"),
    Streamed(
        "response.apply_patch_call_operation_diff", "apply_patch_call", "", ("operation", "diff"), "diff"
    ),
    Streamed(
        "response.shell_call_command",
        "shell_call",
        "",
        ("action", "commands", EACH),
        "command",
        of_item=False,
    ),
    Streamed(
        "response.shell_call_output_content",
        "shell_call_output",
        "",
        ("output", EACH, "stdout"),
        "",
        "stdout",
    ),
    Streamed(
        "response.shell_call_output_content",
        "shell_call_output",
        "",
        ("output", EACH, "stderr"),
        "",
        "stderr",
    ),
)
TRANSCRIPT = Streamed("response.audio.transcript", "", "", (), "", of_item=False)
"""What the sound of a reply says, which belongs to no item."""
TRANSCRIPT_PATH: Path = ("audio", "transcript")
BY_EVENT: Mapping[str, tuple[Streamed, ...]] = MappingProxyType(
    {each.event: tuple(other for other in STREAMED if other.event == each.event) for each in STREAMED}
)
"""The same by the name of their events."""

SNAPSHOTS = ("response.created", "response.queued", "response.in_progress")
"""Events that hold the response as far as it is, without any output."""
ENDS = ("response.completed", "response.incomplete", "response.failed")
"""Events that hold the whole response; nothing follows."""
PROGRESS = frozenset(
    """
    response.code_interpreter_call.completed response.code_interpreter_call.in_progress
    response.code_interpreter_call.interpreting response.compaction.compacting
    response.file_search_call.completed response.file_search_call.in_progress
    response.file_search_call.searching response.image_generation_call.completed
    response.image_generation_call.generating response.image_generation_call.in_progress
    response.mcp_call.completed response.mcp_call.failed response.mcp_call.in_progress
    response.mcp_list_tools.completed response.mcp_list_tools.failed response.mcp_list_tools.in_progress
    response.web_search_call.completed response.web_search_call.in_progress
    response.web_search_call.searching
    """.split()
)
"""Events that say how far an item is, and nothing else."""


def begun(path: Path, value: Mapping[str, Any]) -> Iterator[tuple[Streamed, Path, str]]:
    """Give the texts that an item or part holds already when it is announced, where deltas may follow.

    Args:
        path: the place of the item or part.
        value: what it is.
    """
    item = isinstance(path[-2], str) and path[-2] == "output"
    for each in STREAMED:
        if item and each.within:
            parts = value.get(each.within)
            for at, part in enumerate(parts if isinstance(parts, list) else ()):
                if isinstance(part, dict):
                    yield from _texts(each, (*path, each.within, at), part)
        elif item or each.within == path[-2]:
            yield from _texts(each, path, value)


def _texts(each: Streamed, path: Path, holder: Mapping[str, Any]) -> Iterator[tuple[Streamed, Path, str]]:
    if holder.get("type") != each.holder:
        return
    found: list[tuple[Path, Any]] = [(path, holder)]
    for step in each.steps:
        found = [below for place, value in found for below in _below(place, value, step)]
    yield from ((each, place, text) for place, text in found if isinstance(text, str) and text)


def _below(path: Path, value: Any, step: str) -> list[tuple[Path, Any]]:
    if step == EACH:
        return [((*path, at), each) for at, each in enumerate(value)] if isinstance(value, list) else []
    return [((*path, step), value[step])] if isinstance(value, dict) and step in value else []
