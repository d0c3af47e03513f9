"""Settings of the sidecar: command line over ``GUARD_*`` variables over a YAML file over defaults."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from guard.decide.source import Source, read
from guard.detect.memory import LIMIT
from guard.errors import ConfigError

System = Literal["agentgateway", "azure", "bedrock", "litellm", "llm-guard", "presidio"]
"""The systems whose endpoints can be answered."""
_PREFIX = "GUARD_"
_LISTS = ("caller_keys", "drop_in", "forward_headers", "models")


class Settings(BaseSettings):
    """Everything that can be set; ``upstream`` is the only one without a default."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    upstream: str | None = Field(default=None, description="address of the provider")
    policy: str = Field(default="default", description="name of a shipped pack, or a path")
    tenants: Path | None = Field(
        default=None, description="tenants file, or folder of one file for each tenant, instead of policy"
    )
    approvals: bool = Field(
        default=False, description="let only policies come into force that two officers stand for"
    )
    reload_every: float = Field(
        default=2, ge=0, description="seconds between looks at policies and tenants, 0 for none"
    )
    dir: Path = Field(default=Path(".guard"), description="folder of ring, audit store and tenant key")
    store: str = Field(
        default="",
        pattern=r"^$|^postgres(ql)?://",
        description="audit store: empty for a file in dir, or a PostgreSQL address",
        repr=False,
    )
    tenant: str = Field(default="default", pattern=r"^[A-Za-z0-9._-]{1,64}$", description="id of the tenant")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8080, description="port to listen on")
    max_body: int = Field(default=8 << 20, ge=1024, description="bytes of a request body")
    max_reply: int = Field(default=32 << 20, ge=1024, description="bytes of a reply that is not a stream")
    connect_timeout: float = Field(default=5, gt=0, description="seconds to reach the provider")
    read_timeout: float = Field(default=120, gt=0, description="seconds without a byte from the provider")
    screen_timeout: float = Field(default=30, gt=0, description="seconds one screening may take")
    key_needed: bool = Field(default=True, description="refuse requests without a provider key")
    forward_headers: tuple[str, ...] = Field(default=(), description="further request headers to pass on")
    models: tuple[str, ...] = Field(default=(), description="model names that records may show")
    tracing: bool = Field(default=False, description="send spans to an OpenTelemetry collector")
    memory: int = Field(default=LIMIT, ge=0, description="bytes of findings remembered of texts sent before")
    drop_in: tuple[System, ...] = Field(default=(), description="systems whose endpoints are answered here")
    caller_keys: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = Field(
        default=(), description="digests of keys for Guard's own endpoints: see guard key new", repr=False
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments only: `load` puts file, environment and command line together."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def load(path: Path | None, **given: Any) -> Settings:
    """Load the settings: the command line wins over the environment, that over the file.

    Args:
        path: a YAML file, or None.
        given: what the command line says; None means unsaid.

    Raises:
        ConfigError: naming every setting at fault, and where it was said.
        PolicyError: if the file is no YAML mapping.
    """
    source = None if path is None else read(path)
    said: dict[str, Callable[[str], str]] = {}
    values: dict[str, Any] = {}
    if source is not None:
        for name, value in source.data.items():
            said[name] = partial(_in_file, source, name)
            values[name] = value
    try:
        environment = EnvSettingsSource(Settings)()
    except SettingsError as bad:
        named = next(name for name in _LISTS if f'"{name}"' in str(bad))
        raise ConfigError(f'{_PREFIX}{named.upper()}: expected a list in JSON, such as ["a", "b"]') from None
    for name, value in environment.items():
        said[name] = partial("{}: {}".format, f"{_PREFIX}{name.upper()}")
        values[name] = value
    for name, value in given.items():
        if value is not None:
            said[name] = partial("{}: {}".format, f"--{name.replace('_', '-')}")
            values[name] = value
    unknown = [said[name]("unknown setting") for name in values if name not in Settings.model_fields]
    known = {name: value for name, value in values.items() if name in Settings.model_fields}
    try:
        settings = Settings(**known)
    except ValidationError as bad:
        wrong = [_say(error, said) for error in bad.errors(include_url=False)]
        raise ConfigError("\n".join((*unknown, *wrong))) from None
    if unknown:
        raise ConfigError("\n".join(unknown))
    return settings


def _in_file(source: Source, name: str, message: str) -> str:
    return source.problem((name,), message)


def _say(error: Any, said: Mapping[str, Callable[[str], str]]) -> str:
    return said[str(error["loc"][0])](str(error["msg"]).replace("Input should be", "expected"))
