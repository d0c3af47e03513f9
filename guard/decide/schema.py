"""The policy file format: what may stand in it and what each key means. See policies/FORMAT.md."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from audit.retention import DAYS, FEWEST, MOST
from guard.decide.policy import Durability, Evidence, Hold, Mode, Record
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


class StreamModel(Model):
    """How streamed completions are held back."""

    hold: Hold = Hold.SENTENCE


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
    stream: StreamModel = StreamModel()
    audit: AuditModel = AuditModel()
