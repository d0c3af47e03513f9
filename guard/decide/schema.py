"""The policy file format: what may stand in it and what each key means. See policies/FORMAT.md."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from audit.retention import DAYS, FEWEST, MOST
from guard.decide.policy import HISTORY_HOURS, HOLDS, Annotations, Durability, Evidence, History, Mode, Record
from guard.plugged import PluggedKind
from guard.types import Direction, Operator

ActionWord = Literal["allow", "annotate", "redact", "block"]
SeverityWord = Literal["low", "medium", "high"]
CategoryWord = Literal[
    "hate", "harassment", "sexual", "sexual/minors", "violence", "self_harm", "illicit", "prompt_attack", "*"
]
Score = Annotated[float, Field(ge=0, le=1)]


class Model(BaseModel):
    """A part of the format: unknown keys are mistakes, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityModel(Model):
    """An action, or a mapping with the action and how to carry it out."""

    action: ActionWord
    operator: Operator = Operator.REPLACE
    min_score: Score | None = None
    keep_last: int = Field(default=0, ge=0, le=16, description="code points a mask leaves readable")
    only_with: tuple[str, ...] = Field(
        default=(), description="entities of which one must be acted on in the same message"
    )


def _action_only(value: object) -> object:
    return {"action": value} if isinstance(value, str) else value


EntityEntry = Annotated[
    EntityModel, BeforeValidator(_action_only, json_schema_input_type=ActionWord | EntityModel)
]


class CategoryModel(Model):
    """From which severity on each action applies."""

    annotate: SeverityWord | None = None
    redact: SeverityWord | None = None
    block: SeverityWord | None = None
    min_score: Score = 0.0


class DirectionModel(Model):
    """The rules for prompts, or those for completions."""

    entities: dict[str, EntityEntry] = {}
    categories: dict[CategoryWord, CategoryModel] = {}


class WordsModel(Model):
    """A list of words or phrases, in a file of one per line or in place."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    action: ActionWord
    operator: Operator = Operator.REPLACE
    file: str | None = None
    list: tuple[str, ...] | None = None
    directions: tuple[Direction, ...] = (Direction.PROMPT, Direction.COMPLETION)


class AllowModel(Model):
    """Values that are never acted on: a regular expression for the whole value, or the values."""

    entity: str
    regex: str | None = None
    values: tuple[str, ...] = ()


def _readable_hold(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(HOLDS, value):
        raise PydanticCustomError("hold", "sentence, all or window:<code points, 10 to 9999>")
    return value


class StreamModel(Model):
    """How streamed completions are held back."""

    hold: Annotated[
        str,
        BeforeValidator(_readable_hold),
        Field(pattern=HOLDS, description="sentence, window:<code points held back> or all"),
    ] = "sentence"


class HistoryModel(Model):
    """What happens to requests that go on from a conversation which the provider keeps."""

    action: History = History.REFUSE
    hours: Annotated[int, Field(ge=1, le=720, description="hours that its tokens are remembered")] = (
        HISTORY_HOURS
    )


HistoryEntry = Annotated[
    HistoryModel, BeforeValidator(_action_only, json_schema_input_type=History | HistoryModel)
]


class RoutesModel(Model):
    """What happens at routes that are not screened."""

    passes: tuple[str, ...] = Field(
        default=(), alias="pass", description="routes passed on unscreened, each as `GET /v1/files/{}`"
    )


class AuditModel(Model):
    """What is recorded, and how much of it."""

    record: Record = Record.FLAGGED
    evidence: Evidence = Evidence.REDACTED
    never_record: tuple[str, ...] = Field(
        default=(), description="entities and categories beyond those that are never recorded anyway"
    )
    durability: Durability = Durability.STRICT
    keep_days: Annotated[int, Field(ge=FEWEST, le=MOST, description="days that content is kept")] = DAYS


def _default_only(value: object) -> object:
    return {"default": value} if isinstance(value, str) else value


NotRunWord = Literal["block", "allow"]
OnNotRunEntry = Annotated[
    dict[str, NotRunWord],
    BeforeValidator(_default_only, json_schema_input_type=NotRunWord | dict[str, NotRunWord]),
]


class BreakerModel(Model):
    """When a detector that fails is left alone, and for how long."""

    failures: Annotated[int, Field(ge=1, le=1000, description="failed calls in a row")] = 5
    open_s: Annotated[float, Field(gt=0, le=3600, description="seconds it is then left alone")] = 10.0


class DetectorModel(Model):
    """A further detector: what it is, how it is asked, and what its labels are called here."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    kind: PluggedKind
    url: str | None = Field(default=None, description="the only address that is called")
    entry_point: str | None = Field(default=None, description="name in the group guard.detectors")
    labels: tuple[str, ...] = Field(default=(), description="everything it may find")
    map: dict[str, str] = Field(default={}, description="its labels: what they are called here")
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)] = (
        Direction.PROMPT,
        Direction.COMPLETION,
    )
    timeout_ms: Annotated[int, Field(ge=1, le=30_000)] = 1000
    concurrency: Annotated[int, Field(ge=1, le=256, description="calls at the same time")] = 16
    breaker: BreakerModel = BreakerModel()
    on_not_run: NotRunWord | None = None
    # No pattern: a message that repeats the value might repeat a key that was put in the wrong place.
    key_env: str | None = Field(default=None, description="environment variable that holds its key")
    key_file: str | None = Field(default=None, description="file that holds its key")
    model: str | None = None
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$")] = None
    max_chars: Annotated[int, Field(ge=0, description="code points of one text, 0 for its kind's")] = 0
    severity: SeverityWord = "high"


class PolicyModel(Model):
    """A policy file."""

    policy: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,60}$", description="the policy's id")
    extends: tuple[str, ...] = Field(default=(), description="packs or files, later ones win")
    mode: Mode = Mode.ENFORCE
    on_not_run: OnNotRunEntry = {"default": "block"}
    min_score: Score = 0.4
    countries: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = ()
    prompt: DirectionModel = DirectionModel()
    completion: DirectionModel = DirectionModel()
    recognizers: tuple[str, ...] = Field(default=(), description="Presidio recogniser files beside this one")
    words: tuple[WordsModel, ...] = ()
    allow: tuple[AllowModel, ...] = ()
    detectors: tuple[DetectorModel, ...] = Field(default=(), description="further detectors")
    stream: StreamModel = StreamModel()
    history: HistoryEntry = HistoryModel()
    annotations: Annotations = Annotations.NONE
    routes: RoutesModel = RoutesModel()
    audit: AuditModel = AuditModel()
