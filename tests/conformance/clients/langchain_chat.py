"""LangChain's chat models, each as its documentation uses it."""

import asyncio
from typing import Any

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel


@tool
def send_mail(to: str) -> str:
    """Send a mail."""
    return to


class Contact(BaseModel):
    """Whom to write to."""

    mail: str


def _model(url: str, api: str) -> Any:
    if api == "anthropic":
        return ChatAnthropic(
            model_name="test-model", base_url=url, api_key="test", max_retries=0, timeout=30, stop=None
        )
    return ChatOpenAI(
        model="test-model",
        base_url=f"{url}/v1",
        api_key="test",
        max_retries=0,
        use_responses_api=api == "responses",
    )


def _told(message: Any) -> dict[str, Any]:
    return {
        "text": message.text,
        "tool_calls": [
            {"name": each["name"], "args": each["args"], "id": each["id"]} for each in message.tool_calls
        ],
        "metadata": {
            name: message.response_metadata.get(name)
            for name in ("finish_reason", "stop_reason", "status", "incomplete_details")
        },
        "tokens": (message.usage_metadata or {}).get("total_tokens"),
    }


def _invoke(url: str, api: str, text: str) -> Any:
    return _told(_model(url, api).invoke(text))


def _ainvoke(url: str, api: str, text: str) -> Any:
    return _told(asyncio.run(_model(url, api).ainvoke(text)))


def _gathered(pieces: list[Any]) -> dict[str, Any]:
    whole = pieces[0]
    for each in pieces[1:]:
        whole += each
    return _told(whole)


def _stream(url: str, api: str, text: str, *, tools: bool = False) -> Any:
    model = _model(url, api)
    return _gathered(list((model.bind_tools([send_mail]) if tools else model).stream(text)))


def _astream(url: str, api: str, text: str) -> Any:
    async def pieces() -> list[Any]:
        return [each async for each in _model(url, api).astream(text)]

    return _gathered(asyncio.run(pieces()))


def _tools(url: str, api: str, text: str) -> Any:
    return _told(_model(url, api).bind_tools([send_mail]).invoke(text))


def _history(url: str, api: str, text: str, to: str, result: str) -> Any:
    """Send a turn with a call of a tool and what the tool gave."""
    call = {"name": "send_mail", "args": {"to": to}, "id": "toolu_01", "type": "tool_call"}
    messages = [
        HumanMessage(text),
        AIMessage("", tool_calls=[call]),
        ToolMessage(result, tool_call_id="toolu_01"),
    ]
    return _told(_model(url, api).bind_tools([send_mail]).invoke(messages))


def _structured(url: str, api: str, text: str) -> Any:
    return _model(url, api).with_structured_output(Contact).invoke(text).model_dump()


ACTIONS = {
    "ainvoke": _ainvoke,
    "astream": _astream,
    "history": _history,
    "invoke": _invoke,
    "stream": _stream,
    "structured": _structured,
    "tools": _tools,
}
