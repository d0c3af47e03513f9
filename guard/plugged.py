"""A detector of the tenant's own, as a policy describes it: what deciding and detecting share of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from guard.types import Direction, Severity


class PluggedKind(StrEnum):
    """How a detector is asked, and what its replies look like."""

    HTTP = "http"
    OPENAI_MODERATION = "openai-moderation"
    AZURE_TEXT_ANALYZE = "azure-text-analyze"
    LLAMA_GUARD = "llama-guard"
    PRESIDIO_ANALYZER = "presidio-analyzer"
    PYTHON = "python"


@dataclass(frozen=True, slots=True)
class Plugged:
    """One entry of a policy's ``detectors``.

    Args:
        name: what rules, records and metrics call it.
        kind: how it is asked.
        url: the only address that is called; kept out of the repr, since a query may be private.
        entry_point: the name of the Python entry point.
        labels: what it may find, in its own words; empty for all that its kind knows.
        mapping: its labels and what they are called here.
        directions: where it is asked.
        timeout_s: seconds from the question to the whole reply, waiting included.
        concurrency: calls at the same time.
        failures: failed calls in a row after which it is left alone.
        open_s: seconds it is then left alone.
        key_env: the environment variable that holds its key.
        key_file: the file that holds its key.
        model: the model that is asked for.
        language: the language its texts are in.
        max_chars: code points of one text it takes; 0 for what its kind allows.
        severity: what harm counts as where it tells no severity.
    """

    name: str
    kind: PluggedKind
    url: str = field(default="", repr=False)
    entry_point: str = ""
    labels: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    directions: frozenset[Direction] = frozenset(Direction)
    timeout_s: float = 1.0
    concurrency: int = 16
    failures: int = 5
    open_s: float = 10.0
    key_env: str = ""
    key_file: Path | None = None
    model: str = ""
    language: str = ""
    max_chars: int = 0
    severity: Severity = Severity.HIGH


@dataclass(frozen=True, slots=True)
class Offer:
    """What a detector of the tenant's own can find, in our words.

    Args:
        labels: every label its findings can carry.
        version: the version of what runs here, empty for what runs elsewhere.
    """

    labels: frozenset[str]
    version: str = ""
