"""From a policy's descriptions to detectors that can be asked."""

import os
import re

from guard.detect.catalogue import entities
from guard.detect.plugins import Plugin, plugin
from guard.detect.remote.adapter import Adapter
from guard.detect.remote.azure_text_analyze import AzureTextAnalyze
from guard.detect.remote.breaker import Breaker
from guard.detect.remote.calls import Calls
from guard.detect.remote.client import Client
from guard.detect.remote.contract import Contract
from guard.detect.remote.detector import Ask, Line
from guard.detect.remote.llama_guard import LlamaGuard
from guard.detect.remote.openai_moderation import OpenAIModeration
from guard.detect.remote.presidio_analyzer import PresidioAnalyzer
from guard.errors import ConfigError
from guard.plugged import Offer, Plugged, PluggedKind

_KEY = re.compile(r"[\x21-\x7e]{1,4096}")


def offer(plugged: Plugged) -> Offer:
    """Tell what a detector can find; nothing is called, and no key is read.

    Raises:
        ConfigError: if it is a Python entry point that cannot be used.
    """
    made = _plugin(plugged)
    known = {**_adapter(plugged, made).vocabulary, **plugged.mapping}
    return Offer(frozenset(map(str, known.values())), made.version if made else "")


def line(plugged: Plugged) -> Line:
    """Make the way to a detector; nothing is called yet.

    Raises:
        ConfigError: if its key is missing or none, or its entry point cannot be used.
    """
    made = _plugin(plugged)
    adapter = _adapter(plugged, made)
    return Line(
        plugged,
        adapter,
        made.ask if made else _ask(plugged, adapter),
        Breaker(plugged.failures, plugged.open_s),
        Calls(plugged.name, plugged.concurrency),
    )


def _plugin(plugged: Plugged) -> Plugin | None:
    return plugin(plugged.entry_point) if plugged.kind is PluggedKind.PYTHON else None


def _adapter(plugged: Plugged, made: Plugin | None) -> Adapter:
    match plugged.kind:
        case PluggedKind.OPENAI_MODERATION:
            return OpenAIModeration(plugged.model)
        case PluggedKind.AZURE_TEXT_ANALYZE:
            return AzureTextAnalyze()
        case PluggedKind.LLAMA_GUARD:
            return LlamaGuard(plugged.model)
        case PluggedKind.PRESIDIO_ANALYZER:
            return PresidioAnalyzer(plugged.labels, entities(), plugged.language)
        case PluggedKind.HTTP | PluggedKind.PYTHON:
            return Contract(made.labels if made else plugged.labels)


def _ask(plugged: Plugged, adapter: Adapter) -> Ask:
    key = _key(plugged)
    return Client(plugged.url, adapter.headers(key) if key else {}).ask


def _key(plugged: Plugged) -> str:
    """Read a detector's key, empty if it has none.

    Raises:
        ConfigError: if there should be one and is not; it says where, and nothing of what is there.
    """
    if plugged.key_env:
        # The name of the variable is not repeated: it may be a key that was put in the wrong place.
        place, value = "key_env: expected a variable that is set to", os.environ.get(plugged.key_env, "")
    elif plugged.key_file is not None:
        place = f"key_file: {plugged.key_file}: expected"
        try:
            value = plugged.key_file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            value = ""
    else:
        return ""
    if not _KEY.fullmatch(value.strip()):
        raise ConfigError(f"detector `{plugged.name}`: {place} a key of one line without spaces")
    return value.strip()
