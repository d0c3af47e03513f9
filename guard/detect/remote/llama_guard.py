"""Chat models that answer `safe`, or `unsafe` and the codes of hazards, as Llama Guard does.

https://www.llama.com/docs/model-cards-and-prompt-formats/llama-guard-3/
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from guard.detect.remote.adapter import Answer, Found, Nonsense, bearer, member
from guard.types import Category, Direction

_REPLY = re.compile(r"\s*(?:(safe)|unsafe\s+(S\d{1,2}(?:\s*,\s*S\d{1,2})*))\s*", re.ASCII)
_TOKENS = 100
_LONGEST = 400
"""Characters of so many tokens; longer is not what was asked for."""


class LlamaGuard:
    """Speaks chat completions to a classifier.

    Args:
        model: the model to ask.
    """

    several = 1
    longest = 6_000  # of a window of 8,192 tokens, beside the instructions

    # MLCommons' hazards; what is harm of no category here is an entity that a policy may name.
    vocabulary: Mapping[str, str] = {
        "S1": Category.VIOLENCE,
        "S2": Category.ILLICIT,
        "S3": Category.SEXUAL,
        "S4": Category.SEXUAL_MINORS,
        "S5": "DEFAMATION",
        "S6": "SPECIALIZED_ADVICE",
        "S7": "PRIVACY_VIOLATION",
        "S8": "INTELLECTUAL_PROPERTY",
        "S9": Category.ILLICIT,
        "S10": Category.HATE,
        "S11": Category.SELF_HARM,
        "S12": Category.SEXUAL,
        "S13": "ELECTIONS",
        "S14": "CODE_INTERPRETER_ABUSE",
    }

    def __init__(self, model: str) -> None:
        self._model = model

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key."""
        return bearer(key)

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Ask about the last turn of a conversation; a completion needs a turn before it."""
        (text,) = texts
        turns = [{"role": "user", "content": text}]
        if direction is Direction.COMPLETION:
            turns = [{"role": "user", "content": "Please go on."}, {"role": "assistant", "content": text}]
        return {"model": self._model, "messages": turns, "temperature": 0, "max_tokens": _TOKENS}

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read the model's word; anything but the two it may say is nonsense."""
        del texts
        choices = member(reply, "choices", list)
        content = member(member(choices[0] if choices else None, "message", dict), "content", str)
        said = _REPLY.fullmatch(content) if len(content) <= _LONGEST else None
        if said is None:
            raise Nonsense
        codes = "" if said[1] else said[2]
        found = tuple(Found(code.strip()) for code in codes.split(",") if code)
        return [Answer(found)]
