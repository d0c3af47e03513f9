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


Floor = Annotated[bool, Field(description="nothing that extends this file may be weaker")]


class EntityModel(Model):
    """An action, or a mapping with the action and how to carry it out."""

    action: ActionWord
    operator: Operator = Operator.REPLACE
    min_score: Score | None = None
    keep_last: int = Field(default=0, ge=0, le=16, description="code points a mask leaves readable")
    only_with: tuple[str, ...] = Field(
        default=(), description="entities of which one must be acted on in the same message"
    )
    floor: Floor = False


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
    floor: Floor = False


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
    floor: Floor = False


class AllowModel(Model):
    """Values that are never acted on: a regular expression for the whole value, or the values."""

    entity: str
    regex: str | None = None
    values: tuple[str, ...] = ()
    validated: bool = Field(default=False, description="also values that a checksum or registry confirms")


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
    floor: Floor = False


class AuditModel(Model):
    """What is recorded, and how much of it."""

    record: Record = Record.FLAGGED
    evidence: Evidence = Evidence.REDACTED
    never_record: tuple[str, ...] = Field(
        default=(), description="entities and categories beyond those that are never recorded anyway"
    )
    durability: Durability = Durability.STRICT
    keep_days: Annotated[int, Field(ge=FEWEST, le=MOST, description="days that content is kept")] = DAYS
    floor: Floor = False


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


class CustomModel(Model):
    """An entity of the tenant's own: a pattern in RE2's syntax, or words."""

    name: str = Field(pattern="^[A-Z][A-Z0-9_]{0,60}$")
    regex: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    file: str | None = None
    list: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] | None = None
    score: Score = 0.8
    context: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(
        default=(), description="words before the value that make it surer"
    )


_Example = Annotated[str, Field(min_length=1, max_length=1000)]


class TopicModel(Model):
    """A topic of the tenant's own, by sentences that are about it and sentences that are not."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    examples: tuple[_Example, ...] | None = Field(default=None, description="sentences about it")
    examples_file: str | None = Field(default=None, description="a file of them, one a line")
    negatives: tuple[_Example, ...] | None = Field(
        default=None, alias="not", description="sentences that sound alike and are not about it"
    )
    negatives_file: str | None = Field(
        default=None, alias="not_file", description="a file of them, one a line"
    )
    action: Literal["annotate", "block"]
    min_score: Score = 0.5
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)] = (
        Direction.PROMPT,
        Direction.COMPLETION,
    )


_LABEL = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


class WhenModel(Model):
    """Rules that hold for some requests only, in the place of those outside."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    routes: tuple[str, ...] = Field(default=(), description="operations, as records name them")
    models: tuple[Annotated[str, Field(pattern=r"^[^*\s]{0,120}\*?$")], ...] = Field(
        default=(), description="models, exactly or by how they begin: gpt-4*"
    )
    apps: tuple[Annotated[str, Field(pattern=_LABEL)], ...] = Field(default=(), description="app labels")
    condition: str | None = Field(
        default=None,
        alias="if",
        max_length=1000,
        description="an expression in CEL over route, model, app and labels",
    )
    prompt: DirectionModel = DirectionModel()
    completion: DirectionModel = DirectionModel()


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
    entities: Annotated[tuple[CustomModel, ...], Field(max_length=200)] = ()
    topics: Annotated[tuple[TopicModel, ...], Field(max_length=50)] = ()
    when: Annotated[tuple[WhenModel, ...], Field(max_length=50)] = ()
    stream: StreamModel = StreamModel()
    history: HistoryEntry = HistoryModel()
    annotations: Annotations = Annotations.NONE
    routes: RoutesModel = RoutesModel()
    audit: AuditModel = AuditModel()
