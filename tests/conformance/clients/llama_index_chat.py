"""LlamaIndex's chat models, each as its documentation uses it."""

import asyncio
from typing import Any

from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.llms.anthropic import Anthropic
from llama_index.llms.anthropic.utils import ANTHROPIC_MODELS
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai.utils import ALL_AVAILABLE_MODELS, O1_MODELS

# Both know their models by name, and take no other.
_OPENAI = next(name for name in ALL_AVAILABLE_MODELS if name not in O1_MODELS)
_ANTHROPIC = next(iter(ANTHROPIC_MODELS))


def _send_mail(to: str) -> str:
    """Send a mail."""
    return to


_TOOL = FunctionTool.from_defaults(fn=_send_mail, name="send_mail")


def _model(url: str, api: str) -> Any:
    if api == "anthropic":
        return Anthropic(model=_ANTHROPIC, base_url=url, api_key="test", max_retries=0)
    return OpenAI(model=_OPENAI, api_base=f"{url}/v1", api_key="test", max_retries=0)


def _said(text: str) -> list[ChatMessage]:
    return [ChatMessage(role="user", content=text)]


def _chat(url: str, api: str, text: str) -> Any:
    reply = _model(url, api).chat(_said(text))
    return {"text": reply.message.content, "role": reply.message.role.value}


def _achat(url: str, api: str, text: str) -> Any:
    return asyncio.run(_model(url, api).achat(_said(text))).message.content


def _stream_chat(url: str, api: str, text: str) -> Any:
    pieces = list(_model(url, api).stream_chat(_said(text)))
    return {"deltas": [each.delta or "" for each in pieces], "text": pieces[-1].message.content}


def _astream_chat(url: str, api: str, text: str) -> Any:
    async def deltas() -> str:
        stream = await _model(url, api).astream_chat(_said(text))
        return "".join([each.delta or "" async for each in stream])

    return asyncio.run(deltas())


def _tools(url: str, api: str, text: str) -> Any:
    model = _model(url, api)
    reply = model.chat_with_tools([_TOOL], user_msg=text)
    calls = model.get_tool_calls_from_response(reply)
    return [{"name": each.tool_name, "args": each.tool_kwargs} for each in calls]


ACTIONS = {
    "achat": _achat,
    "astream_chat": _astream_chat,
    "chat": _chat,
    "stream_chat": _stream_chat,
    "tools": _tools,
}
